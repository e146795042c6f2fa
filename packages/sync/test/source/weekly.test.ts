import { expect, test } from 'vitest'
import { readSource } from '../../src/source/read-source.ts'
import type { SyncWindow } from '../../src/source/source.ts'
import { weekly, type WeeklyOptions } from '../../src/source/weekly.ts'

const around = (from: string, to: string, timeZone: string): SyncWindow => ({
  from: `${from}T00:00:00Z`,
  to: `${to}T00:00:00Z`,
  timeZone,
})

const timesOf = async (options: Omit<WeeklyOptions, 'title'>, window: SyncWindow): Promise<string[]> =>
  (await readSource(weekly({ ...options, title: 'Lunch' }), window)).map(
    ({ startTime, endTime }) => `${startTime} ${endTime}`,
  )

const all = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

test('blocks the clock of a zone on weekdays, except on some days', async () => {
  const source = weekly({
    days: ['mo', 'friday'],
    at: ['12:00-13:00', '18:00-19:00'],
    title: 'Break',
    except: ['2026-12-25'],
  })
  expect(await readSource(source, around('2026-12-21', '2026-12-29', 'Europe/Berlin'))).toEqual([
    {
      item: '2026-12-21',
      title: 'Break',
      startTime: '2026-12-21T12:00:00+01:00',
      endTime: '2026-12-21T13:00:00+01:00',
    },
    {
      item: '2026-12-21 range 2',
      title: 'Break',
      startTime: '2026-12-21T18:00:00+01:00',
      endTime: '2026-12-21T19:00:00+01:00',
    },
    {
      item: '2026-12-28',
      title: 'Break',
      startTime: '2026-12-28T12:00:00+01:00',
      endTime: '2026-12-28T13:00:00+01:00',
    },
    {
      item: '2026-12-28 range 2',
      title: 'Break',
      startTime: '2026-12-28T18:00:00+01:00',
      endTime: '2026-12-28T19:00:00+01:00',
    },
  ])
})

test('an item keeps its id when its times change', async () => {
  const window = around('2026-12-21', '2026-12-23', 'Europe/Berlin')
  const idsOf = async (at: string): Promise<unknown> =>
    (await readSource(weekly({ days: all, at, title: 'Lunch' }), window)).map(({ item }) => item)
  expect(await idsOf('12:00-13:00')).toEqual(await idsOf('12:30-14:00'))
})

test('a range over midnight ends on the next day, and is given where it overlaps the window', async () => {
  const options = { days: ['sunday'], at: '22:00-06:00' } as const
  expect(await timesOf(options, around('2026-12-07', '2026-12-08', 'UTC'))).toEqual([
    '2026-12-06T22:00:00+00:00 2026-12-07T06:00:00+00:00',
  ])
})

test.each([
  ['12:00-24:00', undefined, '12:00 23:59'],
  ['12:00-00:00', undefined, '12:00 23:59'],
  ['00:00-24:00', undefined, '00:00 23:59'],
  ['12:00-24:00', 'midnight', '12:00 00:00'],
  ['12:00-23:59', 'midnight', '12:00 23:59'],
  // It would have no length.
  ['23:59-24:00', undefined, '23:59 00:00'],
] as const)('%s with the end %s lasts %s', async (at, end, times) => {
  const [time = ''] = await timesOf({ days: ['tuesday'], at, end }, around('2026-12-08', '2026-12-09', 'UTC'))
  const [start = '', last = ''] = time.split(' ')
  expect(`${start.slice(11, 16)} ${last.slice(11, 16)}`).toBe(times)
})

test.each<[string, string, string, string, string[]]>([
  ['nothing is left of it in Berlin', 'Europe/Berlin', '2026-03-29', '02:30-03:30', []],
  [
    'longer by the hour that is skipped',
    'Europe/Berlin',
    '2026-03-29',
    '01:00-04:00',
    ['2026-03-29T01:00:00+01:00 2026-03-29T04:00:00+02:00'],
  ],
  [
    'twice in New York',
    'America/New_York',
    '2026-11-01',
    '01:15-01:45',
    ['2026-11-01T01:15:00-04:00 2026-11-01T01:45:00-05:00'],
  ],
  [
    'half an hour on Lord Howe Island',
    'Australia/Lord_Howe',
    '2026-04-05',
    '01:00-02:30',
    ['2026-04-05T01:00:00+11:00 2026-04-05T02:30:00+10:30'],
  ],
  [
    'a midnight that is skipped in Beirut',
    'Asia/Beirut',
    '2026-03-29',
    '00:00-02:00',
    ['2026-03-29T01:00:00+03:00 2026-03-29T02:00:00+03:00'],
  ],
])('on the day on which the clocks change: %s', async (_, timeZone, day, at, times) => {
  const [before = '', after = ''] = [-1, 2].map((days) =>
    new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10),
  )
  const found = await timesOf({ days: ['sunday'], at }, around(before, after, timeZone))
  expect(found).toEqual(times)
})

test('the zone is an option', async () => {
  const options = { days: ['monday'], at: '12:00-13:00', timeZone: 'Asia/Tokyo' } as const
  expect(await timesOf(options, around('2026-12-07', '2026-12-08', 'Europe/Berlin'))).toEqual([
    '2026-12-07T12:00:00+09:00 2026-12-07T13:00:00+09:00',
  ])
})

const right = { days: ['monday'], at: '12:00-13:00', title: 'Lunch' }

test.each<[unknown, RegExp]>([
  [undefined, /Expected the options of weekly to be an object/],
  [{ ...right, days: [] }, /Expected days to be a list of weekdays and got an empty list/],
  [
    { ...right, days: ['tuseday'] },
    /Expected days to be names of weekdays and got "tuseday"\. Did you mean tuesday\?/,
  ],
  [{ ...right, days: ['x'] }, /Write "monday" to "sunday"/],
  [{ ...right, days: [1] }, /got 1\. Write "monday" to "sunday"/],
  [{ ...right, at: '12-13' }, /Expected at to be a range of the clock and got "12-13"\. Write one such as/],
  [{ ...right, at: '12:00-12:00' }, /Expected at to be a range/],
  [{ ...right, at: ['12:00-13:00', '25:00-26:00'] }, /got "25:00-26:00"/],
  [{ ...right, at: '12:00-24:01' }, /got "12:00-24:01"/],
  [{ ...right, at: [] }, /Expected at to be at least one range/],
  [{ ...right, at: undefined }, /Expected at to be a range of the clock and got undefined/],
  [{ ...right, title: 'Lunch\nand tea' }, /Expected title to be one line of text/],
  [{ ...right, title: undefined }, /Expected title to be one line of text and got undefined/],
  [{ ...right, except: '2026-12-25' }, /Expected "exdates" to be an array/],
  [{ ...right, except: ['2026-12-32'] }, /"2026-12-32" does not exist/],
  [{ ...right, excpet: [] }, /got "excpet"\. Did you mean except\?/],
  [{ ...right, timeZone: 'EST' }, /abbreviation/],
])('refuses the options %j', (options, message) => {
  expect(() => Reflect.apply(weekly, undefined, [options])).toThrow(message)
})
