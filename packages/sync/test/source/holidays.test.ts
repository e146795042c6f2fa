import { toOffsetDateTime } from '@block-slots/helpers'
import { expect, test } from 'vitest'
import { holidays, holidaysBy, type HolidaysOptions, loadHolidays } from '../../src/source/holidays.ts'
import { readSource } from '../../src/source/read-source.ts'
import type { SyncWindow } from '../../src/source/source.ts'
import type { SourceItem } from '../../src/wanted.ts'
import { messageOf } from '../support/feed-server.ts'

const year = (number: number, timeZone: string): SyncWindow => ({
  from: toOffsetDateTime(`${number}-01-01T00:00`, { timeZone }),
  to: toOffsetDateTime(`${number + 1}-01-01T00:00`, { timeZone }),
  timeZone,
})

const read = async (options: HolidaysOptions, window: SyncWindow): Promise<readonly SourceItem[]> =>
  readSource(holidays(options), window)

test('blocks the public holidays of a country and a state, on the days of the owner', async () => {
  const german = await read({ country: 'de', language: 'en' }, year(2026, 'Europe/Berlin'))
  expect(german).toHaveLength(9)
  expect(german.slice(0, 2)).toEqual([
    {
      item: '2026-01-01 01-01',
      title: "Holiday: New Year's Day",
      startTime: '2026-01-01T00:00:00+01:00',
      endTime: '2026-01-01T23:59:00+01:00',
    },
    {
      item: '2026-04-03 easter -2',
      title: 'Holiday: Good Friday',
      startTime: '2026-04-03T00:00:00+02:00',
      endTime: '2026-04-03T23:59:00+02:00',
    },
  ])
  expect(await read({ country: 'DE', region: 'by' }, year(2026, 'Europe/Berlin'))).toHaveLength(12)
  const augsburg = await read({ country: 'DE', region: 'BY-a' }, year(2026, 'America/Los_Angeles'))
  expect(augsburg.find(({ title }) => title.includes('Friedensfest'))).toMatchObject({
    startTime: '2026-08-08T00:00:00-07:00',
    endTime: '2026-08-08T23:59:00-07:00',
  })
})

test('a holiday keeps its id whatever its name and the window are', async () => {
  const [english, german] = await Promise.all(
    ['en', 'de'].map(async (language) => read({ country: 'DE', language }, year(2026, 'Europe/Berlin'))),
  )
  expect(english?.map(({ item }) => item)).toEqual(german?.map(({ item }) => item))
  expect(english?.map(({ title }) => title)).not.toEqual(german?.map(({ title }) => title))
  expect(new Set(english?.map(({ item }) => item)).size).toBe(9)
})

test('days that substitute a holiday are blocked, also in the year before it', async () => {
  const british = await read({ country: 'GB' }, year(2027, 'Europe/London'))
  expect(british.slice(-3).map(({ item, title }) => `${item.slice(0, 10)} ${title}`)).toEqual([
    '2027-12-26 Holiday: Boxing Day',
    '2027-12-27 Holiday: Christmas Day (substitute day)',
    '2027-12-28 Holiday: Boxing Day (substitute day)',
  ])
  const american = await read({ country: 'US' }, year(2021, 'America/New_York'))
  expect(american.at(-1)).toMatchObject({
    title: "Holiday: New Year's Day (substitute day)",
    startTime: '2021-12-31T00:00:00-05:00',
  })
})

test('holidays with times of their own have them, on the clock of the owner', async () => {
  const half = await read({ country: 'DE', kinds: ['bank'], title: '{name}' }, year(2026, 'America/New_York'))
  expect(half.map(({ title, startTime, endTime }) => [title, startTime, endTime])).toEqual([
    ['Heiliger Abend', '2026-12-24T14:00:00-05:00', '2026-12-24T23:59:00-05:00'],
    ['Silvester', '2026-12-31T14:00:00-05:00', '2026-12-31T23:59:00-05:00'],
  ])
  const midnight = await read(
    { country: 'DE', kinds: ['bank'], end: 'midnight' },
    year(2026, 'Europe/Berlin'),
  )
  expect(midnight[0]).toMatchObject({ endTime: '2026-12-25T00:00:00+01:00' })
  // From one evening to the next.
  const evening = await read({ country: 'IL', language: 'en' }, year(2026, 'Asia/Jerusalem'))
  expect(evening[0]).toMatchObject({
    startTime: '2026-04-01T18:00:00+03:00',
    endTime: '2026-04-02T18:00:00+03:00',
  })
  // Several days, the last of which ends at noon.
  const several = await read({ country: 'TR' }, year(2026, 'Europe/Istanbul'))
  expect(several.find(({ item }) => item.includes('Shawwal'))).toMatchObject({
    startTime: '2026-03-19T18:00:00+03:00',
    endTime: '2026-03-23T12:00:00+03:00',
  })
})

test('a holiday that began before the window is given with its whole length', async () => {
  const window = { from: '2026-03-22T00:00:00Z', to: '2026-03-23T00:00:00Z', timeZone: 'Europe/Istanbul' }
  expect(await read({ country: 'TR' }, window)).toMatchObject([{ startTime: '2026-03-19T18:00:00+03:00' }])
})

test('a holiday is found from the year before its date, and from the year after', async () => {
  const eve = { from: '2059-12-31T20:00:00+07:00', to: '2059-12-31T21:00:00+07:00', timeZone: 'Asia/Jakarta' }
  expect(await read({ country: 'ID' }, eve)).toMatchObject([
    {
      item: '2060-01-01 27 Rajab',
      startTime: '2059-12-31T18:00:00+07:00',
      endTime: '2060-01-01T18:00:00+07:00',
    },
  ])
  const after = {
    from: '2007-01-03T00:00:00+02:00',
    to: '2007-01-04T00:00:00+02:00',
    timeZone: 'Europe/Istanbul',
  }
  expect(await read({ country: 'TR' }, after)).toMatchObject([
    { startTime: '2006-12-30T18:00:00+02:00', endTime: '2007-01-04T12:00:00+02:00' },
  ])
})

test('the package is loaded once, when it is first needed', async () => {
  let loads = 0
  const source = holidaysBy(
    async () => {
      loads += 1
      return loadHolidays()
    },
    { country: 'DE' },
  )
  expect(loads).toBe(0)
  await readSource(source, year(2026, 'Europe/Berlin'))
  await readSource(source, year(2027, 'America/New_York'))
  expect(loads).toBe(1)
})

test.each<[HolidaysOptions, RegExp]>([
  [{ country: 'DEU' }, /Unknown country "DEU"\. Did you mean DE \(/],
  [{ country: 'Germany' }, /Did you mean DE \(Germany\)\?/],
  [{ country: 'Germny' }, /Did you mean DE \(Germany\)\?/],
  [{ country: 'USA' }, /Did you mean US \(United States of America\)\?/],
  [{ country: 'united states' }, /Did you mean US \(/],
  [{ country: 'United' }, /Did you mean AE \(United Arab Emirates\), GB \(United Kingdom\) or US \(/],
  [{ country: 'UK' }, /Did you mean GB \(/],
  [{ country: 'xxxxxxxx' }, /Write its code of two letters, such as DE\.$/],
  [{ country: 'US', region: 'zz' }, /There are AL \(Alabama\), .* WY \(Wyoming\)\./],
  [{ country: 'US', region: 'cal' }, /Did you mean CA \(California\)\?/],
  [{ country: 'DE', region: 'Bayern' }, /Unknown region "Bayern"\. Did you mean BY \(Bayern\)\?/],
  [{ country: 'DE', region: 'zzzzz' }, /There are BB \(Brandenburg\), BE/],
  [{ country: 'DE', region: 'BY-zzzzz' }, /There are A \(/],
  [{ country: 'JP', region: '13' }, /Leave it out: there are none here/],
  [{ country: 'DE', language: 'fr' }, /Expected language to be one of de, en and got "fr"/],
])('refuses %j when it is read', async (options, message) => {
  const error = await messageOf(() => read(options, year(2026, 'Europe/Berlin')))
  expect(error).toMatch(message)
})

test.each<[unknown, RegExp]>([
  [undefined, /Expected the options of holidays to be an object/],
  [{ country: 7 }, /Expected country to be a code and got 7\. Give one such as "DE"/],
  [{ country: 'DE', region: '' }, /Expected region to be a code/],
  [{ country: 'DE', kinds: ['pubic'] }, /got "pubic"\. Did you mean public\?/],
  [{ country: 'DE', kinds: [] }, /Expected kinds to be a list of kinds of holidays and got an empty list/],
  [{ country: 'DE', kinds: 'public' }, /Expected kinds to be a list/],
  [{ country: 'DE', title: '' }, /Expected title to be one line of text/],
  [{ country: 'DE', lang: 'en' }, /got "lang"/],
  [{ country: 'DE', end: 'noon' }, /"noon" is not a value of end/],
])('refuses the options %j', (options, message) => {
  expect(() => Reflect.apply(holidays, undefined, [options])).toThrow(message)
})
