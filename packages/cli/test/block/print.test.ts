import { describe, expect, test } from 'vitest'
import { describeSlot as linesOf } from '../../src/block/print.ts'

const describeSlot = (...given: Parameters<typeof linesOf>): string =>
  linesOf(...given)
    .map((line) => `${line}\n`)
    .join('')

const slot = {
  id: 'abc',
  title: 'Night',
  calendarId: 'cal',
  startTime: '2021-06-22T22:00:00Z',
  endTime: '2021-06-22T23:00:00Z',
}

describe('a block in words', () => {
  test('has the day of the end when it differs', () => {
    expect(describeSlot(slot, 'Europe/Moscow', 'Europe/Moscow')).toMatchInlineSnapshot(`
      "Wed 2021-06-23 01:00 to 02:00 Europe/Moscow (+03:00)  "Night", calendar cal, id abc
      "
    `)
    expect(describeSlot(slot, 'Europe/London', 'Europe/London')).toMatchInlineSnapshot(`
      "Tue 2021-06-22 23:00 to Wed 2021-06-23 00:00 Europe/London (+01:00)  "Night", calendar cal, id abc
      "
    `)
  })

  test('has both offsets when the clocks change within it, and seconds when there are any', () => {
    const night = { ...slot, startTime: '2026-10-25T00:15:30+01:00', endTime: '2026-10-25T03:00:00Z' }
    expect(describeSlot(night, 'Europe/London', 'Europe/London')).toMatchInlineSnapshot(`
      "Sun 2026-10-25 00:15:30 to 03:00 Europe/London (+01:00 to +00:00)  "Night", calendar cal, id abc
      "
    `)
  })

  test('has one line when the zone of this machine has the same clock under another name', () => {
    expect(describeSlot(slot, 'Asia/Kolkata', 'Asia/Calcutta')).toMatchInlineSnapshot(`
      "Wed 2021-06-23 03:30 to 04:30 Asia/Kolkata (+05:30)  "Night", calendar cal, id abc
      "
    `)
    expect(describeSlot(slot, 'Asia/Kolkata', 'UTC')).toContain('\n  here: Tue 2021-06-22 22:00 to 23:00 UTC')
  })

  test('keeps a time without an offset unchanged, because its zone is unknown', () => {
    const bare = { ...slot, startTime: '2026-10-09 16:30:00', endTime: '2026-10-09 17:30:00' }
    expect(describeSlot(bare, 'Asia/Kolkata', 'UTC')).toMatchInlineSnapshot(`
      "Fri 2026-10-09 16:30 to 17:30 (no zone)  "Night", calendar cal, id abc
      "
    `)
  })

  test('prints times that cannot be parsed unchanged, because the block was created', () => {
    const odd = { ...slot, startTime: '20210622T220000+0000', endTime: 'soon' }
    expect(describeSlot(odd, 'UTC', 'UTC')).toContain('20210622T220000+0000 to soon  "Night"')
  })

  test('prints fields of another type than the contract says, because the block was created', () => {
    const odd: object = { ...slot, title: { toString: 1 }, startTime: 7, calendarId: ['cal'] }
    expect(describeSlot(Object.assign({ ...slot }, odd), 'UTC', 'UTC')).toBe(
      '7 to 2021-06-22T23:00:00Z  "{"toString":1}", calendar ["cal"], id abc\n',
    )
  })

  test('marks a missing title', () => {
    const { title: _, ...untitled } = slot
    expect(describeSlot(untitled, 'UTC', 'UTC')).toContain('without a title, calendar cal, id abc')
  })
})
