import { expect, test } from 'vitest'
import { days } from '../../src/source/days.ts'
import { readSource } from '../../src/source/read-source.ts'
import type { SyncWindow } from '../../src/source/source.ts'

const year: SyncWindow = {
  from: '2026-01-01T00:00:00Z',
  to: '2027-01-01T00:00:00Z',
  timeZone: 'Europe/Berlin',
}

test('blocks single days and ranges, each as one', async () => {
  const source = days({
    days: [
      '2026-12-24',
      { from: '2026-03-28', to: '2026-03-30', title: 'Trip', id: 'row 7' },
      { from: '2026-10-25' },
    ],
    title: 'Absent',
  })
  expect(await readSource(source, year)).toEqual([
    // Over the night in which the clocks change.
    {
      item: 'row 7',
      title: 'Trip',
      startTime: '2026-03-28T00:00:00+01:00',
      endTime: '2026-03-30T23:59:00+02:00',
    },
    {
      item: '2026-10-25 Absent',
      title: 'Absent',
      startTime: '2026-10-25T00:00:00+02:00',
      endTime: '2026-10-25T23:59:00+01:00',
    },
    {
      item: '2026-12-24 Absent',
      title: 'Absent',
      startTime: '2026-12-24T00:00:00+01:00',
      endTime: '2026-12-24T23:59:00+01:00',
    },
  ])
})

test('a range that overlaps the window has its whole length', async () => {
  const source = days({
    days: [{ from: '2025-12-20', to: '2026-01-02' }, '2025-12-31', '2027-01-02'],
    title: 'Absent',
  })
  expect(await readSource(source, year)).toMatchObject([
    { startTime: '2025-12-20T00:00:00+01:00', endTime: '2026-01-02T23:59:00+01:00' },
  ])
  expect(await readSource(source, { ...year, from: '2026-01-02T23:59:00+01:00' })).toEqual([])
})

test('an entry keeps its id when its days change', async () => {
  const idsOf = async (from: string): Promise<unknown> =>
    (await readSource(days({ days: [{ from, id: 'row 7' }], title: 'Absent' }), year)).map(({ item }) => item)
  expect(await idsOf('2026-05-01')).toEqual(await idsOf('2026-06-01'))
})

test('entries that begin on one day with one title have ids of their own', async () => {
  const source = days({ days: [{ from: '2026-05-01', to: '2026-05-02' }, '2026-05-01'], title: 'Absent' })
  expect((await readSource(source, year)).map(({ item, endTime }) => [item, endTime.slice(0, 10)])).toEqual([
    ['2026-05-01 Absent', '2026-05-01'],
    ['2026-05-01 Absent #2', '2026-05-02'],
  ])
})

test('the zone and the end are options', async () => {
  const source = days({
    days: ['2026-05-01'],
    title: 'Absent',
    timeZone: 'America/New_York',
    end: 'midnight',
  })
  expect(await readSource(source, year)).toMatchObject([
    { startTime: '2026-05-01T00:00:00-04:00', endTime: '2026-05-02T00:00:00-04:00' },
  ])
})

test.each<[unknown, RegExp]>([
  [undefined, /Expected the options of days to be an object and got undefined/],
  [{ days: '2026-05-01', title: 'A' }, /Expected days to be a list of days and got "2026-05-01"/],
  [{ days: ['2026-05-01'] }, /Expected days\[0\] to have a title and got none/],
  [{ days: ['2026-05-01', { from: '2026-02-30' }], title: 'A' }, /^days\[1\]: "2026-02-30" does not exist/],
  [
    { days: [{ from: '2026-05-02', to: '2026-05-01' }], title: 'A' },
    /^days\[0\]: The last day, 2026-05-01, is before/,
  ],
  [{ days: [{ form: '2026-05-02', from: '2026-05-02' }], title: 'A' }, /got "form"\. Did you mean from\?/],
  [{ days: [{ from: '2026-05-01', title: '' }] }, /Expected title to be one line of text/],
  [{ days: [{ from: '2026-05-01', id: 7 }], title: 'A' }, /Expected days\[0\]\.id to be a text and got 7/],
  [
    { days: [{ from: '2026-05-01', id: 'a' }, '2026-05-01', { from: '2026-06-01', id: 'a' }], title: 'A' },
    /Expected every id of days to be given once and got "a" twice/,
  ],
  [{ days: [new Date(0)], title: 'A' }, /Expected "from" to be a day and got an object \(Date\)/],
  [{ days: [], timeZone: 'Mars' }, /"Mars" is not a time zone/],
  [{ days: [], end: 'noon' }, /"noon" is not a value of end/],
])('refuses the options %j', (options, message) => {
  expect(() => Reflect.apply(days, undefined, [options])).toThrow(message)
})
