import { describe, expect, test } from 'vitest'
import { calendarBlock, verdictOf } from '../support/service.ts'
import { earlier, openWorld } from '../support/world.ts'

const creating = 'createBlockSlot'
const lost = { fault: 'reset', operation: creating, commit: 'never' } as const

describe('ensure', () => {
  test('creates a block where there is none', async () => {
    const world = await openWorld()
    const made = await world.run(world.client.ensure(earlier))
    expect(made).toMatchObject({ ...earlier, id: world.sandbox.blocks()[0]?.id, outcome: 'created' })
    expect(world.story()).toEqual(['listBlockedSlots 200', 'createBlockSlot 201'])
  })

  test('takes the block that exists, as it is listed', async () => {
    const block = { ...earlier, id: 'SomebodyElsesBlock01', startTime: '2021-06-23T22:00:00Z' }
    const world = await openWorld({}, { state: { blocks: [block] } })
    expect(await world.run(world.client.ensure({ ...earlier, title: ' Earlier ' }))).toEqual({
      ...block,
      outcome: 'existing',
    })
    expect(world.arrived(creating)).toBe(0)
  })

  test('takes the oldest of several, and names the others', async () => {
    const blocks = ['c', 'a', 'b'].map((id, index) => ({
      ...earlier,
      id,
      dateAdded: new Date(Date.UTC(2020, 1, 10 - index)).toISOString(),
    }))
    const world = await openWorld({}, { state: { blocks } })
    expect(await world.run(world.client.ensure(earlier))).toMatchObject({
      id: 'b',
      outcome: 'existing',
      duplicates: ['a', 'c'],
    })
  })

  test('creates nothing where the list may be truncated', async () => {
    const world = await openWorld()
    const rows = Array.from({ length: 200 }, (_, index) => ({
      ...earlier,
      title: 'Other',
      id: `row${index}`,
    }))
    world.sandbox.setFaults([
      { fault: 'status', operation: 'listBlockedSlots', status: 200, body: { events: rows } },
    ])
    const error = await world.fail(world.client.ensure(earlier))
    expect(verdictOf(error)).toBe('outcome-unknown unknown never')
    expect(error.message).toContain('may be truncated')
    expect(error.hint).toContain('client.list()')
    expect(world.arrived(creating)).toBe(0)
  })

  test('creates nothing where the list cannot be read', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'forbidden', operation: 'listBlockedSlots' }] })
    expect(await world.fail(world.client.ensure(earlier))).toMatchObject({ code: 'forbidden', applied: 'no' })
    expect(world.arrived(creating)).toBe(0)
  })

  test('finds its own or any equal block when the response is lost', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'reset', operation: creating }] })
    expect((await world.run(world.client.ensure(earlier))).outcome).toBe('reconciled')
    world.sandbox.setFaults([{ ...lost, delayMs: 3000 }])
    const mine = world.client.ensure(calendarBlock)
    await world.clock.advance(1000)
    const other = world.another({ baseUrl: 'https://another.service' }).create(calendarBlock)
    const [made, { id }] = await world.run(Promise.all([mine, other]))
    expect(made).toMatchObject({ id, outcome: 'reconciled' })
  })

  test('takes an equal block for its own that the list shows only later, however old it is', async () => {
    const world = await openWorld()
    const other = world.another({ baseUrl: 'https://another.service' })
    const { id } = await world.run(other.create(calendarBlock))
    await world.clock.advance(20_000)
    world.sandbox.setFaults([lost, { fault: 'empty-list' }])
    expect(await world.run(world.client.ensure(calendarBlock))).toMatchObject({ id, outcome: 'reconciled' })
    expect(world.sandbox.blocks()).toHaveLength(1)
  })

  test('sends again when it was proven not to have been applied', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([lost])
    expect((await world.run(world.client.ensure(calendarBlock))).outcome).toBe('created')
    expect(world.sandbox.blocks()).toHaveLength(2)
  })

  test('can be reconciled when it stays unknown', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'stall', operation: creating }] })
    const error = await world.fail(world.client.ensure(calendarBlock, { timeoutMs: 1000 }))
    expect(verdictOf(error)).toBe('deadline-exceeded unknown never')
    const made = error.reconcile === undefined ? undefined : await world.run(error.reconcile())
    expect(made?.id).toBe(world.sandbox.blocks()[0]?.id)
  })

  test('whose deadline passes while it reads has created nothing', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'stall', operation: 'listBlockedSlots' }] })
    const error = await world.fail(world.client.ensure(calendarBlock, { timeoutMs: 1000 }))
    expect(verdictOf(error)).toBe('deadline-exceeded no now')
  })
})

describe('after one with an unknown outcome', () => {
  test.each(['ensure', 'create'] as const)('of %s, ensure waits for its block to appear', async (call) => {
    const world = await openWorld()
    world.sandbox.setFaults([
      { fault: 'stall', operation: creating, commit: 'after-response', commitDelayMs: 5000 },
    ])
    await world.fail(world.client[call](earlier, { timeoutMs: 1000 }))
    const { id, outcome } = await world.run(world.client.ensure(earlier))
    expect([id, outcome]).toEqual([world.sandbox.blocks()[0]?.id, 'existing'])
    await world.clock.advance(200_000)
    expect(world.sandbox.blocks()).toHaveLength(1)
  })

  test('ensure makes one when the time for the other to appear is over, and waits no longer than that', async () => {
    const world = await openWorld()
    world.sandbox.setFaults([{ fault: 'reset', operation: creating, commit: 'never' }])
    await world.fail(world.client.create(earlier, { onUnknown: 'throw' }))
    const since = world.clock.now()
    expect((await world.run(world.client.ensure(earlier))).outcome).toBe('created')
    expect(world.clock.now() - since).toBe(10_000)
    expect(world.story()).toContain('wait reconcile')
    // Others do not wait.
    await world.run(world.client.ensure(calendarBlock))
    expect(world.clock.now() - since).toBe(10_000)
  })

  test('a create makes one more at once', async () => {
    const world = await openWorld({ onUnknown: 'throw' })
    world.sandbox.setFaults([{ fault: 'reset', operation: creating }])
    await world.fail(world.client.create(earlier))
    const since = world.clock.now()
    await world.run(world.client.create(earlier))
    expect(world.clock.now() - since).toBe(0)
    expect(world.sandbox.blocks()).toHaveLength(2)
  })
})

describe('equal ensures at once', () => {
  test('make one block', async () => {
    const world = await openWorld()
    const clients = [world.client, world.client, world.another()]
    const made = await world.run(Promise.all(clients.map((client) => client.ensure(earlier))))
    expect(new Set(made.map(({ id }) => id))).toEqual(new Set([world.sandbox.blocks()[0]?.id]))
    expect(made.map(({ outcome }) => outcome)).toEqual(['created', 'existing', 'existing'])
    expect(world.sandbox.blocks()).toHaveLength(1)
  })

  test('make one block, although the list shows it seconds later', async () => {
    const stale = { fault: 'stale-list', operation: 'listBlockedSlots', on: 'every', lagMs: 4000 } as const
    const world = await openWorld({}, { faults: [stale] })
    const made = await world.run(Promise.all([1, 2, 3].map(() => world.client.ensure(earlier))))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(made[2]).toEqual({ ...earlier, id: made[0]?.id, outcome: 'existing' })
    expect(world.sandbox.blocks()).toHaveLength(1)
  })

  test('make another one at once when the first was deleted', async () => {
    const world = await openWorld()
    const { id } = await world.run(world.client.ensure(earlier))
    await world.run(world.client.delete(id))
    const since = world.clock.now()
    expect(await world.run(world.client.ensure(earlier))).toMatchObject({ outcome: 'created' })
    expect(world.clock.now()).toBe(since)
    expect(world.sandbox.blocks()).toHaveLength(1)
  })

  test('make another one when the first was deleted by another program, a while later', async () => {
    const world = await openWorld()
    const { id } = await world.run(world.client.ensure(earlier))
    await world.run(
      world.client.api.DELETE('/calendars/events/{eventId}', { params: { path: { eventId: id } } }),
    )
    await world.clock.advance(10_000)
    expect(await world.run(world.client.ensure(earlier))).toMatchObject({ outcome: 'created' })
  })
})
