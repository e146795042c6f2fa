import { DAY } from './date.ts'
import { fixedOffset, isKnown, isName } from './name.ts'
import { quote } from './quote.ts'
import { intlOffset, type OffsetSource } from './source.ts'
import { refuseZone } from './suggest.ts'
import { FIRST_SECOND, LAST_SECOND, refuseYear, wholeMinutes, writeClock, writeOffset } from './write.ts'

/**
 * Which instant is meant by a clock reading that comes twice or not at all: Temporal's four words.
 * `compatible` takes the first of two and moves a skipped reading forward, `earlier` and `later`
 * take the instant before or after the change, `reject` throws.
 */
export type Disambiguation = 'compatible' | 'earlier' | 'later' | 'reject'

/** A stretch of time with one offset, from an instant to the next stretch. */
export type Stretch = {
  from: number
  /** Seconds east of UTC. */
  offset: number
  /** The offset to the whole minute, as it is written. */
  shown: number
  text: string
}

type Stretches = readonly [Stretch, ...Stretch[]]

type Page = { index: number; stretches: Stretches }

/** A zone under its caller's name, with what is known of it so far. */
export type Zone = { name: string; source: OffsetSource; pages: (Page | undefined)[] }

// A page holds the offsets of 2^21 seconds (24 days) and of a day before and after. No offset reaches
// 24 hours, so a page answers for the instants in its span and for the clock readings alike.
const PAGE = 2 ** 21
// A page lives in the slot of its number modulo 512, 34 years on: bounded without keeping count.
const SLOTS = 512
// Changes that undo each other lie at least 3.98 days apart in tzdata (Freetown in 1939; since 1970 the
// closest are 6.95, in Brazil in 2000 and Gaza in 2040), so equal offsets 3 days apart hide no change.
const STEP = 3 * DAY
const MOST_ZONES = 256
// In three days, which is more than any law has asked for. A source that cannot make up its mind would never end.
const MOST_CHANGES = 99

function stretch(from: number, offset: number): Stretch {
  const shown = wholeMinutes(offset)
  return { from, offset, shown, text: writeOffset(shown) }
}

function refuseSource(name: string, epoch: number, got: string): never {
  throw new RangeError(
    `The zoneSource has ${got} for ${quote(name)} at ${writeClock(epoch)}Z. It must give whole seconds east of UTC, less than 24 hours, and always the same for the same instant. Check what it returns.`,
  )
}

/** Asks a source, and holds it to its word. */
function ask({ name, source }: Zone, epoch: number): number {
  const offset = source(name, epoch)
  if (Number.isInteger(offset) && Math.abs(offset) < DAY) return offset
  // A promise is refused like anything else that is no number, and its failure is nobody's any more.
  Promise.resolve(offset).catch(() => {})
  return refuseSource(name, epoch, quote(offset))
}

/**
 * What a source has in force from one instant to another, found by asking every three days.
 *
 * @throws {RangeError} When the source changes its mind without end.
 */
export function stretchesBetween(zone: Zone, begin: number, end: number): Stretches {
  let at = begin
  let offset = ask(zone, at)
  const stretches: [Stretch, ...Stretch[]] = [stretch(-Infinity, offset)]
  while (at < end) {
    const next = Math.min(at + STEP, end)
    const target = ask(zone, next)
    const most = stretches.length + MOST_CHANGES
    // Two changes may lie in one step, so the search goes on from each until the target is reached.
    while (offset !== target) {
      let before = at
      at = next
      while (at - before > 1) {
        const middle = Math.floor((before + at) / 2)
        if (ask(zone, middle) === offset) before = middle
        else at = middle
      }
      offset = ask(zone, at)
      stretches.push(stretch(at, offset))
      if (stretches.length > most) refuseSource(zone.name, at, 'no end of changes')
    }
    at = next
  }
  return stretches
}

function fill(zone: Zone, index: number): Page {
  // Not so for NaN either. One page more at both ends, for what an offset carries over the limit.
  const writable = (index + 2) * PAGE > FIRST_SECOND && (index - 1) * PAGE < LAST_SECOND
  if (!writable) refuseYear()
  return { index, stretches: stretchesBetween(zone, index * PAGE - DAY, (index + 1) * PAGE + DAY) }
}

/** The stretches around an instant or a clock reading, in order: all that come within a day of it, and maybe more. */
export function stretchesAround(zone: Zone, seconds: number): Stretches {
  const index = Math.floor(seconds / PAGE)
  const slot = index & (SLOTS - 1)
  let page = zone.pages[slot]
  if (page === undefined || page.index !== index) {
    page = fill(zone, index)
    zone.pages[slot] = page
  }
  return page.stretches
}

/** What is in force in a zone at an instant, in whole seconds since 1970. */
export function stretchAt(zone: Zone, epoch: number): Stretch {
  const stretches = stretchesAround(zone, epoch)
  let current = stretches[0]
  for (const each of stretches) if (each.from <= epoch) current = each
  return current
}

/** Every stretch in which a zone's clock shows a reading: one as a rule, two in an overlap, none in a gap. */
export function stretchesShowing(zone: Zone, wall: number): readonly Stretch[] {
  const stretches = stretchesAround(zone, wall)
  if (stretches.length === 1) return stretches
  return stretches.filter(({ from, offset }, index) => {
    const instant = wall - offset
    return instant >= from && instant < (stretches[index + 1]?.from ?? Infinity)
  })
}

/** The instant at which a zone's clock shows a reading. Both are in seconds. */
export function place(zone: Zone, wall: number, disambiguation: Disambiguation): number {
  const [first, ...others] = stretchesShowing(zone, wall)
  const last = others.at(-1)
  if (first !== undefined && last === undefined) return wall - first.offset
  if (disambiguation === 'reject') {
    const trouble = first === undefined ? 'does not exist' : 'comes twice'
    throw new RangeError(
      `${writeClock(wall)} ${trouble} in ${zone.name}, where the clocks change. ` +
        'Say which instant you mean with an offset such as -05:00, or choose "earlier" or "later" in place of "reject".',
    )
  }
  if (first !== undefined && last !== undefined) {
    return wall - (disambiguation === 'later' ? last : first).offset
  }
  // A skipped reading is taken by the offset on one side of the change, as Temporal does: by the one
  // before, it moves forward by the length of the gap; by the one after, back.
  return wall - stretchAt(zone, disambiguation === 'earlier' ? wall + DAY : wall - DAY).offset
}

/** A look-up of zones by name over one source of offsets, with a memory of its own. */
export function zonesBy(source: OffsetSource): (name: string) => Zone {
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
        if (ours ? !isKnown(name, source) : !isName(name)) refuseZone(name)
        // Another source alone knows its names, and refuses one by its own error.
        if (!ours) ask({ name, source, pages: [] }, 0)
      }
      zone = { name, source: fixed === undefined ? source : () => fixed, pages: [] }
      const [oldest] = zones.keys()
      if (oldest !== undefined && zones.size >= MOST_ZONES) zones.delete(oldest)
      zones.set(name, zone)
    }
    latest = zone
    return zone
  }
}

// Marked for bundlers, which else keep it, and all it needs, for whoever only lists zones.
const byRuntime = /* @__PURE__ */ zonesBy(intlOffset)
// What is known goes with the source it came from.
const bySource = new WeakMap<OffsetSource, (name: string) => Zone>()

/**
 * The zone of a name: by the runtime's own rules, or by those of the source given.
 *
 * @throws {RangeError} For a name that is not known there.
 * @throws {TypeError} For a name that is no text, or a source that is no function.
 */
export function zoneOf(name: string, source?: OffsetSource): Zone {
  if (source === undefined) return byRuntime(name)
  let look = bySource.get(source)
  if (look === undefined) {
    if (typeof source !== 'function') {
      throw new TypeError(
        `Expected "zoneSource" to be a function (zone, epochSeconds) => seconds east of UTC and got ${quote(source)}.`,
      )
    }
    look = zonesBy(source)
    bySource.set(source, look)
  }
  return look(name)
}
