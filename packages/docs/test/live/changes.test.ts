import { expect, test } from 'vitest'
import { describeChange, findClockChanges } from '../../live/logic/changes.ts'

test.each([
  [
    'America/New_York',
    2026,
    ['2026-03-08 02:00 03:00 an hour skipped', '2026-11-01 02:00 01:00 an hour twice'],
  ],
  [
    'Australia/Lord_Howe',
    2026,
    ['2026-04-05 02:00 01:30 30 minutes twice', '2026-10-04 02:00 02:30 30 minutes skipped'],
  ],
  // Samoa went across the date line: 30 December was left out.
  [
    'Pacific/Apia',
    2011,
    [
      '2011-04-02 04:00 03:00 an hour twice',
      '2011-09-24 03:00 04:00 an hour skipped',
      '2011-12-30 00:00 00:00 24 hours skipped',
    ],
  ],
  ['Asia/Kolkata', 2026, []],
  ['+05:30', 2026, []],
])('finds the changes of %s in %i', (timeZone, year, expected) => {
  const found = findClockChanges(timeZone, year)
  expect(
    found.map((change) => `${change.day} ${change.before} ${change.after} ${describeChange(change)}`),
  ).toEqual(expected)
})
