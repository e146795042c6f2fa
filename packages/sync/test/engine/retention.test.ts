import { expect, test } from 'vitest'
import { anna, at, createWorld, location, testSource } from '../support/world.ts'

test('plans that were never started are removed, all but the newest', async () => {
  const world = await createWorld()
  const source = testSource([at(3, 9)])
  const sync = world.createSync({
    owners: { anna: { locationId: location, userId: anna } },
    sources: { busy: { for: 'all', items: source.read } },
  })
  const { run } = await sync.plan()
  await sync.apply(run.id)
  for (let count = 0; count < 15; count += 1) await sync.plan()
  const runs = await world.store.runs()
  expect(runs.map(({ state }) => state)).toEqual([...Array.from({ length: 10 }, () => 'planned'), 'done'])
  expect((await sync.undo(run.id)).counts.delete).toBe(1)
})

test('runs that were started are removed, all but the newest hundred', async () => {
  const world = await createWorld()
  const source = testSource()
  const sync = world.createSync({
    owners: { anna: { locationId: location, userId: anna } },
    sources: { busy: { for: 'all', items: source.read } },
  })
  for (let count = 0; count < 110; count += 1) await sync.apply(await sync.plan())
  expect(await world.store.runs()).toHaveLength(101)
})

test('a run that has changed nothing is removed before one that can be undone', async () => {
  const world = await createWorld()
  const source = testSource([at(3, 9)])
  const sync = world.createSync({
    owners: { anna: { locationId: location, userId: anna } },
    sources: { busy: { for: 'all', items: source.read } },
  })
  const { run } = await sync.plan()
  await sync.apply(run.id)
  for (let count = 0; count < 103; count += 1) await sync.apply(await sync.plan())
  expect((await sync.undo(run.id)).counts.delete).toBe(1)
})
