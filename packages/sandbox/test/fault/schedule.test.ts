import { expect, test } from 'vitest'
import { takeAim } from '../../src/fault/schedule.ts'
import type { Fault, FaultSchedule, OperationId } from '../../src/index.ts'
import { block, calendar, open, slots } from '../support/caller.ts'

/** Which of so many requests are hit, counted from 1. */
function hits(fault: Fault, count: number, operation: OperationId = 'createBlockSlot'): number[] {
  const aim = takeAim([fault], 1)
  return Array.from({ length: count }, (_, index) => index + 1).filter(() => aim(operation) !== undefined)
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

test('a share is drawn from the seed: always the same, and about that share', () => {
  const drawn = (seed: number): boolean[] => {
    const aim = takeAim([{ fault: 'reset', on: { share: 0.3 } }], seed)
    return Array.from({ length: 10_000 }, () => aim('createBlockSlot') !== undefined)
  }
  expect(drawn(7)).toEqual(drawn(7))
  expect(drawn(7)).not.toEqual(drawn(8))
  const count = drawn(7).filter(Boolean).length
  expect(count).toBeGreaterThan(2800)
  expect(count).toBeLessThan(3200)
})

test('two shares are drawn apart', () => {
  const aim = takeAim(
    [
      { fault: 'reset', on: { share: 0.5 } },
      { fault: 'stall', on: { share: 0.5 } },
    ],
    1,
  )
  const drawn = Array.from({ length: 4000 }, () => aim('createBlockSlot')?.fault.fault)
  const share = (name: string | undefined): number => drawn.filter((one) => one === name).length / 4000
  expect([share('reset'), share('stall'), share(undefined)].map((one) => Math.round(one * 20) / 20)).toEqual([
    0.5, 0.25, 0.25,
  ])
})

test('only the requests for its operations are counted', () => {
  const aim = takeAim([{ fault: 'reset', operation: ['deleteEvent', 'listEvents'], on: 'second' }], 1)
  const asked = ['createBlockSlot', 'deleteEvent', 'createBlockSlot', 'listEvents', 'deleteEvent'] as const
  expect(asked.map((operation) => aim(operation) !== undefined)).toEqual([false, false, false, true, false])
})

test('of two that hit, the first in the list counts, and both have counted', () => {
  const aim = takeAim([{ fault: 'reset' }, { fault: 'close' }, { fault: 'stall', on: 'second' }], 1)
  expect([1, 2, 3].map(() => aim('createBlockSlot')?.fault.fault)).toEqual(['reset', 'stall', undefined])
})

test('without an operation, tokens are left alone, and a fault hits only what it makes sense for', () => {
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
  ['a name', { fault: 'earthquake' }, /^There is no fault "earthquake", only bad-gateway, .*zone\.$/],
  ['a name from Object', { fault: 'toString' }, /^There is no fault "toString"/],
  ['an operation', { fault: 'reset', operation: 'bake' }, /cannot hit "bake", only createAccessToken, /],
  ['a share', { fault: 'reset', on: { share: 2 } }, /"share" .* from 0 to 1, not 2/],
  ['a missing share', { fault: 'reset', on: {} }, /"share" .* not undefined/],
  ['a turn', { fault: 'reset', on: [0] }, /"on" .* whole numbers from 1, not 0/],
  ['half a turn', { fault: 'reset', on: [1.5] }, /not 1.5/],
  ['a status', { fault: 'status', status: 101 }, /"status" .* from 200 to 599, not 101/],
  ['a delay', { fault: 'slow', delayMs: -1 }, /"delayMs" .* 0 or more, not -1/],
  ['an endless delay', { fault: 'slow', delayMs: Infinity }, /"delayMs" .* not Infinity/],
])('%s that there is not', async (_, fault, message) => {
  const { sandbox } = await open()
  const faults = [fault as Fault]
  expect(() => sandbox.setFaults(faults)).toThrow(RangeError)
  expect(() => sandbox.setFaults(faults)).toThrow(message)
  await expect(open({ faults })).rejects.toThrow(message)
})

test('faults can be replaced while it runs, and a reset brings the first ones back', async () => {
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

test('what is no operation is hit by nothing', async () => {
  const { sandbox, send } = await open({ faults: [{ fault: 'reset', on: 'every' }] })
  expect((await send('GET', '/nowhere')).status).toBe(404)
  expect((await send('GET', '/calendars/events/any')).status).toBe(401)
  expect(sandbox.audit.filter(({ kind }) => kind === 'fault')).toEqual([])
})
