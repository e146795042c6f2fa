import { describe, expect, test } from 'vitest'
import type { CreatedBlock } from '../../src/index.ts'
import { failure, verdictOf } from '../support/service.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

const creating = 'createBlockSlot'
const listing = 'listBlockedSlots'

const countsOf = (world: World): number[] => [world.arrived(listing), world.arrived(creating)]

/** Deletes the only block as a person does in the calendar: the client does not see it. */
async function deleteUnseen(world: World): Promise<void> {
  const [block] = world.sandbox.blocks()
  await world.sandbox.fetch(
    new Request(`${world.sandbox.url}/calendars/events/${block?.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${world.sandbox.token}`, version: '2021-04-15' },
    }),
  )
}

describe('an ensure that waits for an equal one', () => {
  test.each(['reads', 'creates'])('goes on when that is aborted while it %s', async (doing) => {
    const operation = doing === 'reads' ? listing : creating
    const world = await openWorld({}, { faults: [{ fault: 'stall', operation, commit: 'never' }] })
    const controller = new AbortController()
    const first = failure(world.client.ensure(earlier, { signal: controller.signal }))
    const others = Promise.all([1, 2, 3].map(() => world.client.ensure(earlier)))
    await world.clock.advance(1000)
    controller.abort()
    expect((await first).code).toBe('aborted')
    const made = await world.run(others)
    expect(made.map(({ outcome }) => outcome)).toEqual(['created', 'existing', 'existing'])
    expect(world.sandbox.blocks().map(({ id }) => id)).toEqual([made[0]?.id])
    // The second one reads and creates, after the outcome of the first has become known; the third reads nothing.
    expect(world.arrived(creating)).toBe(doing === 'reads' ? 1 : 2)
  })

  test('finds the block that was created although the call ended at its deadline', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'stall', operation: creating }] })
    const first = failure(world.client.ensure(earlier, { timeoutMs: 1000 }))
    const others = Promise.all([1, 2, 3].map(() => world.client.ensure(earlier)))
    expect(verdictOf(await world.run(first))).toBe('deadline-exceeded unknown never')
    const made = await world.run(others)
    expect(made.map(({ outcome }) => outcome)).toEqual(['existing', 'existing', 'existing'])
    expect(new Set(made.map(({ id }) => id))).toEqual(new Set(world.sandbox.blocks().map(({ id }) => id)))
    expect(countsOf(world)).toEqual([2, 1])
  })

  test('that is aborted itself changes nothing for the others', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'slow', operation: listing, delayMs: 5000 }] })
    const controller = new AbortController()
    const first = world.client.ensure(earlier)
    const second = failure(world.client.ensure(earlier, { signal: controller.signal }))
    const third = world.client.ensure(earlier)
    await world.clock.advance(1000)
    controller.abort()
    expect((await second).code).toBe('aborted')
    expect((await world.run(Promise.all([first, third]))).map(({ outcome }) => outcome)).toEqual([
      'created',
      'existing',
    ])
    expect(countsOf(world)).toEqual([1, 1])
  })

  test('does not take over the failure of the other', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'forbidden', operation: listing }] })
    const first = failure(world.client.ensure(earlier))
    const others = Promise.all([1, 2].map(() => world.client.ensure(earlier)))
    expect((await world.run(first)).code).toBe('forbidden')
    expect((await world.run(others)).map(({ outcome }) => outcome)).toEqual(['created', 'existing'])
    expect(countsOf(world)).toEqual([2, 1])
  })

  test('does not say existing of a block that was gone before it began', async () => {
    const world = await openWorld()
    world.sandbox.setFaults([
      { fault: 'slow', operation: creating, commit: 'before-response', delayMs: 0 },
      { fault: 'slow', operation: listing, on: [2], delayMs: 5000 },
    ])
    await world.run(world.client.ensure(earlier))
    const reading = world.client.ensure(earlier)
    await world.clock.advance(1000)
    await deleteUnseen(world)
    expect(world.sandbox.blocks()).toEqual([])
    const later = world.client.ensure(earlier).catch(() => undefined)
    const [, made] = await world.run(Promise.all([reading, later]))
    expect(world.sandbox.blocks().map(({ id }) => id)).toEqual(made === undefined ? [] : [made.id])
  })

  test.each([
    ['deleted', 'the same client'],
    ['updated', 'the same client'],
    ['deleted', 'a new client'],
  ])('reads the list when the block was %s by this process meanwhile, for %s', async (how, who) => {
    const world = await openWorld(
      {},
      { faults: [{ fault: 'slow', operation: creating, on: 'second', delayMs: 5000 }] },
    )
    const first = world.client.ensure(earlier)
    const between = world.client.create(earlier)
    const last = (who === 'a new client' ? world.another() : world.client).ensure(earlier)
    const { id } = await world.run(first)
    const title = { ...earlier, title: 'Renamed' }
    await world.run<unknown>(how === 'deleted' ? world.client.delete(id) : world.client.update(id, title))
    const [other, found] = await world.run(Promise.all([between, last]))
    expect(found).toMatchObject({ id: other.id, outcome: 'existing' })
    expect(countsOf(world)).toEqual([2, 2])
  })

  test('does not name a duplicate that was deleted by this process meanwhile', async () => {
    const blocks = ['a', 'b'].map((id) => ({ ...earlier, id, dateAdded: '2020-02-10T00:00:00.000Z' }))
    const world = await openWorld(
      {},
      { state: { blocks }, faults: [{ fault: 'slow', operation: creating, delayMs: 5000 }] },
    )
    const first = world.client.ensure(earlier)
    const between = world.client.create(earlier)
    const last = world.client.ensure(earlier)
    const { duplicates: [duplicate = ''] = [] } = await world.run(first)
    await world.run(world.client.delete(duplicate))
    const [, found] = await world.run(Promise.all([between, last]))
    expect(found).toEqual({ ...blocks[0], dateAdded: undefined, outcome: 'existing' })
  })

  test('takes a block that was updated before both began', async () => {
    const world = await openWorld()
    const { id } = await world.run(world.client.create({ ...earlier, title: 'Draft' }))
    await world.run(world.client.update(id, earlier))
    const made = await world.run(Promise.all([1, 2, 3].map(() => world.client.ensure(earlier))))
    expect(made.map((one) => [one.id, one.outcome])).toEqual(made.map(() => [id, 'existing']))
    expect(countsOf(world)).toEqual([1, 1])
  })
})

test('creates between equal ensures each make a block, and the ensures take one', async () => {
  const world = await openWorld()
  const calls = ['ensure', 'create', 'ensure', 'create', 'ensure'] as const
  const made = await world.run(
    Promise.all(calls.map((call): Promise<CreatedBlock> => world.client[call](earlier))),
  )
  const idsOf = (which: string): string[] => made.filter((_, at) => calls[at] === which).map(({ id }) => id)
  expect(new Set(idsOf('ensure')).size).toBe(1)
  expect(new Set([...idsOf('ensure'), ...idsOf('create')])).toEqual(
    new Set(world.sandbox.blocks().map(({ id }) => id)),
  )
  expect(countsOf(world)).toEqual([1, 3])
})
