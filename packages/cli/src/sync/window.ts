import { toOffsetDateTime } from '@block-slots/helpers'
import { UsageError } from '../failure.ts'

/** The options that choose days. */
export type WindowFlags = { readonly from?: string; readonly days?: string; readonly year?: string }

const maxDays = 1000
const dayMs = 86_400_000

/** Reads the days that are kept equal. Default: a year from today. */
export function readWindow(
  { from, days = '365', year }: WindowFlags,
  zone: string,
  nowMs: number,
): { readonly from: string; readonly days: number } {
  const today = toOffsetDateTime(new Date(nowMs), { timeZone: zone }).slice(0, 10)
  if (year !== undefined) return readYear(year, today)
  const count = Number(days)
  if (!/^\d{1,4}$/.test(days) || count < 1 || count > maxDays) {
    throw new UsageError(
      `Expected --days to be a number from 1 to ${maxDays} and got "${days}". Write --days 60.`,
    )
  }
  return { from: from ?? today, days: count }
}

/** A year, as far as it is not over. */
function readYear(year: string, today: string): { readonly from: string; readonly days: number } {
  if (!/^\d{4}$/.test(year) || `${year}-12-31` < today) {
    throw new UsageError(
      `Expected --year to be a year that is not over and got "${year}". Write --year ${today.slice(0, 4)}.`,
    )
  }
  const from = today > `${year}-01-01` ? today : `${year}-01-01`
  return { from, days: (Date.parse(`${year}-12-31`) - Date.parse(from)) / dayMs + 1 }
}
