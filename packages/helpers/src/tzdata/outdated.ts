import { type Between, readBetween } from '../zone/between.ts'
import { checkOptions } from '../zone/check.ts'
import { daySeconds } from '../zone/date.ts'
import { isKnownZone, isNameLike } from '../zone/name.ts'
import { packedNames, packedOffset } from './decode.ts'
import { type OffsetPeriod, periodsBetween, type Zone, zoneOf } from '../zone/resolve.ts'
import { intlOffset } from '../zone/source.ts'
import { roundToMinutes, writeClock, writeOffset } from '../zone/write.ts'

/** A zone whose rules in the runtime differ from those in `tzdata`. */
export type StaleZone = {
  readonly timeZone: string
  /** The first instant at which they differ, with the offset of `tzdata`. */
  readonly from: string
  /** The instant from which they agree again, or the end of the range. In between they may agree for a while. */
  readonly to: string
  /** The offset at `from` by the runtime, such as `-06:00`; undefined when the zone is unknown to it. */
  readonly runtime: string | undefined
  /** The offset at `from` by `tzdata`. */
  readonly tzdata: string
}

/** Options of `staleZones`. */
export type StaleOptions = {
  /** The range to compare; wall clocks in it are UTC. Default: two years from now. */
  readonly between?: Between | undefined
}

// The first second of the packed data, and 2038, from which on only yearly rules apply.
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

/** The periods within a window in which two sources differ, each as its begin and its end. */
function findDifferences(
  packed: readonly OffsetPeriod[],
  runtime: readonly OffsetPeriod[],
  begin: number,
  end: number,
): number[] {
  const cuts = [...new Set([...packed, ...runtime].map(({ from }) => Math.max(from, begin)))]
  cuts.sort((a, b) => a - b)
  return cuts.flatMap((cut, index) =>
    offsetAt(packed, cut) === offsetAt(runtime, cut) ? [] : [cut, cuts[index + 1] ?? end],
  )
}

/** The first and the last instant at which a zone differs; undefined when it does not. */
function findSpan(name: string, begin: number, end: number): [from: number, to: number] | undefined {
  if (!isKnownZone(name, intlOffset)) return [begin, end]
  const packed: Zone = { name, source: (zone, epoch) => packedOffset(zone, epoch) ?? 0, pages: [] }
  const runtime: Zone = { name, source: intlOffset, pages: [] }
  let span: [number, number] | undefined
  for (let at = begin; at < end; at += windowSeconds) {
    const next = Math.min(at + windowSeconds, end)
    const found = findDifferences(
      periodsBetween(packed, at, next),
      periodsBetween(runtime, at, next),
      at,
      next,
    )
    const [first, last] = [found[0], found.at(-1)]
    if (first !== undefined && last !== undefined) span = [span?.[0] ?? first, last]
  }
  return span
}

/**
 * Lists the zones, under all their names, for which the rules of the runtime differ from `tzdata`: without
 * `zoneSource: tzdata`, their blocks would be an hour off. If the runtime is newer than this package, `tzdata`
 * is the outdated one: compare `runtimeTzdataVersion()` and `tzdataVersion()`.
 *
 * It compares every offset of some 600 names, which takes about half a second for two years. Times before 1970 and
 * after 2037 are ignored.
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
 * @param options - The range to compare.
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
