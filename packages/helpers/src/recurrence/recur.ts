import { daySeconds, dateOf } from '../zone/date.ts'
import {
  type DayParts,
  type DaySpan,
  fillDefaults,
  matchesDay,
  mod,
  monthSpan,
  weekYearOf,
  weekYearSpan,
  yearSpan,
} from './match.ts'
import type { Rule } from './rule.ts'

/** The range of instances: `from <= wall < to`, in seconds on the clock. */
export type Limits = {
  readonly from: number
  readonly to: number
  /** The last clock reading of the series. */
  readonly untilWall?: number | undefined
  /** False for a clock reading that cannot be an instance. Default: true for all. */
  readonly exists?: ((wall: number) => boolean) | undefined
  /** Called when the search is given up after four million steps without an instance. */
  readonly onGiveUp?: (() => void) | undefined
}

// Indexes of `frequencies`.
const [monthly, weekly, daily] = [1, 2, 3]
/** The length of a period by frequency: in months for the first two, in seconds for the others. */
const periodLengths = [12, 1, 7 * daySeconds, daySeconds, 3600, 60, 1] as const

// More than the days of the years 0000 to 9999, so that a rule by days or more ends before.
const maxSteps = 4_000_000

/** The times of day of a rule by days or more; for a finer rule, the times within its period. */
function timesOf({ frequency, by }: Rule, startWall: number): number[] {
  const second = mod(startWall, daySeconds)
  const hours = frequency > daily ? [0] : (by.BYHOUR ?? [Math.floor(second / 3600)])
  const minutes = frequency > 4 ? [0] : (by.BYMINUTE ?? [Math.floor(second / 60) % 60])
  const seconds = frequency > 5 ? [0] : (by.BYSECOND ?? [second % 60])
  return hours.flatMap((h) => minutes.flatMap((m) => seconds.map((s) => h * 3600 + m * 60 + s)))
}

/** The next time that may be an instance of a rule finer than by days; undefined when the period at `at` is one. */
function nextCandidate({ frequency, weekdays, by }: Rule, at: number): number | undefined {
  const day = Math.floor(at / daySeconds)
  if (!matchesDay({ weekdays, by }, day, [day, 1])) return (day + 1) * daySeconds
  const fails = (list: readonly number[] | undefined, length: number, size: number): boolean =>
    list?.includes(mod(Math.floor(at / length), size)) === false
  const failing =
    (fails(by.BYHOUR, 3600, 24) && 3600) ||
    (frequency > 4 && fails(by.BYMINUTE, 60, 60) && 60) ||
    (frequency > 5 && fails(by.BYSECOND, 1, 60) && 1)
  return failing ? (Math.floor(at / failing) + 1) * failing : undefined
}

/** The midnights, on the clock, of the days that a rule chooses from spans. */
function matchingDays(parts: DayParts, spans: readonly DaySpan[]): number[] {
  const midnights: number[] = []
  for (const span of spans) {
    for (let day = span[0]; day < span[0] + span[1]; day++) {
      if (matchesDay(parts, day, span)) midnights.push(day * daySeconds)
    }
  }
  return midnights
}

/** The indexes that BYSETPOS selects from a set of a size. */
function selectPositions(positions: readonly number[], total: number): number[] {
  const indexes = positions.map((each) => (each > 0 ? each - 1 : total + each))
  const chosen = [...new Set(indexes)].filter((each) => each >= 0 && each < total)
  chosen.sort((one, other) => one - other)
  return chosen
}

/**
 * Finds the instances of a series as clock readings, because rules are independent of zones. A start that its own
 * rule does not match is not an instance. Instances before `from` are skipped by arithmetic, or counted by whole
 * periods if the rule has COUNT.
 *
 * @param startWall - The start, which the rule repeats and from which COUNT counts.
 * @yields Clock readings, ascending, each once. Ends at `to`, or after four million steps without an instance.
 */
export function* occurrences(
  rule: Rule,
  startWall: number,
  { from, to, untilWall = Infinity, exists, onGiveUp }: Limits,
): Generator<number, void, undefined> {
  const { frequency, interval, weekStart } = rule
  const parts = fillDefaults(rule, Math.floor(startWall / daySeconds))
  const { BYMONTH, BYSETPOS, BYWEEKNO } = parts.by
  const times = timesOf(rule, startWall)
  const first = Math.max(from, startWall)
  const byMonths = frequency <= monthly
  // The position of a clock reading: in months since the year 0, or in seconds.
  const place = (wall: number): number => {
    if (!byMonths) return wall
    const day = Math.floor(wall / daySeconds)
    const { year, month } = dateOf(day)
    return BYWEEKNO === undefined ? year * 12 + month - 1 : weekYearOf(day, weekStart) * 12
  }
  const unit = periodLengths[frequency] ?? 1
  const start = place(startWall)
  // Weeks begin on WKST; 1970-01-01 was a Thursday.
  const base = start - mod(start + (frequency === weekly ? (4 - weekStart) * daySeconds : 0), unit)
  const step = unit * interval

  const spansAt = (at: number): DaySpan[] => {
    if (!byMonths) return [[at / daySeconds, unit / daySeconds]]
    if (frequency === monthly) return [monthSpan(at)]
    if (BYWEEKNO !== undefined) return [weekYearSpan(at / 12, weekStart)]
    return BYMONTH?.map((month) => monthSpan(at + month - 1)) ?? [yearSpan(at / 12)]
  }

  const onePerPeriod = !byMonths && rule.weekdays === undefined && Object.keys(rule.by).length === 0
  const skips = rule.count === Infinity || (onePerPeriod && exists === undefined)
  let period = skips ? Math.max(0, Math.floor((place(first) - base) / step)) : 0
  let left = rule.count - period
  let steps = 0
  // The candidates of a period: days with times of day, of which BYSETPOS chooses.
  let origins: readonly number[] = []
  let chosen: readonly number[] | undefined
  const wallAt = (nth: number): number => {
    const index = chosen?.[nth] ?? nth
    return (origins[Math.floor(index / times.length)] ?? 0) + (times[index % times.length] ?? 0)
  }
  /** The number of candidates before a clock reading, by binary search. */
  const countBefore = (wall: number, size: number): number => {
    let [low, high] = [0, size]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (wallAt(middle) >= wall) high = middle
      else low = middle + 1
    }
    return low
  }
  while (left > 0 && steps < maxSteps) {
    const at = base + period * step
    const spans = frequency > daily ? [] : spansAt(at)
    const begin = byMonths ? (spans[0]?.[0] ?? 0) * daySeconds : at
    if (begin >= to || begin > untilWall) return
    const next = frequency > daily ? nextCandidate(rule, at) : undefined
    origins = frequency > daily ? (next === undefined ? [at] : []) : matchingDays(parts, spans)
    const total = origins.length * times.length
    chosen = BYSETPOS && selectPositions(BYSETPOS, total)
    const size = chosen?.length ?? total
    let begins = 0
    if (exists === undefined || rule.count === Infinity) {
      // Instances before the window are only counted.
      begins = countBefore(first, size)
      left -= begins - (period > 0 ? 0 : countBefore(startWall, size))
      if (left <= 0) return
    }
    for (let index = begins; index < size; index++) {
      if (steps >= maxSteps) {
        onGiveUp?.()
        return
      }
      steps += 1
      const wall = wallAt(index)
      if (wall >= to || wall > untilWall) return
      if (wall < startWall || exists?.(wall) === false) continue
      if (wall >= first) {
        yield wall
        steps = 1
      }
      left -= 1
      if (left <= 0) return
    }
    period = next === undefined ? period + 1 : Math.ceil((next - base) / step)
    steps += 1
  }
  if (left > 0) onGiveUp?.()
}
