import { daySeconds } from './date.ts'
import { fixedOffset, isKnownZone, isNameLike } from './name.ts'
import { quote } from './quote.ts'
import { intlOffset, type OffsetSource } from './source.ts'
import { refuseZone } from './suggest.ts'
import { minEpoch, maxEpoch, refuseYear, roundToMinutes, writeClock, writeOffset } from './write.ts'

/**
 * Which instant is meant by a clock reading that comes twice or not at all: Temporal's four words.
 * `compatible` takes the first of two and moves a skipped reading forward, `earlier` and `later`
 * take the instant before or after the change, `reject` throws.
 */
export type Disambiguation = 'compatible' | 'earlier' | 'later' | 'reject'

/** A period of time with one offset, from an instant to the next period. */
export type OffsetPeriod = {
  from: number
  /** Seconds east of UTC. */
  offset: number
  /** The offset to the whole minute, as it is written. */
  shown: number
  text: string
}

type OffsetPeriods = readonly [OffsetPeriod, ...OffsetPeriod[]]

type CachePage = { index: number; periods: OffsetPeriods }

/** A zone under its caller's name, with what is known of it so far. */
export type Zone = { name: string; source: OffsetSource; pages: (CachePage | undefined)[] }

// A page holds the offsets of 2^21 seconds (24 days) and of a day before and after. No offset reaches
// 24 hours, so a page answers for the instants in its span and for the clock readings alike.
const pageSeconds = 2 ** 21
// A page lives in the slot of its number modulo 512, 34 years on: bounded without keeping count.
const maxPages = 512
// Changes that undo each other lie at least 3.98 days apart in tzdata (Freetown in 1939; since 1970 the
// closest are 6.95, in Brazil in 2000 and Gaza in 2040), so equal offsets 3 days apart hide no change.
const stepSeconds = 3 * daySeconds
const maxZones = 256
// In three days, which is more than any law has asked for. A source that cannot make up its mind would never end.
const maxChanges = 99

function createPeriod(from: number, offset: number): OffsetPeriod {
  const shown = roundToMinutes(offset)
  return { from, offset, shown, text: writeOffset(shown) }
}

function refuseSource(name: string, epoch: number, got: string): never {
  throw new RangeError(
    `The zoneSource has ${got} for ${quote(name)} at ${writeClock(epoch)}Z. It must give whole seconds east of UTC, less than 24 hours, and always the same for the same instant. Check what it returns.`,
  )
}

/** Asks a source, and holds it to its word. */
function queryOffset({ name, source }: Zone, epoch: number): number {
  const offset = source(name, epoch)
  if (Number.isInteger(offset) && Math.abs(offset) < daySeconds) return offset
  // A promise is refused like anything else that is no number, and its failure is nobody's any more.
  Promise.resolve(offset).catch(() => {})
  return refuseSource(name, epoch, quote(offset))
}

/**
 * What a source has in force from one instant to another, found by asking every three days.
 *
 * @throws {RangeError} When the source changes its mind without end.
 */
export function periodsBetween(zone: Zone, begin: number, end: number): OffsetPeriods {
  let at = begin
  let offset = queryOffset(zone, at)
  const periods: [OffsetPeriod, ...OffsetPeriod[]] = [createPeriod(-Infinity, offset)]
  while (at < end) {
    const next = Math.min(at + stepSeconds, end)
    const target = queryOffset(zone, next)
    const most = periods.length + maxChanges
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
      if (periods.length > most) refuseSource(zone.name, at, 'no end of changes')
    }
    at = next
  }
  return periods
}

function fillPage(zone: Zone, index: number): CachePage {
  // Not so for NaN either. One page more at both ends, for what an offset carries over the limit.
  const writable = (index + 2) * pageSeconds > minEpoch && (index - 1) * pageSeconds < maxEpoch
  if (!writable) refuseYear()
  return {
    index,
    periods: periodsBetween(zone, index * pageSeconds - daySeconds, (index + 1) * pageSeconds + daySeconds),
  }
}

/** The periods around an instant or a clock reading, in order: all that come within a day of it, and maybe more. */
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

/** What is in force in a zone at an instant, in whole seconds since 1970. */
export function periodAt(zone: Zone, epoch: number): OffsetPeriod {
  const periods = periodsAround(zone, epoch)
  let current = periods[0]
  for (const each of periods) if (each.from <= epoch) current = each
  return current
}

/** Every period in which a zone's clock shows a reading: one as a rule, two in an overlap, none in a gap. */
export function periodsShowing(zone: Zone, wall: number): readonly OffsetPeriod[] {
  const periods = periodsAround(zone, wall)
  if (periods.length === 1) return periods
  return periods.filter(({ from, offset }, index) => {
    const instant = wall - offset
    return instant >= from && instant < (periods[index + 1]?.from ?? Infinity)
  })
}

/** The instant at which a zone's clock shows a reading. Both are in seconds. */
export function instantOf(zone: Zone, wall: number, disambiguation: Disambiguation): number {
  const [first, ...others] = periodsShowing(zone, wall)
  const last = others.at(-1)
  if (first !== undefined && last === undefined) return wall - first.offset
  if (disambiguation === 'reject') {
    const problem = first === undefined ? 'does not exist' : 'comes twice'
    throw new RangeError(
      `${writeClock(wall)} ${problem} in ${zone.name}, where the clocks change. ` +
        'Say which instant you mean with an offset such as -05:00, or choose "earlier" or "later" in place of "reject".',
    )
  }
  if (first !== undefined && last !== undefined) {
    return wall - (disambiguation === 'later' ? last : first).offset
  }
  // A skipped reading is taken by the offset on one side of the change, as Temporal does: by the one
  // before, it moves forward by the length of the gap; by the one after, back.
  return wall - periodAt(zone, disambiguation === 'earlier' ? wall + daySeconds : wall - daySeconds).offset
}

/** A look-up of zones by name over one source of offsets, with a memory of its own. */
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
        const ours = source === intlOffset
        if (ours ? !isKnownZone(name, source) : !isNameLike(name)) refuseZone(name)
        // Another source alone knows its names, and refuses one by its own error.
        if (!ours) queryOffset({ name, source, pages: [] }, 0)
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

// Marked for bundlers, which else keep it, and all it needs, for whoever only lists zones.
const runtimeZones = /* @__PURE__ */ createZoneLookup(intlOffset)
// What is known goes with the source it came from.
const zonesBySource = new WeakMap<OffsetSource, (name: string) => Zone>()

/**
 * The zone of a name: by the runtime's own rules, or by those of the source given.
 *
 * @throws {RangeError} For a name that is not known there.
 * @throws {TypeError} For a name that is no text, or a source that is no function.
 */
export function zoneOf(name: string, source?: OffsetSource): Zone {
  if (source === undefined) return runtimeZones(name)
  let look = zonesBySource.get(source)
  if (look === undefined) {
    if (typeof source !== 'function') {
      throw new TypeError(
        `Expected "zoneSource" to be a function (zone, epochSeconds) => seconds east of UTC and got ${quote(source)}.`,
      )
    }
    look = createZoneLookup(source)
    zonesBySource.set(source, look)
  }
  return look(name)
}
