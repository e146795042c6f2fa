import { expect, test } from 'vitest'
import { scheduleFaults } from '../../src/fault/schedule.ts'
import type { Fault, FaultSchedule, OperationId } from '../../src/index.ts'
import { block, calendar, open, slots } from '../support/client.ts'

/** The numbers of the requests that are hit, from 1. */
function hits(fault: Fault, count: number, operation: OperationId = 'createBlockSlot'): number[] {
  const nextFault = scheduleFaults([fault], 1)
  return Array.from({ length: count }, (_, index) => index + 1).filter(
    () => nextFault(operation) !== undefined,
  )
}

test.each<[FaultSchedule | undefined, number[]]>([
  [undefined, [1]],
  ['first', [1]],
  ['second', [2]],
  ['every', [1, 2, 3, 4, 5]],
  [
    [2, 5],
    [2, 5],
  ],
  [[], []],
  [{ share: 0 }, []],
  [{ share: 1 }, [1, 2, 3, 4, 5]],
])('%j', (on, expected) => {
  expect(hits({ fault: 'reset', ...(on === undefined ? {} : { on }) }, 5)).toEqual(expected)
})

test('a share is drawn from the seed: deterministic, and close to the share', () => {
  const drawn = (seed: number): boolean[] => {
    const nextFault = scheduleFaults([{ fault: 'reset', on: { share: 0.3 } }], seed)
    return Array.from({ length: 10_000 }, () => nextFault('createBlockSlot') !== undefined)
  }
  expect(drawn(7)).toEqual(drawn(7))
  expect(drawn(7)).not.toEqual(drawn(8))
  const count = drawn(7).filter(Boolean).length
  expect(count).toBeGreaterThan(2800)
  expect(count).toBeLessThan(3200)
})

test('two shares are independent', () => {
  const nextFault = scheduleFaults(
    [
      { fault: 'reset', on: { share: 0.5 } },
      { fault: 'stall', on: { share: 0.5 } },
    ],
    1,
  )
  const drawn = Array.from({ length: 4000 }, () => nextFault('createBlockSlot')?.fault.fault)
  const share = (name: string | undefined): number => drawn.filter((one) => one === name).length / 4000
  expect([share('reset'), share('stall'), share(undefined)].map((one) => Math.round(one * 20) / 20)).toEqual([
    0.5, 0.25, 0.25,
  ])
})

test('only requests for the operations of a fault count', () => {
  const nextFault = scheduleFaults(
    [{ fault: 'reset', operation: ['deleteEvent', 'listEvents'], on: 'second' }],
    1,
  )
  const asked = ['createBlockSlot', 'deleteEvent', 'createBlockSlot', 'listEvents', 'deleteEvent'] as const
  expect(asked.map((operation) => nextFault(operation) !== undefined)).toEqual([
    false,
    false,
    false,
    true,
    false,
  ])
})

test('of two due faults the first in the list is applied, and both count the request', () => {
  const nextFault = scheduleFaults(
    [{ fault: 'reset' }, { fault: 'close' }, { fault: 'stall', on: 'second' }],
    1,
  )
  expect([1, 2, 3].map(() => nextFault('createBlockSlot')?.fault.fault)).toEqual([
    'reset',
    'stall',
    undefined,
  ])
})

test('by default a fault hits the operations it makes sense for, and no token request', () => {
  for (const operation of ['createAccessToken', 'createLocationToken'] as const) {
    expect(hits({ fault: 'reset', on: 'every' }, 2, operation)).toEqual([])
    expect(hits({ fault: 'reset', operation }, 2, operation)).toEqual([1])
  }
  expect(hits({ fault: 'stale-list' }, 1)).toEqual([])
  expect(hits({ fault: 'stale-list' }, 1, 'listBlockedSlots')).toEqual([1])
  expect(hits({ fault: 'missing-id' }, 1, 'getCalendar')).toEqual([])
  expect(hits({ fault: 'late-commit' }, 1, 'deleteEvent')).toEqual([1])
})

test.each<[string, object, RegExp]>([
  [
    'a name',
    { fault: 'earthquake' },
    /^There is no fault "earthquake"\. Use one of altered, bad-gateway, .*unavailable\.$/,
  ],
  ['a name from Object', { fault: 'toString' }, /^There is no fault "toString"/],
  [
    'an operation',
    { fault: 'reset', operation: 'bake' },
    /names an unknown operation, "bake"\. Use one of createBlockSlot, /,
  ],
  ['a share', { fault: 'reset', on: { share: 2 } }, /"share" .* from 0 to 1 and got 2/],
  ['a missing share', { fault: 'reset', on: {} }, /"share" .* got undefined/],
  ['a count', { fault: 'reset', on: [0] }, /"on" .* whole numbers from 1 and got 0/],
  ['half a count', { fault: 'reset', on: [1.5] }, /got 1.5/],
  ['a status', { fault: 'status', status: 101 }, /"status" .* from 200 to 599 and got 101/],
  ['a delay', { fault: 'slow', delayMs: -1 }, /"delayMs" .* 0 or more and got -1/],
  ['an endless delay', { fault: 'slow', delayMs: Infinity }, /"delayMs" .* got Infinity/],
])('an invalid fault throws: %s', async (_, fault, message) => {
  const { sandbox } = await open()
  const faults = [fault as Fault]
  expect(() => sandbox.setFaults(faults)).toThrow(RangeError)
  expect(() => sandbox.setFaults(faults)).toThrow(message)
  await expect(open({ faults })).rejects.toThrow(message)
})

test('setFaults replaces the faults, and reset restores the first ones', async () => {
  const { sandbox, send } = await open({ faults: [{ fault: 'conflict' }] })
  const body = { ...block, calendarId: calendar }
  const status = async (): Promise<number> => {
    const headers = {
      Authorization: `Bearer ${sandbox.token}`,
      'Content-Type': 'application/json',
      Version: '2021-04-15',
    }
    return (await fetch(sandbox.url + slots, { method: 'POST', headers, body: JSON.stringify(body) })).status
  }
  expect([await status(), await status()]).toEqual([409, 201])
  sandbox.setFaults([{ fault: 'unavailable', on: 'second' }])
  expect([await status(), await status(), await status()]).toEqual([201, 503, 201])
  sandbox.setFaults([])
  expect((await send('POST', slots, { body })).status).toBe(201)
  sandbox.reset()
  expect([await status(), await status()]).toEqual([409, 201])
})

test('a request outside the contract is never hit', async () => {
  const { sandbox, send } = await open({ faults: [{ fault: 'reset', on: 'every' }] })
  expect((await send('GET', '/nowhere')).status).toBe(404)
  expect((await send('GET', '/calendars/events/any')).status).toBe(401)
  expect(sandbox.audit.filter(({ kind }) => kind === 'fault')).toEqual([])
})
