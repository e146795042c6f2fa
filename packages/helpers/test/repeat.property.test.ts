import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill/implementation'
import { expect, test, vi } from 'vitest'
import { repeatTimes, zoneNames } from '../src/index.ts'

// A fixed seed: a failure is caused by the change, not by new cases. Other seeds search elsewhere.
fc.configureGlobal({ seed: 20_261_122 })

// The oracle is slow: allow for a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const second = (text: string): number => Date.parse(text) / 1000
const periods = { DAILY: 86_400, HOURLY: 3600, MINUTELY: 60 } as const
type Frequency = keyof typeof periods

/** A clock reading shortly before the next change of the clocks, if the zone has one. */
const readings = fc
  .record({
    zone: fc.constantFrom(...zoneNames()),
    // Offsets have whole minutes since 1972.
    instant: fc.integer({ min: second('1973-01-01T00:00Z'), max: second('2037-01-01T00:00Z') }),
    before: fc.integer({ min: 0, max: 3 * 1440 }),
  })
  .map(({ zone, instant, before }) => {
    const some = Temporal.Instant.fromEpochMilliseconds(instant * 1000).toZonedDateTimeISO(zone)
    const near = some.getTimeZoneTransition('next') ?? some
    return { zone, clock: near.subtract({ minutes: before }).toPlainDateTime().round('minute') }
  })

const series = fc.record({
  frequency: fc.constantFrom<Frequency>('DAILY', 'HOURLY', 'MINUTELY'),
  interval: fc.integer({ min: 1, max: 100 }),
  count: fc.integer({ min: 1, max: 30 }),
  length: fc.integer({ min: 1, max: 3000 }),
})

test('blocks start and end as in Temporal, in order, each start once', () => {
  fc.assert(
    fc.property(
      readings,
      series,
      fc.boolean(),
      ({ zone, clock }, { frequency, interval, count, length }, skip) => {
        const at = (reading: Temporal.PlainDateTime, disambiguation: 'compatible' | 'later'): number =>
          reading.toZonedDateTime(zone, { disambiguation }).epochMilliseconds
        const ends = new Map<number, number>()
        for (let nth = 0, counted = 0; counted < count; nth++) {
          const reading = clock.add({ seconds: nth * interval * periods[frequency] })
          const start = at(reading, 'compatible')
          const isSkipped = !Temporal.Instant.fromEpochMilliseconds(start)
            .toZonedDateTimeISO(zone)
            .toPlainDateTime()
            .equals(reading)
          if (skip && isSkipped) continue
          counted++
          ends.set(start, Math.max(ends.get(start) ?? 0, at(reading.add({ minutes: length }), 'later')))
        }
        const expected = [...ends].filter(([start, end]) => start < end)
        expected.sort(([one], [other]) => one - other)

        const blocks = repeatTimes({
          from: clock,
          to: clock.add({ minutes: length }),
          timeZone: zone,
          rrule: `FREQ=${frequency};INTERVAL=${interval};COUNT=${count}`,
          gaps: skip ? 'skip' : 'forward',
          between: { from: '1972-01-01', to: '2099-01-01' },
        })
        const found = [...blocks].map(({ startTime, endTime }) => [
          Date.parse(startTime),
          Date.parse(endTime),
        ])
        expect([zone, clock.toString(), found]).toEqual([zone, clock.toString(), expected])
      },
    ),
    { numRuns: 300 },
  )
})
