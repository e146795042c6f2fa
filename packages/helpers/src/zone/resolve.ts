import { daySeconds } from './date.ts'
import { fixedOffset, isKnownZone, isNameLike } from './name.ts'
import { quote } from './quote.ts'
import { intlOffset, type OffsetSource } from './source.ts'
import { refuseZone } from './suggest.ts'
import { minEpoch, maxEpoch, refuseYear, roundToMinutes, writeClock, writeOffset } from './write.ts'

/**
 * The instant to choose for a clock reading that occurs twice or not at all, as in Temporal:
 * `compatible` takes the first of two and moves a skipped reading forward, `earlier` and `later`
 * take the instant before or after the change, `reject` throws.
 */
export type Disambiguation = 'compatible' | 'earlier' | 'later' | 'reject'

/** A period with one offset, from an instant to the next period. */
export type OffsetPeriod = {
  readonly from: number
  /** Seconds east of UTC. */
  readonly offset: number
  /** The offset rounded to the minute, as it is written. */
  readonly shown: number
  readonly text: string
}

type OffsetPeriods = readonly [OffsetPeriod, ...OffsetPeriod[]]

type CachePage = { readonly index: number; readonly periods: OffsetPeriods }

/** A zone under the caller's name for it, with a cache of its periods. */
export type Zone = {
  readonly name: string
  readonly source: OffsetSource
  readonly pages: (CachePage | undefined)[]
}

// A page holds the offsets of 2^21 seconds (24 days) and of a day before and after. No offset reaches
// 24 hours, so a page answers for the instants in its span and for the clock readings alike.
const pageSeconds = 2 ** 21
// Pages are direct-mapped by their index modulo 512, which is 34 years: bounded without bookkeeping.
const maxPages = 512
// Changes that undo each other lie at least 3.98 days apart in tzdata (Freetown in 1939; since 1970 the
// closest are 6.95, in Brazil in 2000 and Gaza in 2040), so equal offsets 3 days apart hide no change.
const stepSeconds = 3 * daySeconds
const maxZones = 256
// In three days, which is more than in any real zone. The search would never end for an inconsistent source.
const maxChanges = 99

function createPeriod(from: number, offset: number): OffsetPeriod {
  const shown = roundToMinutes(offset)
  return { from, offset, shown, text: writeOffset(shown) }
}

function refuseSource(name: string, epoch: number, got: string): never {
  throw new RangeError(
    `The zoneSource returned ${got} for ${quote(name)} at ${writeClock(epoch)}Z. It must return whole seconds east of UTC, less than 24 hours, and always the same for the same instant. Check what it returns.`,
  )
}

/** Queries a source and validates the result. */
function queryOffset({ name, source }: Zone, epoch: number): number {
  const offset = source(name, epoch)
  if (Number.isInteger(offset) && Math.abs(offset) < daySeconds) return offset
  // A promise is rejected like any other non-number; without this, its own rejection would be unhandled.
  Promise.resolve(offset).catch(() => {})
  return refuseSource(name, epoch, quote(offset))
}

/**
 * Finds the offset periods of a source from one instant to another, by samples every three days and binary search.
 *
 * @throws {RangeError} When the source is inconsistent and the changes have no end.
 */
export function periodsBetween(zone: Zone, begin: number, end: number): OffsetPeriods {
  let at = begin
  let offset = queryOffset(zone, at)
  const periods: [OffsetPeriod, ...OffsetPeriod[]] = [createPeriod(-Infinity, offset)]
  while (at < end) {
    const next = Math.min(at + stepSeconds, end)
    const target = queryOffset(zone, next)
    const maxPeriods = periods.length + maxChanges
    // Two changes may lie in one step, so the search goes on from each until the target is reached.
    while (offset !== target) {
      let before = at
      at = next
      while (at - before > 1) {
        const middle = Math.floor((before + at) / 2)
        if (queryOffset(zone, middle) === offset) before = middle
        else at = middle
      }
      offset = queryOffset(zone, at)
      periods.push(createPeriod(at, offset))
      if (periods.length > maxPeriods) refuseSource(zone.name, at, 'endless changes')
    }
    at = next
  }
  return periods
}

function fillPage(zone: Zone, index: number): CachePage {
  // False for NaN too. One more page at both ends, for readings that an offset moves over the limit.
  const writable = (index + 2) * pageSeconds > minEpoch && (index - 1) * pageSeconds < maxEpoch
  if (!writable) refuseYear()
  return {
    index,
    periods: periodsBetween(zone, index * pageSeconds - daySeconds, (index + 1) * pageSeconds + daySeconds),
  }
}

/** The periods around an instant or a clock reading, in order: all within a day of it, and possibly more. */
export function periodsAround(zone: Zone, seconds: number): OffsetPeriods {
  const index = Math.floor(seconds / pageSeconds)
  const slot = index & (maxPages - 1)
  let page = zone.pages[slot]
  if (page === undefined || page.index !== index) {
    page = fillPage(zone, index)
    zone.pages[slot] = page
  }
  return page.periods
}

/** The period of a zone at an instant, in whole seconds since 1970. */
export function periodAt(zone: Zone, epoch: number): OffsetPeriod {
  const periods = periodsAround(zone, epoch)
  let current = periods[0]
  for (const each of periods) if (each.from <= epoch) current = each
  return current
}

/** The periods in which a zone's clock shows a reading: usually one, two in an overlap, none in a gap. */
export function periodsShowing(zone: Zone, wall: number): readonly OffsetPeriod[] {
  const periods = periodsAround(zone, wall)
  if (periods.length === 1) return periods
  return periods.filter(({ from, offset }, index) => {
    const instant = wall - offset
    return instant >= from && instant < (periods[index + 1]?.from ?? Infinity)
  })
}

/**
 * The instant at which a zone's clock shows a reading. Both are in seconds.
 *
 * @throws {RangeError} When the reading occurs twice or never and `disambiguation` is `reject`.
 */
export function instantOf(zone: Zone, wall: number, disambiguation: Disambiguation): number {
  const shown = periodsShowing(zone, wall)
  const first = shown[0]
  if (first !== undefined && shown.length === 1) return wall - first.offset
  if (disambiguation === 'reject') {
    const problem = first === undefined ? 'does not exist' : 'occurs twice'
    throw new RangeError(
      `${writeClock(wall)} ${problem} in ${zone.name}, where the clocks change. ` +
        'Say which instant you mean with an offset such as -05:00, or choose "earlier" or "later" in place of "reject".',
    )
  }
  const chosen = disambiguation === 'later' ? shown.at(-1) : first
  if (chosen !== undefined) return wall - chosen.offset
  // A skipped reading is resolved by the offset on one side of the change, as in Temporal: with the one
  // before, it moves forward by the length of the gap; with the one after, back.
  return wall - periodAt(zone, disambiguation === 'earlier' ? wall + daySeconds : wall - daySeconds).offset
}

/** Creates a lookup of zones by name for one source of offsets, with its own cache. */
export function createZoneLookup(source: OffsetSource): (name: string) => Zone {
  const zones = new Map<string, Zone>()
  let latest: Zone | undefined
  return (name) => {
    if (latest?.name === name) return latest
    let zone = zones.get(name)
    if (zone === undefined) {
      if (typeof name !== 'string') refuseZone(name)
      const fixed = fixedOffset(name)
      if (fixed === undefined) {
        const isRuntime = source === intlOffset
        if (isRuntime ? !isKnownZone(name, source) : !isNameLike(name)) refuseZone(name)
        // A custom source decides on its names, and rejects one with its own error.
        if (!isRuntime) queryOffset({ name, source, pages: [] }, 0)
      }
      zone = { name, source: fixed === undefined ? source : () => fixed, pages: [] }
      const [oldest] = zones.keys()
      if (oldest !== undefined && zones.size >= maxZones) zones.delete(oldest)
      zones.set(name, zone)
    }
    latest = zone
    return zone
  }
}

// Marked as pure, or bundlers keep it and all its imports in programs that only list zones.
const runtimeZones = /* @__PURE__ */ createZoneLookup(intlOffset)
// Weak, so that the cache of a source is collected with it.
const zonesBySource = new WeakMap<OffsetSource, (name: string) => Zone>()

/**
 * The zone with a name, by the rules of the source given, else of the runtime.
 *
 * @throws {RangeError} For an unknown name.
 * @throws {TypeError} For a name that is not a string, or a source that is not a function.
 */
export function zoneOf(name: string, source?: OffsetSource): Zone {
  if (source === undefined) return runtimeZones(name)
  let lookup = zonesBySource.get(source)
  if (lookup === undefined) {
    if (typeof source !== 'function') {
      throw new TypeError(
        `Expected "zoneSource" to be a function (zone, epochSeconds) => seconds east of UTC and got ${quote(source)}.`,
      )
    }
    lookup = createZoneLookup(source)
    zonesBySource.set(source, lookup)
  }
  return lookup(name)
}
