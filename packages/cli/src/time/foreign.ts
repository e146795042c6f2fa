import { UsageError } from '../error.ts'

const isoOf = (year: string, month: string, day: string): string | undefined =>
  Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31
    ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    : undefined

/**
 * Makes sure that a date is none that countries read in different ways, such as `12/01/2026`.
 *
 * @throws UsageError with its readings.
 */
export function checkForeignDate(text: string): void {
  const [, one = '', other = '', year = ''] =
    /^(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})\b/.exec(text.trim()) ?? []
  if (one === '') return
  const fullYear = year.padStart(4, '20')
  const monthFirst = isoOf(fullYear, one, other)
  const dayFirst = isoOf(fullYear, other, one)
  const readings = [
    ...(monthFirst === undefined ? [] : [{ date: monthFirst, order: 'month first' }]),
    ...(dayFirst === undefined || dayFirst === monthFirst ? [] : [{ date: dayFirst, order: 'day first' }]),
  ]
  const [first] = readings
  if (first === undefined) throw new UsageError(`"${text}" is not a date. Write one such as 2026-12-01.`)
  const meanings = readings.map(({ date, order }) => `${date} (${order})`).join(' or ')
  throw new UsageError(
    readings.length > 1
      ? `"${text}" can be ${meanings}. Write the one that you mean, such as ${first.date}.`
      : `"${text}" is ambiguous, because the order of day and month differs between countries. Write ${first.date}.`,
  )
}
