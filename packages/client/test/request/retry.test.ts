import { describe, expect, test } from 'vitest'
import type { ClientOptions } from '../../src/index.ts'
import { calendarBlock, calls, json, query, verdictOf, type Called } from '../support/service.ts'
import { earlier, openWorld } from '../support/world.ts'

const waits = (events: readonly { type: string; waitMs?: number }[]): number[] =>
  events.flatMap((event) => (event.type === 'wait' ? [event.waitMs ?? -1] : []))

describe('one call', () => {
  test.each<[Called, number]>([
    ['listBlockedSlots', 5],
    ['listEvents', 5],
    ['getCalendar', 5],
    ['updateBlockSlot', 4],
    ['deleteEvent', 4],
    ['createBlockSlot', 5],
  ])('of %s is sent %i times at most', async (operation, most) => {
    const world = await openWorld({}, { faults: [{ fault: 'refused', operation, on: 'every' }] })
    const error = await world.fail(calls[operation](world.client))
    expect(verdictOf(error)).toBe('not-sent no now')
    expect(error.attempts).toHaveLength(most)
    expect(waits(world.events)).toHaveLength(most - 1)
    for (const [turn, waitMs] of waits(world.events).entries())
      expect(waitMs).toBeLessThanOrEqual(250 * 2 ** turn)
  })

  test('is sent once with retry: false, for every failure', async () => {
    const world = await openWorld({ retry: false })
    for (const fault of ['refused', 'unavailable', 'unauthorized', 'rate-limited', 'reset'] as const) {
      for (const operation of ['listBlockedSlots', 'createBlockSlot', 'deleteEvent'] as const) {
        world.sandbox.setFaults([{ fault, operation, on: 'every' }])
        expect((await world.fail(calls[operation](world.client))).attempts).toHaveLength(1)
      }
    }
    expect(waits(world.events)).toEqual([])
  })

  test('with retry: false reads only once before it as well', async () => {
    const world = await openWorld(
      {},
      { faults: [{ fault: 'unavailable', operation: 'listBlockedSlots', on: 'every' }] },
    )
    const error = await world.fail(world.client.ensure(calendarBlock, { retry: false }))
    expect(error).toMatchObject({ code: 'unavailable', applied: 'no' })
    expect(world.arrived('listBlockedSlots')).toBe(1)
  })
})

describe('Retry-After', () => {
  test('is waited for, and up to a tenth more', async () => {
    const world = await openWorld(
      {},
      { faults: [{ fault: 'unavailable', operation: 'getCalendar', retryAfter: 20 }] },
    )
    const since = world.clock.now()
    await world.run(calls.getCalendar(world.client))
    expect(world.clock.now() - since).toBeGreaterThanOrEqual(20_000)
    expect(world.clock.now() - since).toBeLessThanOrEqual(22_000)
    expect(world.story()).toEqual(['getCalendar 503', 'wait retry-after', 'getCalendar 200'])
  })

  test('beyond the deadline ends the call at once, and says when', async () => {
    const world = await openWorld(
      {},
      { faults: [{ fault: 'unavailable', operation: 'getCalendar', retryAfter: 60 }] },
    )
    const since = world.clock.now()
    const error = await world.fail(calls.getCalendar(world.client))
    expect(verdictOf(error)).toBe('unavailable no after')
    expect(error.retryAt).toBe(since + 60_000)
    expect(world.clock.now()).toBe(since)
    expect(world.events).toHaveLength(1)
  })

  test.each([
    ['without a limiter', false, { retryAfter: 900 }],
    ['with a limiter', undefined, { retryAfter: 900 }],
    ['with a limiter that reads it from other headers', undefined, { limit: 'daily' }],
  ] as const)('of a 429 beyond the deadline ends the call at once %s', async (_, limiter, more) => {
    const faults = [{ fault: 'rate-limited', operation: 'getCalendar', ...more }] as const
    const world = await openWorld({ limiter }, { faults })
    const since = world.clock.now()
    const error = await world.fail(calls.getCalendar(world.client))
    expect(verdictOf(error)).toBe('rate-limited no after')
    expect(error.retryAt).toBeGreaterThan(since + 60_000)
    expect(world.clock.now()).toBe(since)
    expect(world.arrived('getCalendar')).toBe(1)
  })
})

test('a limiter that refuses is asked once, since nothing comes free before the deadline', async () => {
  let asked = 0
  const limiter: ClientOptions['limiter'] = {
    acquire: async ({ clock }) => {
      asked++
      return { retryAt: clock.now() + 90_000 }
    },
  }
  const world = await openWorld({ limiter })
  const error = await world.fail(calls.getCalendar(world.client))
  expect(verdictOf(error)).toBe('rate-limited no after')
  expect(error.retryAt).toBe(world.clock.now() + 90_000)
  expect(error.message).toBe(
    'getCalendar: the rate limit is used up for longer than this call may take, so nothing was sent',
  )
  expect(error).not.toHaveProperty('cause')
  expect(asked).toBe(1)
})

describe('the budget for retries', () => {
  const down = { fault: 'status', status: 521, on: 'every' } as const

  test('of one operation that always fails does not starve the others', async () => {
    const world = await openWorld(
      {},
      { faults: [{ ...down, operation: ['deleteEvent', 'updateBlockSlot'] }] },
    )
    for (let turn = 0; turn < 40; turn++) await world.fail(world.client.delete('0TkCdp9PfvLeWKYRRvIz'))
    // 100 retries of 40 calls that would have retried three times each.
    expect(world.arrived('deleteEvent')).toBe(140)
    world.sandbox.setFaults([{ fault: 'unavailable', operation: 'listBlockedSlots' }])
    await world.run(world.client.list(query))
    expect(world.arrived('listBlockedSlots')).toBe(2)
    world.sandbox.setFaults([{ fault: 'refused', operation: 'createBlockSlot' }])
    await world.run(world.client.create(calendarBlock))
  })

  test('that is used up ends a call at once, without a wait for nothing', async () => {
    const world = await openWorld({}, { faults: [{ ...down, operation: 'deleteEvent' }] })
    for (let turn = 0; turn < 40; turn++) await world.fail(world.client.delete('0TkCdp9PfvLeWKYRRvIz'))
    const since = world.clock.now()
    const before = world.events.length
    await world.fail(world.client.delete('0TkCdp9PfvLeWKYRRvIz'))
    expect(world.clock.now()).toBe(since)
    expect(world.events.slice(before).map(({ type }) => type)).toEqual(['attempt'])
  })

  test('is not taken for a wait that is not begun', async () => {
    const faults = [
      { fault: 'unavailable', operation: 'getCalendar', on: 'every', retryAfter: 1000 },
    ] as const
    const world = await openWorld({}, { faults })
    for (let turn = 0; turn < 120; turn++) await world.fail(calls.getCalendar(world.client))
    world.sandbox.setFaults([{ fault: 'unavailable', operation: 'getCalendar' }])
    await world.run(calls.getCalendar(world.client))
    expect(world.arrived('getCalendar')).toBe(122)
  })

  test('that is used up after a create was proven absent reports applied: no', async () => {
    const world = await openWorld({ reconcileTimeoutMs: 0 })
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([{ fault: 'refused', operation: 'createBlockSlot', on: 'every' }])
    for (let turn = 0; turn < 30; turn++) await world.fail(world.client.create(calendarBlock))
    world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot', commit: 'never' }])
    const error = await world.fail(world.client.create(calendarBlock))
    expect(verdictOf(error)).toBe('unavailable no after')
    expect(error).not.toHaveProperty('reconcile')
  })

  test('is shared by all clients of a sub-account', async () => {
    const world = await openWorld({}, { faults: [{ ...down, operation: 'createBlockSlot' }] })
    for (let turn = 0; turn < 25; turn++) await world.fail(world.another().create(calendarBlock))
    const before = world.events.length
    await world.fail(world.another().create(calendarBlock))
    expect(world.events.slice(before).map(({ type }) => type)).toEqual(['attempt'])
  })
})

describe('a refused token', () => {
  test('is tried again once after 0.5 to 1 s if it cannot be refreshed', async () => {
    const world = await openWorld(
      {},
      { faults: [{ fault: 'unauthorized', operation: 'createBlockSlot', on: 'every' }] },
    )
    const error = await world.fail(world.client.create(calendarBlock))
    expect(verdictOf(error)).toBe('unauthenticated no after-reauth')
    expect(world.story()).toEqual(['createBlockSlot 401', 'wait token', 'createBlockSlot 401'])
    const [waitMs = 0] = waits(world.events)
    expect(waitMs).toBeGreaterThanOrEqual(500)
    expect(waitMs).toBeLessThanOrEqual(1000)
  })

  test('is not waited for when the function gives another one', async () => {
    let turn = 0
    const token = async (): Promise<string> => `pit-${++turn}`
    const world = await openWorld({ token, fetch: async () => json(401, { message: 'Invalid JWT' }) })
    const since = world.clock.now()
    await world.fail(calls.getCalendar(world.client))
    expect(world.clock.now()).toBe(since)
    expect(world.story()).toEqual(['getCalendar 401', 'getCalendar 401', 'getCalendar 401'])
  })

  test.each([
    'The token is not authorized for this scope.',
    "Token's user type mismatch!",
    'version header is invalid',
  ])('that no other token would replace is not tried again: %s', async (message) => {
    const world = await openWorld(
      {},
      { faults: [{ fault: 'unauthorized', operation: 'getCalendar', message }] },
    )
    await world.fail(calls.getCalendar(world.client))
    expect(world.arrived('getCalendar')).toBe(1)
  })
})
