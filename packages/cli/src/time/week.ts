import { UsageError } from '../error.ts'
import { addDays, isDay, mondayOf, readDay } from './day.ts'

/**
 * Returns the Monday of the week that an option names: of this one, of the `next` one, or of the week of a day.
 *
 * @throws UsageError for what is no day.
 */
export function chooseWeek(value: string | true, today: string): string {
  const word = value === true ? 'this' : value.trim().toLowerCase()
  if (/^this( week)?$/.test(word)) return mondayOf(today)
  if (/^next( week)?$/.test(word)) return addDays(mondayOf(today), 7)
  const day = readDay(word, today)
  if (day !== undefined && isDay(day.day)) return mondayOf(day.day)
  throw new UsageError(
    `"${word}" is not a week. Write --week for this one, --week next, or a day of it: --week 2026-12-24.`,
  )
}
