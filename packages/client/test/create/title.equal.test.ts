import { expect, test } from 'vitest'
import { rewriting } from '../support/rewrite.ts'
import { calendarBlock } from '../support/service.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

const creating = 'createBlockSlot'
const first = { ...calendarBlock, title: 'Meeting 1' }
const second = { ...calendarBlock, title: 'Meeting 2' }

/** A process that has learned that a service cuts titles, so that those of two blocks at one time become equal. */
async function withCutTitles(): Promise<{ readonly world: World; readonly client: World['client'] }> {
  const world = await openWorld()
  const cut = ({ title, ...row }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
    ...row,
    title: String(title).slice(0, 7),
  })
  const client = world.another({ fetch: rewriting(world.sandbox.fetch, { block: cut }) })
  for (const { title } of [first, second]) {
    // oxlint-disable-next-line no-await-in-loop -- One after the other, so that the faults hit none of them.
    await world.run(client.create({ ...earlier, title }))
  }
  return { world, client }
}

const idsOf = (world: World): readonly string[] =>
  world.sandbox
    .blocks()
    .slice(2)
    .map(({ id }) => id)

test('creates at once whose titles the service makes equal get a block each', async () => {
  const { world, client } = await withCutTitles()
  world.sandbox.setFaults([
    { fault: 'reset', operation: creating },
    { fault: 'slow', operation: creating, on: 'second', delayMs: 3000 },
  ])
  const made = await world.run(Promise.all([first, second].map((block) => client.create(block))))
  expect(made.map(({ id }) => id)).toEqual(idsOf(world))
  expect(made.map(({ duplicates }) => duplicates)).toEqual([undefined, undefined])
})

test('a create names no block a duplicate that may be that of an open one with another title', async () => {
  const { world, client } = await withCutTitles()
  world.sandbox.setFaults([
    { fault: 'reset', operation: creating, on: [1, 2] },
    { fault: 'forbidden', operation: 'listBlockedSlots' },
  ])
  const error = await world.fail(client.create(first))
  const created = await world.run(client.create(second))
  const found = await world.run(error.reconcile?.() ?? Promise.resolve(undefined))
  expect(created.duplicates).toBe(undefined)
  expect(new Set([created.id, found?.id])).toEqual(new Set(idsOf(world)))
  expect(idsOf(world)).toHaveLength(2)
})
