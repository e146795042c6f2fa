import { expect, test } from 'vitest'
import { hours, type HoursSourceOptions } from '../../src/source/hours.ts'
import { readSource } from '../../src/source/read-source.ts'
import type { SyncWindow } from '../../src/source/source.ts'

const week: SyncWindow = {
  from: '2026-12-21T00:00:00+01:00',
  to: '2026-12-28T00:00:00+01:00',
  timeZone: 'Europe/Berlin',
}

const office = ['09:00-12:00', '13:00-17:00']

const clockOf = async (options: HoursSourceOptions, window = week): Promise<string[]> =>
  (await readSource(hours(options), window)).map(
    ({ item, startTime, endTime }) => `${item}: ${startTime.slice(5, 16)} ${endTime.slice(5, 16)}`,
  )

test('blocks what is outside of opening hours, day by day', async () => {
  const options = {
    open: { monday: office, wednesday: ['09:00-24:00'] },
    except: { '2026-12-24': ['10:00-11:00'] },
  }
  expect(await clockOf(options)).toEqual([
    '2026-12-21: 12-21T00:00 12-21T09:00',
    '2026-12-21 block 2: 12-21T12:00 12-21T13:00',
    '2026-12-21 block 3: 12-21T17:00 12-21T23:59',
    '2026-12-22: 12-22T00:00 12-22T23:59',
    '2026-12-23: 12-23T00:00 12-23T09:00',
    '2026-12-24: 12-24T00:00 12-24T10:00',
    '2026-12-24 block 2: 12-24T11:00 12-24T23:59',
    '2026-12-25: 12-25T00:00 12-25T23:59',
    '2026-12-26: 12-26T00:00 12-26T23:59',
    '2026-12-27: 12-27T00:00 12-27T23:59',
  ])
})

test('a day has the same blocks when the window begins or ends within it', async () => {
  const options = { open: { monday: office } }
  const all = await clockOf(options)
  const window = { ...week, from: '2026-12-21T11:00:00+01:00', to: '2026-12-22T08:00:00+01:00' }
  expect(await clockOf(options, window)).toEqual(all.slice(1, 4))
})

test('a block is the same one when the hours change', async () => {
  const idsOf = async (range: string): Promise<string[]> =>
    (await readSource(hours({ open: { monday: [range] } }), week)).map(({ item }) => item)
  expect(await idsOf('09:00-17:00')).toEqual(await idsOf('08:30-18:00'))
})

test('hours over midnight are open on the next day as well', async () => {
  const window = { ...week, from: '2026-12-22T00:00:00+01:00', to: '2026-12-23T00:00:00+01:00' }
  expect(await clockOf({ open: { monday: ['20:00-02:00'] } }, window)).toEqual([
    '2026-12-22: 12-22T02:00 12-22T23:59',
  ])
})

test.each<[string, string, string, string[]]>([
  ['Europe/Berlin', '2026-03-29', '2026-03-29T00:00:00+01:00 2026-03-29T23:59:00+02:00', []],
  ['America/New_York', '2026-11-01', '2026-11-01T00:00:00-04:00 2026-11-01T23:59:00-05:00', []],
  // A day that begins at 01:00.
  ['Asia/Beirut', '2026-03-29', '2026-03-29T01:00:00+03:00 2026-03-29T23:59:00+03:00', []],
  ['Australia/Lord_Howe', '2026-10-04', '2026-10-04T00:00:00+10:30 2026-10-04T23:59:00+11:00', []],
])('in %s, %s is closed from its first to its last minute', async (timeZone, day, times) => {
  const window = { from: `${day}T10:00:00Z`, to: `${day}T11:00:00Z`, timeZone }
  const items = await readSource(hours({ open: {} }), window)
  expect(items.map(({ startTime, endTime }) => `${startTime} ${endTime}`)).toEqual([times])
})

test('around the clock is never closed', async () => {
  const always = ['00:00-24:00']
  const open = {
    monday: always,
    tuesday: always,
    wednesday: always,
    thursday: always,
    friday: always,
    saturday: always,
    sunday: always,
  }
  expect(await clockOf({ open })).toEqual([])
})

test('the title, the zone and the end are options', async () => {
  const window = { ...week, from: '2026-12-21T12:00:00Z', to: '2026-12-21T13:00:00Z' }
  const source = hours({ open: {}, title: 'Away', timeZone: 'Asia/Tokyo', end: 'midnight' })
  expect(await readSource(source, window)).toEqual([
    {
      item: '2026-12-21',
      title: 'Away',
      startTime: '2026-12-21T00:00:00+09:00',
      endTime: '2026-12-22T00:00:00+09:00',
    },
  ])
})

test.each<[unknown, RegExp]>([
  [undefined, /Expected the options of hours to be an object/],
  [{}, /Expected options such as hours: \{ monday/],
  [{ open: { mon: office } }, /"mon" is not a weekday in hours\. Write "monday"/],
  [{ open: { monday: ['9-12'] } }, /"9-12" is not a range of hours/],
  [{ open: {}, except: { '2026-12-32': [] } }, /"2026-12-32" does not exist/],
  [{ open: {}, title: '' }, /Expected title to be one line of text/],
  [{ opens: {} }, /got "opens"\. Did you mean open\?/],
  [{ open: {}, timeZone: 'Mars' }, /"Mars" is not a time zone/],
])('refuses the options %j', (options, message) => {
  expect(() => Reflect.apply(hours, undefined, [options])).toThrow(message)
})
