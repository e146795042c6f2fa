import { expect, test } from 'vitest'
import { convert } from '../../live/logic/convert.ts'

const timeZone = 'America/New_York'

test('converts wall clocks to the two times and says them', () => {
  expect(convert({ from: '2030-12-23T09:00', to: '10:30', timeZone })).toEqual({
    times: { startTime: '2030-12-23T09:00:00-05:00', endTime: '2030-12-23T10:30:00-05:00' },
    described: 'Mon 2030-12-23 09:00 to 10:30 America/New_York (-05:00)',
    length: '1 h 30 min',
    notes: [],
  })
})

test.each([
  ['2026-03-08T02:30', '03:15', 'The clock skips 02:30 that night. The block covers the hour around it.'],
  ['2026-11-01T01:30', '02:15', 'The clock shows 01:30 twice that night. The block covers both.'],
])('names the reading %s, at which the clock is moved', (from, to, note) => {
  expect(convert({ from, to, timeZone })).toHaveProperty('notes', [note])
})

test.each([
  [{ from: '2030-12-23T09:00', to: '10:30', timeZone: 'EST' }, 'EST'],
  [{ from: '', to: '10:30', timeZone }, 'not a date-time'],
])('passes the message of the package on: %o', (wanted, part) => {
  expect(convert(wanted)).toHaveProperty('problem', expect.stringContaining(part))
})
