import { daySeconds, dateOf } from '../zone/date.ts'
import {
  fillDefaults,
  matchesDay,
  mod,
  monthSpan,
  type DaySpan,
  weekYearOf,
  weekYearSpan,
  yearSpan,
} from './match.ts'
import type { Rule } from './rule.ts'

/** Which instances are wanted: `from <= wall < to`, all in seconds of the clock. */
export type Limits = {
  from: number
  to: number
  /** The last clock reading that the series may have. */
  untilWall?: number | undefined
  /** Whether a clock reading can be an instance at all; each can unless said otherwise. */
  exists?: ((wall: number) => boolean) | undefined
}

// Places in FREQUENCIES.
const [monthly, weekly, daily] = [1, 2, 3]
/** How long a period of each frequency is: in months for the first two, in seconds for the others. */
const periodLengths = [12, 1, 7 * daySeconds, daySeconds, 3600, 60, 1] as const

// More than there are days in the years 0000 to 9999, so that a rule by days or more runs out of them before.
const maxSteps = 4_000_000

/** The times of day of a rule by days or more; for a finer one, the times within its period. */
function timesOf({ frequency, by }: Rule, startWall: number): number[] {
  const second = mod(startWall, daySeconds)
  const hours = frequency > daily ? [0] : (by.BYHOUR ?? [Math.floor(second / 3600)])
  const minutes = frequency > 4 ? [0] : (by.BYMINUTE ?? [Math.floor(second / 60) % 60])
  const seconds = frequency > 5 ? [0] : (by.BYSECOND ?? [second % 60])
  return hours.flatMap((h) => minutes.flatMap((m) => seconds.map((s) => h * 3600 + m * 60 + s)))
}

/** Where a rule finer than by days goes on if the period at a time is none of its own: at the next that may be. */
function nextCandidate({ frequency, weekdays, by }: Rule, at: number): number | undefined {
  const day = Math.floor(at / daySeconds)
  if (!matchesDay({ weekdays, by }, day, [day, 1])) return (day + 1) * daySeconds
  const fails = (list: readonly number[] | undefined, length: number, most: number): boolean =>
    list?.includes(mod(Math.floor(at / length), most)) === false
  const wrong =
    (fails(by.BYHOUR, 3600, 24) && 3600) ||
    (frequency > 4 && fails(by.BYMINUTE, 60, 60) && 60) ||
    (frequency > 5 && fails(by.BYSECOND, 1, 60) && 1)
  return wrong ? (Math.floor(at / wrong) + 1) * wrong : undefined
}

/** The indexes that BYSETPOS chooses among so many. */
function selectPositions(positions: readonly number[], total: number): number[] {
  const indexes = positions.map((each) => (each > 0 ? each - 1 : total + each))
  const chosen = [...new Set(indexes)].filter((each) => each >= 0 && each < total)
  chosen.sort((one, other) => one - other)
  return chosen
}

/**
 * Finds the instances of a series as clock readings, for a rule knows nothing of zones. A start that its own rule
 * does not match is none. What lies before `from` is skipped by arithmetic where nothing has to be counted,
 * and else counted by whole periods.
 *
 * @param startWall - The start, which the rule repeats and from which COUNT counts.
 * @yields Ascending, each once. It ends at `to`, or when four million steps in a row have found nothing.
 */
export function* occurrences(
  rule: Rule,
  startWall: number,
  { from, to, untilWall = Infinity, exists }: Limits,
): Generator<number, void, undefined> {
  const { frequency, interval, weekStart } = rule
  const parts = fillDefaults(rule, Math.floor(startWall / daySeconds))
  const { BYMONTH, BYSETPOS, BYWEEKNO } = parts.by
  const times = timesOf(rule, startWall)
  const first = Math.max(from, startWall)
  const byMonths = frequency <= monthly
  // Where a clock reading is, in months since the year 0 or in seconds.
  const place = (wall: number): number => {
    if (!byMonths) return wall
    const day = Math.floor(wall / daySeconds)
    const { year, month } = dateOf(day)
    return BYWEEKNO === undefined ? year * 12 + month - 1 : weekYearOf(day, weekStart) * 12
  }
  const unit = periodLengths[frequency] ?? 1
  const start = place(startWall)
  // Weeks begin on their own day, and 1970 began on a Thursday.
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
  for (let steps = 0; left > 0 && steps < maxSteps; period++, steps++) {
    const at = base + period * step
    const spans = frequency > daily ? [] : spansAt(at)
    const begin = byMonths ? (spans[0]?.[0] ?? 0) * daySeconds : at
    if (begin >= to || begin > untilWall) return
    const origins: number[] = []
    for (const span of spans) {
      for (let day = span[0]; day < span[0] + span[1]; day++) {
        if (matchesDay(parts, day, span)) origins.push(day * daySeconds)
      }
    }
    if (frequency > daily) {
      const next = nextCandidate(rule, at)
      if (next === undefined) origins.push(at)
      else period = Math.ceil((next - base) / step) - 1
    }
    const total = origins.length * times.length
    const chosen = BYSETPOS && selectPositions(BYSETPOS, total)
    const size = chosen?.length ?? total
    const wallAt = (nth: number): number => {
      const index = chosen?.[nth] ?? nth
      return (origins[Math.floor(index / times.length)] ?? 0) + (times[index % times.length] ?? 0)
    }
    if (period > 0 && exists === undefined && size > 0 && wallAt(size - 1) < first) {
      left -= size
      continue
    }
    // Where nothing is counted, what lies before the window is passed over by halves.
    const begins = rule.count === Infinity ? lowestPassing(size, (index) => wallAt(index) >= first) : 0
    for (let index = begins; index < size; index++, steps++) {
      if (steps >= maxSteps) return
      const wall = wallAt(index)
      if (wall >= to || wall > untilWall) return
      if (wall < startWall || exists?.(wall) === false) continue
      if (wall >= first) {
        yield wall
        steps = 0
      }
      if (--left <= 0) return
    }
  }
}

/** The lowest index that passes, where all after one that passes do; the size when none does. */
function lowestPassing(size: number, passes: (index: number) => boolean): number {
  let [low, high] = [0, size]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (passes(middle)) high = middle
    else low = middle + 1
  }
  return low
}
