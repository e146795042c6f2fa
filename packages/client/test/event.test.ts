import { describe, expect, test } from 'vitest'
import type { ClientEvent } from '../src/index.ts'
import { calendarBlock, calls, query } from './support/service.ts'
import { earlier, openWorld } from './support/world.ts'

describe('an attempt', () => {
  test('is reported with its outcome', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'slow', delayMs: 1500 }] })
    const at = world.clock.now()
    await world.run(world.client.create(earlier))
    await world.run(world.client.list(query))
    expect(world.events).toEqual([
      {
        type: 'attempt',
        at,
        operation: 'createBlockSlot',
        attempt: 1,
        durationMs: 1500,
        status: 201,
        applied: 'yes',
      },
      {
        type: 'attempt',
        at: at + 1500,
        operation: 'listBlockedSlots',
        attempt: 1,
        durationMs: 0,
        status: 200,
        applied: 'no',
      },
    ])
  })

  test('is counted within its call, reads that reconcile it included', async () => {
    const world = await openWorld(
      {},
      { faults: [{ fault: 'reset', operation: 'createBlockSlot', delayMs: 20 }] },
    )
    const at = world.clock.now()
    await world.run(world.client.create(earlier))
    expect(world.events).toEqual([
      {
        type: 'attempt',
        at,
        operation: 'createBlockSlot',
        attempt: 1,
        durationMs: 20,
        code: 'outcome-unknown',
        applied: 'unknown',
      },
      {
        type: 'attempt',
        at: at + 20,
        operation: 'listBlockedSlots',
        attempt: 2,
        durationMs: 0,
        status: 200,
        applied: 'no',
      },
      { type: 'reconcile', at: at + 20, operation: 'createBlockSlot', found: 1, outcome: 'adopted' },
    ])
  })

  test('that was never sent, without a token or a permit, is not reported', async () => {
    const world = await openWorld({ token: () => Promise.reject(new Error('no')) })
    await world.fail(calls.getCalendar(world.client))
    const limited = world.another({ limiter: { acquire: () => Promise.reject(new Error('no')) } })
    const error = await world.fail(calls.getCalendar(limited))
    expect(error).toMatchObject({ code: 'store-unavailable', applied: 'no', retry: 'after', attempts: [] })
    expect(world.events.filter(({ type }) => type === 'attempt')).toEqual([])
  })

  test('that times out is reported once, with the verdict of its call', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'stall', operation: 'createBlockSlot' }] })
    await world.fail(world.client.create(earlier, { timeoutMs: 700 }))
    expect(world.events).toMatchObject([
      { type: 'attempt', durationMs: 700, code: 'deadline-exceeded', applied: 'unknown' },
    ])
  })
})

test('waits are reported before they begin, and reconciliation with every read', async () => {
  const world = await openWorld({ reconcileTimeoutMs: 1000 })
  await world.run(world.client.create(earlier))
  world.events.length = 0
  world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot', commit: 'never' }])
  const at = world.clock.now()
  await world.run(world.client.create(calendarBlock))
  const operation = 'createBlockSlot'
  const others = world.events.filter(({ type }) => type !== 'attempt')
  expect(others).toEqual([
    { type: 'reconcile', at, operation, found: 0, outcome: 'waiting' },
    { type: 'wait', at, operation, reason: 'reconcile', waitMs: 500 },
    { type: 'reconcile', at: at + 500, operation, found: 0, outcome: 'waiting' },
    { type: 'wait', at: at + 500, operation, reason: 'reconcile', waitMs: 500 },
    { type: 'reconcile', at: at + 1000, operation, found: 0, outcome: 'absent' },
  ])
})

test('a list that proves nothing is reported as inconclusive', async () => {
  const world = await openWorld({ reconcileTimeoutMs: 0 })
  world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot', commit: 'never' }])
  await world.fail(world.client.create(calendarBlock))
  expect(world.story()).toEqual([
    'createBlockSlot outcome-unknown',
    ...Array.from({ length: 5 }, () => [
      'listBlockedSlots 200',
      'listBlockedSlots 200',
      'reconcile waiting',
      'wait reconcile',
    ]).flat(),
    'listBlockedSlots 200',
    'listBlockedSlots 200',
    'reconcile inconclusive',
  ])
})

test('the limit is reported when a 429 closes it, when one request probes it, and when it is open again', async () => {
  const world = await openWorld({ limiter: undefined }, { faults: [{ fault: 'rate-limited' }] })
  await world.run(world.client.list(query))
  expect(world.story()).toEqual([
    'limit closed',
    'listBlockedSlots 429',
    'limit probing',
    'limit open',
    'listBlockedSlots 200',
  ])
  expect(world.events[0]).toMatchObject({ key: `https://services.leadconnectorhq.com ${query.locationId}` })
})

describe('a listener', () => {
  test.each<[string, (event: ClientEvent) => unknown]>([
    [
      'throws',
      () => {
        throw new Error('own affair')
      },
    ],
    ['rejects', () => Promise.reject(new Error('own affair'))],
    ['never ends', () => new Promise(() => {})],
  ])('and %s changes nothing', async (_, onEvent) => {
    const world = await openWorld({ onEvent })
    world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot' }, { fault: 'unavailable' }])
    expect((await world.run(world.client.create(earlier))).outcome).toBe('reconciled')
  })

  test('gets plain data that is safe to log', async () => {
    const world = await openWorld(
      {},
      { faults: [{ fault: 'unauthorized', message: 'pit-12345678 is wrong' }] },
    )
    await world.run(world.client.list(query))
    expect(JSON.parse(JSON.stringify(world.events))).toEqual(world.events)
    expect(JSON.stringify(world.events)).not.toContain(world.sandbox.token)
  })
})
