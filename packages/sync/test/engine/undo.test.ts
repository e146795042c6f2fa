import { expect, test } from 'vitest'
import { collect } from '../../src/collect.ts'
import { anna, at, createWorld, location, testSource } from '../support/world.ts'

test('a delete is not undone where an equal block is there, and the report counts it', async () => {
  const world = await createWorld()
  const source = testSource([at(3, 9), at(4, 9)])
  const sync = world.createSync({
    owners: { anna: { locationId: location, userId: anna } },
    sources: { busy: { for: 'all', items: source.read } },
  })
  await sync.apply(await sync.plan())
  source.items = [at(4, 9)]
  const plan = await sync.plan()
  await sync.apply(plan)
  await world.block(at(3, 9))
  const undo = await sync.undo(plan.run.id)
  expect(undo).toMatchObject({ changes: 0, counts: { exists: 1 } })
  expect(await sync.apply(undo)).toMatchObject({ counts: { exists: 1 }, run: { state: 'done' } })
  expect(world.sandbox.blocks()).toHaveLength(2)
})

test('deletes are undone by another process after a person has deleted the other blocks', async () => {
  const world = await createWorld()
  const source = testSource([at(3, 9), at(4, 9), at(5, 9), at(6, 9)])
  const start = () =>
    world.createSync({
      owners: { anna: { locationId: location, userId: anna } },
      sources: { busy: { for: 'all', items: source.read } },
    })
  const sync = start()
  await sync.apply(await sync.plan())
  source.items = [at(3, 9), at(4, 9)]
  const plan = await sync.plan()
  await sync.apply(plan)
  for (const { id } of world.sandbox.blocks()) await world.client.delete(id)
  expect(await sync.undo(plan.run.id)).toMatchObject({
    stopped: [{ stop: { reason: 'list-empty', count: 2 } }],
  })
  const undo = await sync.undo(plan.run.id, { allow: 2 })
  expect(await start().apply(undo)).toMatchObject({ counts: { done: 2 }, stopped: [] })
})

test('a block that a later run has moved names that run, and is undone after it', async () => {
  const world = await createWorld()
  const source = testSource([{ ...at(3, 9), item: 'shift' }])
  const sync = world.createSync({
    owners: { anna: { locationId: location, userId: anna } },
    sources: { busy: { for: 'all', items: source.read } },
  })
  const first = await sync.plan()
  await sync.apply(first)
  source.items = [{ ...at(4, 9), item: 'shift' }]
  const second = await sync.plan()
  await sync.apply(second)
  const early = await sync.undo(first.run.id)
  const steps = await collect(early.steps())
  expect(steps.map(({ step }) => step)).toMatchObject([
    { action: 'keep', why: 'changed-by-run', run: second.run.id },
  ])
  await sync.apply(await sync.undo(second.run.id))
  await sync.apply(await sync.undo(first.run.id))
  expect(world.sandbox.blocks()).toEqual([])
})
