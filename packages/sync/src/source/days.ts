import { type DayEnd, type DayValue, wholeDays } from '@block-slots/helpers'
import { checkDays, checkNames, checkTitle, quote, refuse } from './check.ts'
import { uniqueItems } from './items.ts'
import type { Source } from './source.ts'

/** A day, or days in a row, that are blocked as one. */
export type DaysEntry = {
  /** The first day, such as `2026-12-24`. */
  readonly from: DayValue
  /** The last day, which is blocked too. Default: `from`. */
  readonly to?: DayValue | undefined
  /** Default: the title of all. */
  readonly title?: string | undefined
  /**
   * Id of the entry, which stays when its days or its title change, such as the key of a row: its block is then moved or renamed.
   * Default: the first day and the title, so that a block that changes them is deleted and another one created.
   */
  readonly id?: string | undefined
}

/** Options of `days`. */
export type DaysOptions = {
  /** Single days such as `2026-12-24`, and ranges. */
  readonly days: readonly (DayValue | DaysEntry)[]
  /** The title of the blocks, unless an entry has its own. */
  readonly title?: string | undefined
  /** The zone of the days. Default: the owner's. */
  readonly timeZone?: string | undefined
  /**
   * The end of the last day. Default: `last-minute`, 23:59, because the service shows a block that ends at midnight on the next
   * day too.
   */
  readonly end?: DayEnd | undefined
}

/** An entry as it was checked. */
type ReadEntry = {
  readonly from: DayValue
  readonly to: DayValue
  readonly title: string
  readonly item: string
}

const isEntry = (value: unknown): value is DaysEntry =>
  typeof value === 'object' && value !== null && 'from' in value

function readEntry(entry: DayValue | DaysEntry, name: string, common: string | undefined): ReadEntry {
  if (isEntry(entry)) checkNames(name, entry, ['from', 'to', 'title', 'id'])
  const { from, to = from, title = common, id }: DaysEntry = isEntry(entry) ? entry : { from: entry }
  if (title === undefined) {
    throw new TypeError(
      `Expected ${name} to have a title and got none. Give one to the entry, or one for all with { title: "Absent" }.`,
    )
  }
  checkTitle(title)
  if (id !== undefined && (typeof id !== 'string' || id === '')) {
    refuse(`${name}.id`, id, { toBe: 'a text', advice: 'Leave it out to use the first day and the title.' })
  }
  try {
    // Read now, so that a wrong day is reported where it was written, not when a plan is made.
    wholeDays({ from, to, timeZone: 'UTC' })
  } catch (error) {
    if (error instanceof Error) error.message = `${name}: ${error.message}`
    throw error
  }
  return { from, to, title, item: id ?? `${String(from).slice(0, 10)} ${title}` }
}

/**
 * Blocks single days and ranges of days, as the absences of staff are. One block for each entry.
 *
 * @example
 * ```ts
 * import { days, readSource } from '@block-slots/sync'
 *
 * const absences = days({
 *   days: ['2026-12-31', { from: '2026-12-24', to: '2026-12-26', title: 'Vacation' }],
 *   title: 'Absent',
 * })
 * const window = { from: '2026-12-01T00:00:00+01:00', to: '2027-01-01T00:00:00+01:00', timeZone: 'Europe/Berlin' }
 * for (const { startTime, endTime, title } of await readSource(absences, window)) {
 *   console.log(startTime, endTime, title)
 * }
 * // => 2026-12-24T00:00:00+01:00 2026-12-26T23:59:00+01:00 Vacation
 * // => 2026-12-31T00:00:00+01:00 2026-12-31T23:59:00+01:00 Absent
 * ```
 *
 * @throws {RangeError} When a day or a range cannot be read.
 * @throws {TypeError} When an option is of the wrong type, or an entry has no title.
 */
export function days(options: DaysOptions): Source {
  checkNames('the options of days', options, ['days', 'title', 'timeZone', 'end'])
  const { days: entries, title, timeZone, end } = options
  if (!Array.isArray(entries)) {
    refuse('days', entries, { toBe: 'a list of days', advice: 'Give one such as ["2026-12-24"].' })
  }
  const read = Array.from(entries, (entry: DayValue | DaysEntry, index) =>
    readEntry(entry, `days[${index}]`, title),
  )
  const ids = new Set<string>()
  for (const { id } of Array.from(entries).filter(isEntry)) {
    if (id !== undefined && ids.has(id)) {
      throw new RangeError(
        `Expected every id of days to be given once and got ${quote(id)} twice. Give every entry an id of its own.`,
      )
    }
    if (id !== undefined) ids.add(id)
  }
  checkDays(timeZone, end)
  return async function* (window) {
    yield* uniqueItems(
      read.map(({ from, to, title: shown, item }) => ({
        ...wholeDays({ from, to, timeZone: timeZone ?? window.timeZone, end }),
        title: shown,
        item,
      })),
      window,
    )
  }
}
