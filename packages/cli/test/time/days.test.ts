import { expect, test } from 'vitest'
import { chooseDays } from '../../src/time/days.ts'
import { chooseWeek } from '../../src/time/week.ts'

const context = {
  nowMs: Date.parse('2026-11-30T20:15:30Z'),
  zone: { name: 'America/New_York', isMachine: false },
}
const datesOf = (...given: string[]): string[] =>
  chooseDays(given, context).map(
    ({ startTime, endTime }) => `${startTime.slice(0, 10)} ${endTime.slice(0, 16)}`,
  )

test.each([
  ['2026-12-24', '2026-12-24 2026-12-24T23:59'],
  ['2026-12-24..2026-12-26', '2026-12-24 2026-12-26T23:59'],
  ['2026-12-24 to 2026-12-26', '2026-12-24 2026-12-26T23:59'],
  ['2026-12-24 - 2026-12-26', '2026-12-24 2026-12-26T23:59'],
  ['24 Dec to 26 Dec', '2026-12-24 2026-12-26T23:59'],
  ['Thu 24 Dec to Sat 26 Dec 2026', '2026-12-24 2026-12-26T23:59'],
  ['30 Dec..2 Jan', '2026-12-30 2027-01-02T23:59'],
  ['today', '2026-11-30 2026-11-30T23:59'],
  ['tomorrow..friday', '2026-12-01 2026-12-04T23:59'],
  ['next monday to wed', '2026-12-07 2026-12-09T23:59'],
  ['today to tomorrow', '2026-11-30 2026-12-01T23:59'],
])('%s is %s', (text, days) => {
  expect(datesOf(text)).toEqual([days])
})

test('a day is in the zone, and the same range counts once', () => {
  expect(chooseDays(['tomorrow', '2026-12-01', 'fri'], context)).toEqual([
    { startTime: '2026-12-01T00:00:00-05:00', endTime: '2026-12-01T23:59:00-05:00' },
    { startTime: '2026-12-04T00:00:00-05:00', endTime: '2026-12-04T23:59:00-05:00' },
  ])
})

test.each([
  ['12/24/2026', 'Write 2026-12-24.'],
  ['2026-12-24,2026-12-25', 'Give each its own option: --day 2026-12-24 --day 2026-12-25.'],
  ['2026-12-26..2026-12-24', '"2026-12-26..2026-12-24" ends before it starts. Write the earlier day first.'],
  ['christmas', '"christmas" is not a day. Write one such as 2026-12-24 or tomorrow, or a range such as'],
  ['2026-12-24 9:00', '"2026-12-24 9:00" is not a day.'],
  ['2026-13-45..mon', '"2026-13-45" does not exist. Its month must be from 1 to 12.'],
  ['2026-02-30', '"2026-02-30" does not exist. Its day must be from 1 to 28.'],
])('%s is refused: %s', (text, message) => {
  expect(() => datesOf(text)).toThrow(message)
})

test.each(['2026-02-30', '2026-13-01', '0000-01-01'])('a week of %s is refused', (day) => {
  expect(() => chooseWeek(day, '2026-11-30')).toThrow(`"${day}" is not a week.`)
})
