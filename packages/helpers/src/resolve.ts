import { DAY } from './date.ts'
import { fixedOffset, isKnown } from './name.ts'
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

function stretch(from: number, offset: number): Stretch {
  const shown = wholeMinutes(offset)
  return { from, offset, shown, text: writeOffset(shown) }
}

function fill({ name, source }: Zone, index: number): Page {
  // Not so for NaN either. One page more at both ends, for what an offset carries over the limit.
  const writable = (index + 2) * PAGE > FIRST_SECOND && (index - 1) * PAGE < LAST_SECOND
  if (!writable) refuseYear()
  const end = (index + 1) * PAGE + DAY
  let at = index * PAGE - DAY
  let offset = source(name, at)
  const stretches: [Stretch, ...Stretch[]] = [stretch(-Infinity, offset)]
  while (at < end) {
    const next = Math.min(at + STEP, end)
    const target = source(name, next)
    // Two changes may lie in one step, so the search goes on from each until the target is reached.
    while (offset !== target) {
      let before = at
      at = next
      while (at - before > 1) {
        const middle = Math.floor((before + at) / 2)
        if (source(name, middle) === offset) before = middle
        else at = middle
      }
      offset = source(name, at)
      stretches.push(stretch(at, offset))
    }
    at = next
  }
  return { index, stretches }
}

function stretchesAround(zone: Zone, seconds: number): Stretches {
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
      if (fixed === undefined && !isKnown(name, source)) refuseZone(name)
      zone = { name, source: fixed === undefined ? source : () => fixed, pages: [] }
      const [oldest] = zones.keys()
      if (oldest !== undefined && zones.size >= MOST_ZONES) zones.delete(oldest)
      zones.set(name, zone)
    }
    latest = zone
    return zone
  }
}

/** Zones by the runtime's own rules. */
export const zoneOf: (name: string) => Zone = zonesBy(intlOffset)
