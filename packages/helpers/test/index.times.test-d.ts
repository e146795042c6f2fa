import type { Temporal } from 'temporal-polyfill/implementation'
import { expectTypeOf, test } from 'vitest'
import {
  type BlockOptions,
  blockTimes,
  isTimeZone,
  type TimeValue,
  type TimeZone,
  toOffsetDateTime,
  type ZoneName,
  zoneNames,
} from '../src/index.ts'

declare const zoned: Temporal.ZonedDateTime
declare const plain: Temporal.PlainDateTime
declare const instant: Temporal.Instant
declare const date: Temporal.PlainDate
declare const length: Temporal.Duration
declare const text: string

test('times are strings, numbers, dates and Temporal objects, without a cast', () => {
  expectTypeOf(toOffsetDateTime).returns.toEqualTypeOf<string>()
  toOffsetDateTime(text, { timeZone: 'UTC', disambiguation: 'reject' })
  toOffsetDateTime(0)
  toOffsetDateTime(new Date())
  toOffsetDateTime(zoned)
  toOffsetDateTime(instant, { timeZone: undefined })
  toOffsetDateTime(plain, { timeZone: 'UTC' })
})

test('no other value is a time', () => {
  expectTypeOf<
    Temporal.PlainDate | Temporal.PlainTime | bigint | null | undefined
  >().not.toExtend<TimeValue>()
  // @ts-expect-error a date has no time of day
  toOffsetDateTime(date)
  // @ts-expect-error a duration is not a time
  toOffsetDateTime(length)
  // @ts-expect-error
  toOffsetDateTime({ year: 2021 })
  // @ts-expect-error
  toOffsetDateTime(null)
  // @ts-expect-error
  toOffsetDateTime(1n)
  // @ts-expect-error the zone belongs in an object
  toOffsetDateTime(text, 'UTC')
  // @ts-expect-error
  toOffsetDateTime(text, { timezone: 'UTC' })
  // @ts-expect-error
  toOffsetDateTime(text, { timeZone: 'UTC', disambiguation: 'cover' })
})

test('a block has a start, and either an end or a duration', () => {
  expectTypeOf(blockTimes).returns.toEqualTypeOf<{ readonly startTime: string; readonly endTime: string }>()
  blockTimes({ from: text, to: text, timeZone: 'UTC', disambiguation: 'cover' })
  blockTimes({ from: text, duration: 'PT1H', timeZone: 'UTC' })
  blockTimes({ from: text, duration: 1000, timeZone: 'UTC' })
  blockTimes({ from: text, duration: { hours: 1 }, timeZone: 'UTC' })
  blockTimes({ from: text, duration: length, timeZone: 'UTC' })
  // @ts-expect-error
  blockTimes({ from: text, timeZone: 'UTC' })
  // @ts-expect-error
  blockTimes({ from: text, to: text, duration: 'PT1H', timeZone: 'UTC' })
  // @ts-expect-error
  blockTimes({ to: text, timeZone: 'UTC' })
  // @ts-expect-error
  blockTimes({ from: text, duration: { hour: 1 }, timeZone: 'UTC' })
  // @ts-expect-error
  blockTimes({ from: text, duration: new Date(), timeZone: 'UTC' })
  // @ts-expect-error
  blockTimes({ from: text, to: text, timeZone: 'UTC', disambiguation: 'both' })
})

test('timeZone is optional in the type, because the start may have its own zone', () => {
  blockTimes({ from: '2021-06-23T03:30[Asia/Kolkata]', to: '17:00' })
  blockTimes({ from: text, to: text, timeZone: undefined })
  blockTimes({ from: zoned, to: plain })
  blockTimes({ from: instant, to: new Date() })
  // @ts-expect-error a zone is named by its name
  blockTimes({ from: text, to: text, timeZone: 330 })
  expectTypeOf<{ from: Date; duration: number; timeZone?: string }>().toExtend<BlockOptions>()
})

test('zones', () => {
  expectTypeOf(zoneNames).toEqualTypeOf<() => string[]>()
  expectTypeOf(isTimeZone).toEqualTypeOf<(value: unknown) => boolean>()
})

test('zones are names that editors complete, or any text', () => {
  expectTypeOf<'America/Argentina/Salta'>().toExtend<ZoneName>()
  expectTypeOf<'UTC'>().toExtend<ZoneName>()
  expectTypeOf<'Europe/Wien'>().not.toExtend<ZoneName>()
  expectTypeOf<string>().not.toExtend<ZoneName>()
  expectTypeOf<string>().toExtend<TimeZone>()
  expectTypeOf<TimeZone>().toExtend<string>()
})
