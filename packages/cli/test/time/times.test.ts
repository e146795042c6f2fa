import { describe, expect, test } from 'vitest'
import { chooseTimes, type TimeFlags } from '../../src/time/times.ts'

/** A Monday at a quarter past three in the afternoon in New York. */
const nowMs = Date.parse('2026-11-30T20:15:30Z')
const zone = { name: 'America/New_York', isMachine: false }
const choose = (flags: TimeFlags) => chooseTimes(flags, { nowMs, zone })
const startOf = (from: string): string =>
  choose({ from, duration: '1h' }).times.startTime.replace(/:00(?=[+-])/, '')

test.each([
  ['2026-12-01T09:00', '2026-12-01T09:00-05:00'],
  ['2026-12-01 09:00', '2026-12-01T09:00-05:00'],
  ['2026-12-01T9:00', '2026-12-01T09:00-05:00'],
  ['2026-12-1 9:00', '2026-12-01T09:00-05:00'],
  ['2026-12-01 9am', '2026-12-01T09:00-05:00'],
  ['2026-12-01 at 9 pm', '2026-12-01T21:00-05:00'],
  ['2026-12-01T9:00+05:30', '2026-11-30T22:30-05:00'],
  ['2026-12-01T09:00[Asia/Kolkata]', '2026-11-30T22:30-05:00'],
  ['2026/12/1 9:00', '2026-12-01T09:00-05:00'],
  ['Tue 2026-12-01 09:00', '2026-12-01T09:00-05:00'],
  ['1 Dec 9:00', '2026-12-01T09:00-05:00'],
  ['Tue 1 Dec 2026, 9:00', '2026-12-01T09:00-05:00'],
  ['December 1st 2026 at 9am', '2026-12-01T09:00-05:00'],
  ['29 nov 9:00', '2027-11-29T09:00-05:00'],
  ['tomorrow 9:00', '2026-12-01T09:00-05:00'],
  ['Tomorrow, 9am', '2026-12-01T09:00-05:00'],
  ['tomorrow at noon', '2026-12-01T12:00-05:00'],
  ['tomorrow 12am', '2026-12-01T00:00-05:00'],
  ['today 16:00', '2026-11-30T16:00-05:00'],
  ['today 14:00', '2026-11-30T14:00-05:00'],
  ['fri 14:30', '2026-12-04T14:30-05:00'],
  ['monday 16:00', '2026-11-30T16:00-05:00'],
  ['monday 14:00', '2026-12-07T14:00-05:00'],
  ['next monday 14:00', '2026-12-07T14:00-05:00'],
  ['9:00', '2026-12-01T09:00-05:00'],
  ['4pm', '2026-11-30T16:00-05:00'],
  ['now', '2026-11-30T15:15-05:00'],
  ['+2h', '2026-11-30T17:15-05:00'],
  ['+1d', '2026-12-01T15:15-05:00'],
  ['+1w', '2026-12-07T15:15-05:00'],
])('a block from %s starts at %s', (from, start) => {
  expect(startOf(from)).toBe(start)
})

test.each([
  [{ to: '10:00' }, '2026-12-01T10:00-05:00'],
  [{ to: '10am' }, '2026-12-01T10:00-05:00'],
  [{ to: '8:00' }, '2026-12-02T08:00-05:00'],
  [{ to: '24:00' }, '2026-12-02T00:00-05:00'],
  [{ to: '2026-12-01 10:00' }, '2026-12-01T10:00-05:00'],
  [{ to: 'tomorrow 17:00' }, '2026-12-01T17:00-05:00'],
  [{ to: 'tuesday 10:00' }, '2026-12-01T10:00-05:00'],
  [{ to: 'thu 10:00' }, '2026-12-03T10:00-05:00'],
  [{ to: '+2h' }, '2026-12-01T11:00-05:00'],
  [{ duration: '45m' }, '2026-12-01T09:45-05:00'],
  [{ duration: '90 min' }, '2026-12-01T10:30-05:00'],
  [{ duration: '1h30' }, '2026-12-01T10:30-05:00'],
  [{ duration: '1h 30m' }, '2026-12-01T10:30-05:00'],
  [{ duration: '1.5h' }, '2026-12-01T10:30-05:00'],
  [{ duration: '1d' }, '2026-12-02T09:00-05:00'],
  [{ duration: 'PT45M' }, '2026-12-01T09:45-05:00'],
])('a block from nine o’clock with %j ends at %s', (end, expected) => {
  const { endTime } = choose({ from: 'tomorrow 9:00', ...end }).times
  expect(endTime.replace(/:00(?=[+-])/, '')).toBe(expected)
})

test.each<[TimeFlags, string]>([
  [
    { from: '12/01/2026', to: '10:00' },
    '"12/01/2026" can be 2026-12-01 (month first) or 2026-01-12 (day first).',
  ],
  [{ from: '1.12.2026 9:00', to: '10:00' }, 'can be 2026-01-12 (month first) or 2026-12-01 (day first).'],
  [
    { from: '25/12/2026', to: '10:00' },
    'the order of day and month differs between countries. Write 2026-12-25.',
  ],
  [
    { from: 'next friday 9:00', to: '10:00' },
    '"next friday" can be 2026-12-04 or 2026-12-11. Write the day that you mean',
  ],
  [
    { from: 'tomorrow', to: '10:00' },
    '"tomorrow" has no time of day. Write --from "tomorrow 9:00", or --day tomorrow for',
  ],
  [{ from: 'next monday', to: '10:00' }, 'or --day "next monday" for the whole day.'],
  [{ from: '9:00', to: '2026-12-24' }, 'Write --to "2026-12-24 9:00"'],
  [{ from: '9:00', to: '-2h' }, '"-2h" is before the start.'],
  [
    { from: 'mon 2026-12-01 9:00', to: '10:00' },
    '"mon 2026-12-01" is not a day: 2026-12-01 is a Tue. Leave the weekday out, or correct it.',
  ],
  [{ from: 'mon 32 dec 9:00', to: '10:00' }, 'does not exist. Its day must be from 1 to 31.'],
  [{ from: '30 feb 9:00', to: '10:00' }, '"2027-02-30T09:00" does not exist. Its day must be from 1 to 28.'],
  [
    { from: 'soon', to: '10:00' },
    '"soon" is not a time. Write one such as 2026-12-01T09:00, "tomorrow 9:00"',
  ],
  [{ from: '9', to: '10:00' }, '"9" is not a time.'],
  [{ from: '13pm', to: '10:00' }, '"13pm" is not a time.'],
  [
    { from: '2026-02-30T09:00', to: '10:00' },
    '"2026-02-30T09:00" does not exist. Its day must be from 1 to 28.',
  ],
  [{ from: '25:00', to: '10:00' }, 'does not exist. Its hour must be from 0 to 23.'],
  [{ from: '9:00', duration: '45' }, '"45" has no unit. Write 45m for minutes, or 45h for hours.'],
  [{ from: '9:00', duration: 'long' }, '"long" is not a duration. Write one such as 45m, 1h30, 2h or 1d.'],
  [{ from: '9:00', duration: '0m' }, '"0m" is not a duration.'],
  [{ from: '9:00' }, 'Say when it ends: --to 10:00 or --duration 45m.'],
  [{ from: '9:00', to: '10:00', duration: '1h' }, 'Give --to or --duration, and not both: --to 10:00'],
  [{ to: '10:00' }, 'Say when: --from "tomorrow 9:00" --to 10:00, or --day 2026-12-24 for whole days.'],
  [
    { from: '2026-12-01T09:00', to: '2026-12-01T08:00' },
    'A block must end after it starts, and this one would be from 2026-12-01 09:00 to 2026-12-01 08:00. Give a later end.',
  ],
])('%j is refused: %s', (flags, message) => {
  expect(() => choose(flags)).toThrow(message)
})

describe('where no zone is named', () => {
  const machine = { name: 'America/New_York', isMachine: true }
  const chooseThere = (flags: TimeFlags) => chooseTimes(flags, { nowMs, zone: machine })

  test('wall clocks are read in that of the machine, which is named', () => {
    expect(chooseThere({ from: '2026-12-01T09:00', to: '10:00' })).toMatchObject({
      times: { startTime: '2026-12-01T09:00:00-05:00' },
      usesZone: true,
    })
  })

  test('an end is read in the zone that the start has', () => {
    const { times, usesZone } = chooseThere({ from: '2026-12-01T09:00+05:30', to: '10:00' })
    expect([times.endTime, usesZone]).toEqual(['2026-12-01T10:00:00+05:30', false])
    expect(() => chooseThere({ from: '2026-12-01T09:00+05:30', to: '2026-12-01T08:00' })).toThrow(
      'would be from 2026-12-01 09:00 to 2026-12-01 08:00',
    )
  })

  test('UTC is no zone of the start', () => {
    const { times, usesZone } = chooseThere({ from: '2026-12-01T14:00Z', to: '10:00' })
    expect([times.endTime, usesZone]).toEqual(['2026-12-01T10:00:00-05:00', true])
    expect(chooseThere({ from: '2026-12-01T14:00Z', to: '2026-12-01T15:00Z' }).usesZone).toBe(false)
  })
})

describe('where the clocks change', () => {
  test('an hour that comes twice is covered twice, which is noted', () => {
    const { times, notes } = choose({ from: '2026-11-01T01:15', to: '01:45' })
    expect(times).toEqual({ startTime: '2026-11-01T01:15:00-04:00', endTime: '2026-11-01T01:45:00-05:00' })
    expect(notes).toMatchInlineSnapshot(`
      [
        "01:15 comes twice on Sun 2026-11-01 in America/New_York, where the clocks are set back. The block covers both; to mean one of them write 2026-11-01T01:15-04:00 or 2026-11-01T01:15-05:00.",
        "01:45 comes twice on Sun 2026-11-01 in America/New_York, where the clocks are set back. The block covers both; to mean one of them write 2026-11-01T01:45-04:00 or 2026-11-01T01:45-05:00.",
      ]
    `)
  })

  test('an hour that is skipped is covered, which is noted', () => {
    const { times, notes } = choose({ from: '2026-03-08T02:30', to: '03:00' })
    expect(times).toEqual({ startTime: '2026-03-08T01:30:00-05:00', endTime: '2026-03-08T03:00:00-04:00' })
    expect(notes).toMatchInlineSnapshot(`
      [
        "there is no 02:30 on Sun 2026-03-08 in America/New_York, where the clocks are set forward. The block starts at 01:30.",
      ]
    `)
  })

  test('nothing is noted of times with an offset, or of a change between the ends', () => {
    expect(choose({ from: '2026-11-01T01:15-04:00', to: '2026-11-01T01:45-04:00' }).notes).toEqual([])
    expect(choose({ from: '2026-11-01T00:15', to: '03:00' }).notes).toEqual([])
  })
})

test('an end that comes out a day later is remarked on, unless it is a night', () => {
  expect(choose({ from: 'tomorrow 9:00', to: '9am' }).notes).toEqual([
    'the next 09:00 after the start is on Wed 2026-12-02.',
  ])
  expect(choose({ from: 'tomorrow 22:00', to: '6:00' }).notes).toEqual([])
  expect(choose({ from: 'tomorrow 6:00', to: '22:00' }).notes).toEqual([])
  expect(choose({ from: 'tomorrow 9:00', to: '24:00' }).notes).toEqual([])
})
