import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill/implementation'
import { expect, test, vi } from 'vitest'
import {
  type BlockTimes,
  mergeTimes,
  outsideHours,
  splitByDay,
  subtractTimes,
  wholeDays,
  type WholeDaysOptions,
  zoneNames,
} from '../src/index.ts'

// A fixed seed: a failure is caused by the change, not by new cases. Other seeds search elsewhere.
fc.configureGlobal({ seed: 20_261_122 })

// Hundreds of cases with a slow oracle: allow for a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const minuteMs = 60_000
const zones = fc.constantFrom(...zoneNames())
const instants = fc.integer({ min: Date.parse('1972-01-08') / 1000, max: Date.parse('2037-01-01') / 1000 })

/** A zone and an instant in it, mostly at the next change of its clocks, if there is one. */
const around = fc
  .record({ zone: zones, instant: instants, near: fc.integer({ min: 0, max: 3 }) })
  .map(({ zone, instant, near }) => {
    const start = Temporal.Instant.fromEpochMilliseconds(instant * 1000).toZonedDateTimeISO(zone)
    return (near === 0 ? null : start.getTimeZoneTransition('next')) ?? start.round('minute')
  })

const startOf = (date: Temporal.PlainDate, zone: string): number =>
  date.toZonedDateTime(zone).epochMilliseconds

/** The instants of both ends, or that no day exists. */
function readDays(options: WholeDaysOptions): number[] | 'skipped' {
  try {
    return Object.values(wholeDays(options)).map((time) => Date.parse(time))
  } catch (error) {
    if (String(error).includes('was skipped in')) return 'skipped'
    throw error
  }
}

test('days begin and end as in Temporal', () => {
  fc.assert(
    fc.property(around, fc.integer({ min: -1, max: 1 }), fc.nat(2), (zoned, shift, length) => {
      const timeZone = zoned.timeZoneId
      const from = zoned.toPlainDate().add({ days: shift })
      const to = from.add({ days: length })
      const [start, end] = [startOf(from, timeZone), startOf(to.add({ days: 1 }), timeZone)]
      const label = `${timeZone} ${from.toString()}`
      const read = readDays({ from, to, timeZone, end: 'midnight' })
      expect([label, read]).toEqual([label, start === end ? 'skipped' : [start, end]])
      if (start === end) return
      // The last minute: a minute later, the clock shows only later days.
      const { endTime } = wholeDays({ from, to: to.toString(), timeZone })
      const last = Temporal.Instant.from(endTime).toZonedDateTimeISO(timeZone)
      const order = (minutes: number): number =>
        Temporal.PlainDate.compare(last.add({ minutes }).toPlainDate(), to)
      expect([label, order(0) <= 0, order(1), order(61), order(180)]).toEqual([label, true, 1, 1, 1])
    }),
    { numRuns: 300 },
  )
})

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const quarters = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15)
const range = fc.tuple(quarters, quarters).filter(([start, end]) => start !== end)
const ranges = fc.array(range, { maxLength: 3 })
const write = (all: readonly (readonly [number, number])[]): string[] =>
  all.map((each) =>
    each.map((at) => Temporal.PlainTime.from('00:00').add({ minutes: at }).toString().slice(0, 5)).join('-'),
  )

test('free time is never more than the opening hours, and never less without a clock change', () => {
  const week = fc.array(ranges, { minLength: 7, maxLength: 7 })
  const exceptions = fc.array(fc.tuple(fc.integer({ min: -2, max: 2 }), ranges), { maxLength: 2 })
  fc.assert(
    fc.property(around, week, exceptions, fc.nat(4), (zoned, hours, except, phase) => {
      const timeZone = zoned.timeZoneId
      const today = zoned.toPlainDate()
      const exceptional = new Map(
        except.map(([shift, open]) => [today.add({ days: shift }).toString(), open]),
      )
      const openOn = (date: Temporal.PlainDate): readonly (readonly [number, number])[] =>
        exceptional.get(date.toString()) ?? hours[date.dayOfWeek - 1] ?? []
      const [from, to] = [zoned.subtract({ hours: 40 }), zoned.add({ hours: 40 })]
      const blocks = outsideHours({
        hours: Object.fromEntries(weekdays.map((day, index) => [day, write(hours[index] ?? [])])),
        except: Object.fromEntries([...exceptional].map(([day, open]) => [day, write(open)])),
        between: { from, to },
        timeZone,
        end: 'midnight',
      }).map(({ startTime, endTime }) => [Date.parse(startTime), Date.parse(endTime)] as const)

      for (const [index, [start, end]] of blocks.entries()) {
        expect(start).toBeLessThan(end)
        expect(start).toBeGreaterThan(blocks[index - 1]?.[1] ?? -Infinity)
      }
      const next = from.subtract({ days: 2 }).getTimeZoneTransition('next')
      const quiet = next === null || next.epochMilliseconds > to.add({ days: 2 }).epochMilliseconds
      for (
        let at = from.add({ minutes: phase });
        at.epochMilliseconds < to.epochMilliseconds;
        at = at.add({ minutes: 5 })
      ) {
        const date = at.toPlainDate()
        const minute = at.hour * 60 + at.minute
        const open =
          openOn(date).some(([start, end]) => start <= minute && (minute < end || end < start)) ||
          openOn(date.subtract({ days: 1 })).some(([start, end]) => end < start && minute < end)
        const instant = at.epochMilliseconds
        const free = !blocks.some(([start, end]) => start <= instant && instant < end)
        const label = at.toString()
        expect([label, free]).toEqual([label, open && (quiet || free)])
      }
    }),
    { numRuns: 25 },
  )
})

const offsets = ['+00:00', '+05:30', '-05:00', '+14:00']
/** Blocks on a grid of minutes, each with its own offset. */
const blocks = fc.array(
  fc.tuple(fc.nat(59), fc.nat(20), fc.constantFrom(...offsets)).map(([start, length, offset]) => {
    const zoned = Temporal.Instant.fromEpochMilliseconds(start * minuteMs).toZonedDateTimeISO(offset)
    const text = (time: Temporal.ZonedDateTime): string => time.toString({ timeZoneName: 'never' })
    return { startTime: text(zoned), endTime: text(zoned.add({ minutes: length })) }
  }),
  { maxLength: 12 },
)

/** The minutes that blocks cover, one by one. */
function minutesOf(times: readonly BlockTimes[]): Set<number> {
  const minutes = new Set<number>()
  for (const { startTime, endTime } of times) {
    for (let at = Date.parse(startTime); at < Date.parse(endTime); at += minuteMs) minutes.add(at / minuteMs)
  }
  return minutes
}

const starts = (times: readonly BlockTimes[]): number[] => times.map(({ startTime }) => Date.parse(startTime))

test('merged blocks cover the same minutes, are in order and do not touch', () => {
  fc.assert(
    fc.property(blocks, (times) => {
      const merged = mergeTimes(times)
      expect(minutesOf(merged)).toEqual(minutesOf(times))
      for (const [index, { startTime, endTime }] of merged.entries()) {
        expect(Date.parse(startTime)).toBeLessThan(Date.parse(endTime))
        expect(Date.parse(startTime)).toBeGreaterThan(Date.parse(merged[index - 1]?.endTime ?? '0000-01-01'))
      }
      expect(mergeTimes(merged)).toEqual(merged)
      const sources = (key: keyof BlockTimes): string[] => times.map((each) => each[key])
      for (const { startTime, endTime } of merged) {
        expect([sources('startTime').includes(startTime), sources('endTime').includes(endTime)]).toEqual([
          true,
          true,
        ])
      }
    }),
    { numRuns: 500 },
  )
})

test('the rest of each block has its own minutes without the subtracted ones', () => {
  fc.assert(
    fc.property(blocks, blocks, (times, minus) => {
      const marked = times.map((each, mark) => ({ ...each, mark }))
      const left = subtractTimes(marked, minus)
      const gone = minutesOf(minus)
      for (const each of marked) {
        const expected = [...minutesOf([each])].filter((minute) => !gone.has(minute))
        const own = left.filter(({ mark }) => mark === each.mark)
        expect(minutesOf(own)).toEqual(new Set(expected))
        expect(minutesOf(own).size).toBe(own.reduce((sum, one) => sum + minutesOf([one]).size, 0))
      }
      expect(left.every((each) => minutesOf([each]).size > 0)).toBe(true)
      expect(starts(left).every((at, index, all) => at >= (all[index - 1] ?? at))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('each piece is on one day of the clock, and all pieces fill the block', () => {
  fc.assert(
    fc.property(
      around,
      fc.integer({ min: -2000, max: 0 }),
      fc.integer({ min: 1, max: 5000 }),
      (zoned, shift, length) => {
        const timeZone = zoned.timeZoneId
        const start = zoned.add({ minutes: shift })
        const [startTime, endTime] = [start, start.add({ minutes: length })].map((each) =>
          each.toString({ timeZoneName: 'never' }),
        )
        if (startTime === undefined || endTime === undefined) return
        const pieces = splitByDay([{ startTime, endTime }], { timeZone, end: 'midnight' })
        const dayOf = (epochMs: number): string =>
          Temporal.Instant.fromEpochMilliseconds(epochMs)
            .toZonedDateTimeISO(timeZone)
            .toPlainDate()
            .toString()
        let at = Date.parse(startTime)
        let day = ''
        for (const piece of pieces) {
          const [from, to] = [Date.parse(piece.startTime), Date.parse(piece.endTime)]
          const days = new Set([from, (from + to) / 2, to - 1].map((each) => dayOf(Math.floor(each))))
          expect([timeZone, piece, from, days.size]).toEqual([timeZone, piece, at, 1])
          expect(dayOf(from)).not.toBe(day)
          day = dayOf(from)
          at = to
        }
        expect(at).toBe(Date.parse(endTime))
      },
    ),
    { numRuns: 500 },
  )
})
