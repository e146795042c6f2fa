import fc from 'fast-check'
import { readRetryAt } from '../../src/http/retry-after.ts'
import { race, racers } from './race.model.ts'
import { cases, ensureCases, faultsOf, faultsWithin, happen, lateCases } from './reconcile.model.ts'

/** A property: how often it is tried with the other tests, and how often by itself. */
export type Property = {
  readonly name: string
  readonly few: number
  readonly full: number
  readonly property: fc.IRawProperty<unknown>
}

const none = (faults: readonly string[]): void => {
  if (faults.length > 0) throw new Error(faults.join('; '))
}

const dayMs = 86_400_000
/** The clock of a machine, as far as a date of HTTP can tell it. */
const nowMs = fc.integer({ min: 0, max: 4_000_000_000_000 })
/** Whatever a header can hold. */
const value = fc.oneof(
  fc.string({ unit: 'grapheme-ascii' }),
  fc.integer().map(String),
  fc.double().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
)
const headers = fc.record(
  { 'retry-after': value, 'x-ratelimit-interval-milliseconds': value, date: value },
  { requiredKeys: [] },
)

/** All that the engine promises about everything. */
export const properties: readonly Property[] = [
  {
    name: 'whatever a service does within the limits, what the client says is true',
    few: 250,
    full: 20_000,
    property: fc.asyncProperty(cases, async (one) => none(faultsWithin(await happen(one)))),
  },
  {
    name: 'however often a block is ensured, it is made once',
    few: 100,
    full: 10_000,
    property: fc.asyncProperty(ensureCases, async (one) => {
      const { made } = await happen(one)
      none(made.length > 1 ? [`it was made ${made.length} times`] : [])
    }),
  },
  {
    name: 'a block that is made later than the limits allow is reported by verification',
    few: 50,
    full: 2000,
    property: fc.asyncProperty(lateCases, async (one) => none(faultsOf(await happen(one)))),
  },
  {
    name: 'concurrent equal calls each report what they created, in any order of events',
    few: 150,
    full: 5000,
    property: fc.asyncProperty(fc.scheduler(), racers, async (scheduler, given) =>
      none(await race(scheduler, given)),
    ),
  },
  {
    name: 'whatever a 429 says, the wait is between nothing and a day',
    few: 300,
    full: 100_000,
    property: fc.property(headers, nowMs, (given, now) => {
      const at = readRetryAt(429, new Headers(given), now) ?? NaN
      return at >= now && at <= now + dayMs
    }),
  },
  {
    name: 'whatever another status says, a wait that is given is between nothing and a day',
    few: 300,
    full: 100_000,
    property: fc.property(headers, nowMs, fc.integer({ min: 400, max: 599 }), (given, now, status) => {
      const at = readRetryAt(status, new Headers(given), now) ?? now
      return at >= now && at <= now + dayMs
    }),
  },
  {
    name: 'seconds within a day are taken to the millisecond',
    few: 200,
    full: 100_000,
    property: fc.property(
      fc.integer({ min: 0, max: 86_400 }),
      nowMs,
      (seconds, now) =>
        readRetryAt(503, new Headers({ 'retry-after': String(seconds) }), now) === now + seconds * 1000,
    ),
  },
  {
    name: 'a date is taken relative to the clock of the answer, however wrong ours is',
    few: 200,
    full: 100_000,
    property: fc.property(
      fc.integer({ min: 0, max: 2_000_000_000 }),
      fc.integer({ min: 0, max: 86_400 }),
      nowMs,
      (serverSeconds, waitSeconds, now) => {
        const given = new Headers({
          date: new Date(serverSeconds * 1000).toUTCString(),
          'retry-after': new Date((serverSeconds + waitSeconds) * 1000).toUTCString(),
        })
        return readRetryAt(503, given, now) === now + waitSeconds * 1000
      },
    ),
  },
]
