import fc from 'fast-check'
import { expect, test } from 'vitest'
import { overlaps } from '../../src/time.ts'
import { days } from '../../src/source/days.ts'
import { holidays } from '../../src/source/holidays.ts'
import { hours } from '../../src/source/hours.ts'
import { ics } from '../../src/source/ics.ts'
import { readSource } from '../../src/source/read-source.ts'
import type { Source, SyncWindow } from '../../src/source/source.ts'
import { weekly } from '../../src/source/weekly.ts'
import { writeCalendar } from '../support/feed-server.ts'

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Africa/Casablanca',
]

const office = ['09:00-12:00', '13:00-17:00']

const text = writeCalendar(
  ['UID:daily', 'DTSTART;TZID=Europe/Berlin:20250101T230000', 'DURATION:PT3H', 'RRULE:FREQ=DAILY'],
  ['UID:days', 'DTSTART;VALUE=DATE:20250106', 'DTEND;VALUE=DATE:20250109', 'RRULE:FREQ=WEEKLY;INTERVAL=2'],
  [
    'UID:daily',
    'RECURRENCE-ID;TZID=Europe/Berlin:20260329T230000',
    'DTSTART:20260402T100000Z',
    'DURATION:PT1H',
  ],
  ['UID:once', 'DTSTART:20261025T003000Z', 'DTEND:20261101T003000Z'],
)

const sources: readonly (readonly [name: string, source: Source])[] = [
  ['ics', ics({ text, title: '{title}' })],
  [
    'weekly',
    weekly({
      days: ['sunday', 'wednesday'],
      at: ['02:15-03:15', '22:00-06:00', '12:00-24:00'],
      title: 'Break',
    }),
  ],
  ['hours', hours({ open: { monday: office, sunday: ['02:30-05:00'], saturday: ['20:00-01:30'] } })],
  ['holidays', holidays({ country: 'IL' })],
  [
    'days',
    days({ days: ['2026-03-29', { from: '2026-10-20', to: '2026-11-05' }, '2026-12-31'], title: 'Absent' }),
  ],
]

const begin = Date.parse('2026-03-01T00:00:00Z')
const minute = 60_000

/** Windows that lie around days on which clocks change, and overlap often. */
const windows = fc
  .tuple(
    fc.constantFrom(...zones),
    fc.constantFrom(begin, Date.parse('2026-10-01T00:00:00Z'), Date.parse('2026-12-20T00:00:00Z')),
    fc.array(fc.integer({ min: 0, max: 60 * 24 * 40 }), { minLength: 4, maxLength: 4 }),
  )
  .map(([timeZone, from, minutes]): readonly [SyncWindow, SyncWindow] => {
    const [one = 0, two = 0, three = 0, four = 0] = minutes.map((each) => from + each * minute)
    const window = (first: number, last: number): SyncWindow => ({
      from: new Date(Math.min(first, last)).toISOString(),
      to: new Date(Math.max(first, last) + minute).toISOString(),
      timeZone,
    })
    return [window(one, two), window(three, four)]
  })

test.each(sources)('%s: the items of two windows agree on what they share', async (_, source) => {
  await fc.assert(
    fc.asyncProperty(windows, async ([one, other]) => {
      const [ones, others] = await Promise.all([one, other].map(async (window) => readSource(source, window)))
      for (const items of [ones, others]) {
        expect(new Set(items?.map(({ item }) => item)).size).toBe(items?.length)
      }
      expect(ones?.every((item) => overlaps(item, one))).toBe(true)
      expect(ones?.filter((item) => overlaps(item, other))).toEqual(
        others?.filter((item) => overlaps(item, one)),
      )
    }),
    { numRuns: 60 },
  )
})

test('the property finds a source whose items depend on the window', async () => {
  const clipped: Source = async function* (window, context) {
    const daily = weekly({ days: ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'], at: '09:00-17:00', title: 'A' })
    for await (const item of daily(window, context)) {
      yield Date.parse(item.startTime) < Date.parse(window.from) ? { ...item, startTime: window.from } : item
    }
  }
  const property = fc.asyncProperty(windows, async ([one, other]) => {
    const [ones, others] = await Promise.all([one, other].map(async (window) => readSource(clipped, window)))
    expect(ones?.filter((item) => overlaps(item, other))).toEqual(
      others?.filter((item) => overlaps(item, one)),
    )
  })
  expect((await fc.check(property, { numRuns: 60 })).failed).toBe(true)
})
