import { UsageError } from '../error.ts'
import { dayAt, daysBetween, isDay, readDay } from '../time/day.ts'

/** The options that choose days. */
export type WindowFlags = { readonly from?: string; readonly days?: string; readonly year?: string }

const maxDays = 1000

/** Reads the days that are kept equal. Default: a year from today. */
export function readWindow(
  { from, days, year }: WindowFlags,
  zone: string,
  nowMs: number,
): { readonly from: string; readonly days: number } {
  const today = dayAt(nowMs, zone)
  if (year !== undefined && (from !== undefined || days !== undefined)) {
    throw new UsageError('Expected either --year, or --from and --days, and got both. Leave one of them out.')
  }
  if (year !== undefined) return readYear(year, today)
  const given = days ?? '365'
  const count = Number(given)
  if (!/^\d{1,4}$/.test(given) || count < 1 || count > maxDays) {
    throw new UsageError(
      `Expected --days to be a number from 1 to ${maxDays} and got "${given}". Write --days 60.`,
    )
  }
  const first = from === undefined ? today : readDay(from, today)?.day
  if (first === undefined || !isDay(first)) {
    throw new UsageError(
      `Expected --from to be a day and got "${from}". Write --from ${today}, or --from monday.`,
    )
  }
  return { from: first, days: count }
}

/** A year, as far as it is not over. */
function readYear(year: string, today: string): { readonly from: string; readonly days: number } {
  if (!/^\d{4}$/.test(year) || `${year}-12-31` < today) {
    throw new UsageError(
      `Expected --year to be a year that is not over and got "${year}". Write --year ${today.slice(0, 4)}.`,
    )
  }
  const from = today > `${year}-01-01` ? today : `${year}-01-01`
  return { from, days: daysBetween(from, `${year}-12-31`) + 1 }
}
