import type { Temporal } from 'temporal-polyfill/implementation'
import { expectTypeOf, test } from 'vitest'
import {
  type BlockTimes,
  describeTimes,
  mergeTimes,
  outsideHours,
  readTime,
  splitByDay,
  subtractTimes,
  wholeDays,
} from '../src/index.ts'

declare const date: Temporal.PlainDate
declare const zoned: Temporal.ZonedDateTime
declare const text: string
declare const times: readonly BlockTimes[]
declare const titled: Set<{ startTime: string; endTime: string; title: string }>

test('days are strings and Temporal plain dates, without a cast', () => {
  expectTypeOf(wholeDays).returns.toEqualTypeOf<BlockTimes>()
  wholeDays({ from: text, to: date, timeZone: 'UTC', end: 'midnight' })
  wholeDays({ from: date, to: undefined, timeZone: 'UTC', zoneSource: (zone, at) => zone.length + at })
  // @ts-expect-error the day of a Date depends on the zone
  wholeDays({ from: new Date(), timeZone: 'UTC' })
  // @ts-expect-error
  wholeDays({ from: zoned, timeZone: 'UTC' })
  // @ts-expect-error a day needs a zone
  wholeDays({ from: text })
  // @ts-expect-error
  wholeDays({ from: text, timeZone: 'UTC', end: 'noon' })
})

test('merging keeps the two times, subtracting and splitting keep the other properties', () => {
  expectTypeOf(mergeTimes(titled)).toEqualTypeOf<BlockTimes[]>()
  expectTypeOf(subtractTimes(titled, times)).toEqualTypeOf<
    { startTime: string; endTime: string; title: string }[]
  >()
  expectTypeOf(splitByDay(times, { timeZone: 'UTC' })).toEqualTypeOf<BlockTimes[]>()
  // @ts-expect-error
  mergeTimes({ startTime: text, endTime: text })
  // @ts-expect-error
  subtractTimes(times)
  // @ts-expect-error
  splitByDay(times, {})
  // @ts-expect-error a listed event may have no times
  mergeTimes([{ startTime: text, endTime: undefined }])
})

test('hours are lists by weekday, the range has times or days', () => {
  const between = { from: date, to: new Date() }
  expectTypeOf(outsideHours).returns.toEqualTypeOf<BlockTimes[]>()
  outsideHours({ hours: { monday: ['09:00-17:00'], sunday: undefined }, between, timeZone: 'UTC' })
  outsideHours({ hours: {}, between, timeZone: 'UTC', except: { '2026-12-25': [] } })
  // @ts-expect-error
  outsideHours({ hours: { Monday: [] }, between, timeZone: 'UTC' })
  // @ts-expect-error
  outsideHours({ hours: { monday: '09:00-17:00' }, between, timeZone: 'UTC' })
  // @ts-expect-error
  outsideHours({ hours: {}, timeZone: 'UTC' })
})

test('the instant may be unknown', () => {
  expectTypeOf(readTime(text).epochMs).toEqualTypeOf<number | undefined>()
  expectTypeOf(readTime(text).offset).toEqualTypeOf<string | undefined>()
  expectTypeOf(readTime(text, { timeZone: text }).zoneless).toEqualTypeOf<boolean>()
  // @ts-expect-error
  readTime(0)
})

test('one block or many can be described', () => {
  expectTypeOf(describeTimes).returns.toEqualTypeOf<string>()
  describeTimes(titled, { timeZone: 'UTC', otherTimeZone: undefined, locale: 'de' })
  describeTimes({ startTime: text, endTime: text }, { timeZone: 'UTC' })
  // @ts-expect-error
  describeTimes(times)
  // @ts-expect-error
  describeTimes(text, { timeZone: 'UTC' })
})
