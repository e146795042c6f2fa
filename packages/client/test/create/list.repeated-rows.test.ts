import { expect, test } from 'vitest'
import type { BlockSlotsClient } from '../../src/index.ts'
import { rewriting } from '../support/rewrite.ts'
import { calendarBlock } from '../support/service.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

const creating = 'createBlockSlot'

/** A client whose lists show each row twice, next to each other or in a second page that repeats the first. */
const clientOf = (world: World): BlockSlotsClient =>
  world.another({ fetch: rewriting(world.sandbox.fetch, { rows: (rows) => [...rows, ...rows] }) })

test('a block whose row is repeated is no duplicate of itself', async () => {
  const world = await openWorld()
  const client = clientOf(world)
  await world.run(client.create(earlier))
  world.sandbox.setFaults([{ fault: 'reset', operation: creating }])
  const made = await world.run(client.create(calendarBlock))
  expect(made).toMatchObject({ id: world.sandbox.blocks()[1]?.id, outcome: 'reconciled' })
  expect(made).not.toHaveProperty('duplicates')
  const existing = await world.run(client.ensure(earlier))
  expect(existing).toMatchObject({ id: world.sandbox.blocks()[0]?.id, outcome: 'existing' })
  expect(existing).not.toHaveProperty('duplicates')
})

test('of several equal blocks, each is named once', async () => {
  const blocks = ['b', 'a', 'c'].map((id, index) => ({
    ...earlier,
    id,
    dateAdded: `2020-01-0${id === 'a' ? 1 : index + 2}T00:00:00Z`,
  }))
  const world = await openWorld({}, { state: { blocks } })
  const { id, duplicates } = await world.run(clientOf(world).ensure(earlier))
  expect(id).toBe('a')
  expect(duplicates).toHaveLength(2)
  expect(new Set(duplicates)).toEqual(new Set(['b', 'c']))
})

test('findDuplicates names a duplicate once', async () => {
  const world = await openWorld()
  const client = clientOf(world)
  await world.run(client.create(earlier))
  const late = {
    fault: 'reset',
    operation: creating,
    commit: 'after-response',
    commitDelayMs: 12_000,
  } as const
  world.sandbox.setFaults([late])
  const { id } = await world.run(client.create(calendarBlock))
  await world.clock.advance(600_000)
  const others = world.sandbox
    .blocks()
    .filter((block) => block.title === calendarBlock.title && block.id !== id)
  expect(others).toHaveLength(1)
  const { duplicates } = await world.run(client.findDuplicates())
  expect(duplicates).toEqual([{ id, duplicates: others.map((other) => other.id) }])
})

test('a row that is repeated shows a list to be no longer than it is', async () => {
  const world = await openWorld()
  const client = clientOf(world)
  await world.run(client.create(earlier))
  world.sandbox.setFaults([{ fault: 'reset', operation: creating, commit: 'never' }])
  expect((await world.run(client.create(calendarBlock))).outcome).toBe('created')
})
