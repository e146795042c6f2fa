import { type Between, readBetween } from '../zone/between.ts'
import { checkOptions } from '../zone/check.ts'
import { daySeconds } from '../zone/date.ts'
import { isKnownZone, isNameLike } from '../zone/name.ts'
import { packedNames, packedOffset } from './decode.ts'
import { type OffsetPeriod, periodsBetween, type Zone, zoneOf } from '../zone/resolve.ts'
import { intlOffset } from '../zone/source.ts'
import { roundToMinutes, writeClock, writeOffset } from '../zone/write.ts'

/** A zone that has other rules in the runtime than in `tzdata`. */
export type StaleZone = {
  timeZone: string
  /** The first instant at which the two disagree, as `tzdata` writes it. */
  from: string
  /** The instant from which on they agree again, or the end of what was looked at. In between they may agree for a while. */
  to: string
  /** The offset at `from` by the runtime, such as `-06:00`; undefined when it does not know the zone. */
  runtime: string | undefined
  /** The offset at `from` by `tzdata`. */
  tzdata: string
}

/** How far `staleZones` looks. */
export type StaleOptions = {
  /** From when to when, on the clock of UTC where no other is given. From now on and for two years unless said otherwise. */
  between?: Between | undefined
}

// From the first second that is packed, to where the rules go on as they are and nothing new is to be found.
const [packedFrom, rulesUntil] = [0, 2_145_916_800]
const windowSeconds = 24 * daySeconds

function readLimits(between: Between | undefined): [number, number] {
  const now = Math.floor(Date.now() / 1000)
  const { from, to } =
    between === undefined
      ? { from: now * 1000, to: (now + 730 * daySeconds) * 1000 }
      : readBetween(between, zoneOf('UTC'), undefined)
  return [Math.max(Math.floor(from / 1000), packedFrom), Math.min(Math.ceil(to / 1000), rulesUntil)]
}

function offsetAt(periods: readonly OffsetPeriod[], epoch: number): number | undefined {
  return periods.filter(({ from }) => from <= epoch).at(-1)?.offset
}

/** The periods within a window in which two rules disagree, each as its begin and its end. */
function findDifferences(
  ours: readonly OffsetPeriod[],
  theirs: readonly OffsetPeriod[],
  begin: number,
  end: number,
): number[] {
  const cuts = [...new Set([...ours, ...theirs].map(({ from }) => Math.max(from, begin)))]
  cuts.sort((a, b) => a - b)
  return cuts.flatMap((cut, index) =>
    offsetAt(ours, cut) === offsetAt(theirs, cut) ? [] : [cut, cuts[index + 1] ?? end],
  )
}

/** From when on, and until when, a zone differs; nothing when it does not. */
function findSpan(name: string, begin: number, end: number): [from: number, to: number] | undefined {
  if (!isKnownZone(name, intlOffset)) return [begin, end]
  const ours: Zone = { name, source: (zone, epoch) => packedOffset(zone, epoch) ?? 0, pages: [] }
  const theirs: Zone = { name, source: intlOffset, pages: [] }
  let span: [number, number] | undefined
  for (let at = begin; at < end; at += windowSeconds) {
    const next = Math.min(at + windowSeconds, end)
    const found = findDifferences(periodsBetween(ours, at, next), periodsBetween(theirs, at, next), at, next)
    const [first, last] = [found[0], found.at(-1)]
    if (first !== undefined && last !== undefined) span = [span?.[0] ?? first, last]
  }
  return span
}

/**
 * Names the zones, under all their names, for which the runtime has other rules than `tzdata`: those
 * whose blocks would be put an hour off without `zoneSource: tzdata`. Where the runtime is newer than
 * this package, they are those that `tzdata` has wrong: compare `runtimeTzdataVersion()` to `tzdataVersion()`.
 *
 * It looks at every offset of some 600 names, which takes about half a second for two years. Times before 1970 and
 * after 2037 are not looked at.
 *
 * @example
 * ```ts
 * import { staleZones } from '@block-slots/helpers/tzdata'
 *
 * const stale = staleZones({ between: { from: '2027-01-01', to: '2027-01-31' } })
 * console.log(stale.some(({ timeZone }) => timeZone === 'Europe/Paris'))
 * // => false
 * ```
 *
 * @param options - Between which instants to look.
 * @returns One entry for each such zone, in alphabetical order.
 * @throws {RangeError} When `between` cannot be read, or ends before it begins.
 * @throws {TypeError} When an argument is of the wrong type.
 */
export function staleZones(options: StaleOptions = {}): StaleZone[] {
  checkOptions(options, '{ between: { from: "2026-12-01", to: "2026-12-31" } }')
  const [begin, end] = readLimits(options.between)
  if (begin >= end) return []
  const names = packedNames().filter(isNameLike)
  names.sort()
  return names.flatMap((timeZone) => {
    const [from, to] = findSpan(timeZone, begin, end) ?? []
    if (from === undefined || to === undefined) return []
    const write = (epoch: number): string => {
      const shown = roundToMinutes(packedOffset(timeZone, epoch) ?? 0)
      return writeClock(epoch + shown) + writeOffset(shown)
    }
    const known = isKnownZone(timeZone, intlOffset)
    return {
      timeZone,
      from: write(from),
      to: write(to),
      runtime: known ? writeOffset(roundToMinutes(intlOffset(timeZone, from))) : undefined,
      tzdata: write(from).slice(-6),
    }
  })
}
