import { expect, test } from 'vitest'
import { parseFaults } from '../../src/fault/parse.ts'
import type { Fault } from '../../src/index.ts'

const valid: readonly Fault[] = [
  { fault: 'altered', title: 'x', startTime: 'y', endTime: 'z', stored: false, commit: 'never' },
  { fault: 'cached-list', ageMs: 1 },
  { fault: 'changed-title', form: 'visible', dated: false },
  { fault: 'mismatched-response', differs: 'owner', commit: 'never' },
  { fault: 'missing-date' },
  { fault: 'repeated-rows', copies: 3 },
  { fault: 'skewed-date', skewMs: -1 },
  { fault: 'undated-rows', on: 'every' },
  { fault: 'truncated-list', at: 3, operation: 'listEvents', on: 'every' },
  { fault: 'forbidden', html: true, retryAfter: 'soon', operation: ['createBlockSlot', 'getCalendar'] },
  { fault: 'limit-headers', headers: 'high', on: [1, 3] },
  { fault: 'limit-headers', headers: { 'x-ratelimit-max': '-1' } },
  { fault: 'not-http', code: 'HPE_INVALID_CONSTANT' },
  { fault: 'oversized', bytes: 100 },
  { fault: 'rate-limited', limit: 'daily', headers: false, retryAfter: { dateInMs: -1 } },
  { fault: 'reset', on: { share: 0.5 }, delayMs: 5 },
  { fault: 'shifted-zone', offset: '-05:00' },
  { fault: 'similar-rows', of: { title: 'x', startTime: 'y', endTime: 'z' } },
  { fault: 'slow-body', byteIntervalMs: 1 },
  { fault: 'stale-list', lagMs: 1 },
  { fault: 'status', status: 418, body: { message: 'x' }, headers: { a: 'b' } },
  { fault: 'status', status: 418, body: 'x' },
  { fault: 'truncated', atByte: 1, end: 'reset', commit: 'after-response', commitDelayMs: 1 },
  { fault: 'unauthorized', message: 'x', on: 'second' },
]

test('valid faults are returned unchanged', () => {
  expect(parseFaults(JSON.parse(JSON.stringify(valid)))).toEqual(valid)
})

test.each<[unknown, string]>([
  ['reset', 'Expected a list of faults, such as [{ "fault": "reset" }].'],
  [[{ fault: 'reset' }, 'stall'], 'Expected fault 2 to be an object with the name of a fault'],
  [[{ operation: 'getCalendar' }], 'Expected fault 1 to be an object with the name of a fault'],
  [[{ fault: 'earthquake' }], 'There is no fault "earthquake". Use one of altered, '],
  [[{ fault: 'toString' }], 'There is no fault "toString".'],
  [[{ fault: 'reset', afterMs: 5 }], 'The fault "reset" has no field "afterMs". Use one of operation, on, '],
  [[{ fault: 'reset', html: true }], 'The fault "reset" has no field "html".'],
  [[{ fault: 'dns', commit: 'never' }], 'The fault "dns" has no field "commit".'],
  [[{ fault: 'status' }], 'The fault "status" needs a field "status".'],
  [[{ fault: 'limit-headers' }], 'The fault "limit-headers" needs a field "headers".'],
  [
    [{ fault: 'reset', commit: 'before' }],
    'Expected "commit" of the fault "reset" to be one of "before-response", "after-response", "never" and got "before".',
  ],
  [[{ fault: 'reset', operation: 'bake' }], 'Expected "operation" of the fault "reset" to be an operation'],
  [[{ fault: 'reset', on: 'third' }], 'Expected "on" of the fault "reset" to be "first", "second", "every"'],
  [
    [{ fault: 'reset', on: { share: 2 } }],
    'Expected "share" of the fault "reset" to be a number from 0 to 1',
  ],
  [[{ fault: 'status', status: 99 }], 'Expected "status" of the fault "status" to be a whole number'],
  [[{ fault: 'slow', delayMs: '5' }], 'Expected "delayMs" of the fault "slow" to be a number and got "5".'],
])('an invalid list throws: %j', (value, message) => {
  expect(() => parseFaults(value)).toThrow(RangeError)
  expect(() => parseFaults(value)).toThrow(message)
})
