import { UsageError } from '../error.ts'
import { formatDay, months, weekdays } from '../text/day.ts'

/**
 * Reads a date whose order is certain: `2026-12-24`, `2026/12/24`, `24 Dec`, `Dec 24 2026`, each also after its weekday, as this
 * program prints it. Without a year it is the next one from today on. `undefined` for what is none.
 *
 * @throws UsageError when the weekday is that of another day.
 */
export function readDate(text: string, today: string): string | undefined {
  const [, weekday, rest = ''] = /^([a-z]{3,})[\s,]+(.*\d.*)$/.exec(text) ?? []
  const index = weekday === undefined ? -1 : weekdays.findIndex((each) => isStart(weekday, each))
  const date = readParts(index < 0 ? text : rest, today)
  // That a date does not exist is found where it is converted.
  if (date === undefined || index < 0 || Number.isNaN(Date.parse(date))) return date
  const actual = formatDay(date)
  if (actual.startsWith(weekdays[index]?.slice(0, 3) ?? '')) return date
  throw new UsageError(
    `"${text}" is not a day: ${date} is a ${actual.slice(0, 3)}. Leave the weekday out, or correct it.`,
  )
}

/** True for the first three letters of a name or more. */
export const isStart = (word: string, name: string): boolean =>
  word.length >= 3 && name.toLowerCase().startsWith(word.toLowerCase())

function readParts(text: string, today: string): string | undefined {
  const [, year, month = '', day = ''] =
    /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})$/.exec(text)?.toSpliced(2, 1) ?? []
  if (year !== undefined) return write(year, month, day)
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3,})\.?(?:,?\s+(\d{4}))?$/.exec(text)
  const monthFirst = /^([a-z]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?$/.exec(text)
  const [name = '', date = '', given] =
    dayFirst === null ? (monthFirst?.slice(1) ?? []) : [dayFirst[2], dayFirst[1], dayFirst[3]]
  const at = months.findIndex((each) => isStart(name, each))
  if (at < 0) return undefined
  const thisYear = today.slice(0, 4)
  const next = write(given ?? thisYear, String(at + 1), date)
  return given === undefined && next < today
    ? write(String(Number(thisYear) + 1), String(at + 1), date)
    : next
}

const write = (year: string, month: string, day: string): string =>
  `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
