import { blockTimes, type BlockTimes, type DayEnd, wholeDays } from '@block-slots/helpers'
import { syncError } from '../error.ts'
import { suggest } from '../suggest.ts'
import type { SourceItem } from '../wanted.ts'
import { checkDays, checkNamedTitle, checkNames, fillTitle, quote, refuse } from './check.ts'
import { daysOf, shiftDay } from './day.ts'
import { findCode, type Names } from './find-code.ts'
import { uniqueItems } from './items.ts'
import type { Source } from './source.ts'

/** Kinds of holidays; `public` are those on which the law closes shops or offices. */
export const holidayKinds = ['public', 'bank', 'school', 'optional', 'observance'] as const

/** A kind of holidays. */
export type HolidayKind = (typeof holidayKinds)[number]

/** Options of `holidays`. */
export type HolidaysOptions = {
  /** Code of a country, such as `DE`. */
  readonly country: string
  /** Code of a state, and of a region in it: `BY`, or `BY-A`. Default: only what the whole country has. */
  readonly region?: string | undefined
  /** Default: `["public"]`. */
  readonly kinds?: readonly HolidayKind[] | undefined
  /** The title of the blocks; `{name}` stands for the name of the holiday. Default: `Holiday: {name}`. */
  readonly title?: string | undefined
  /** Language of the names, such as `en`. Default: that of the country. */
  readonly language?: string | undefined
  /**
   * The end of a holiday at the end of a day. Default: `last-minute`, 23:59, because the service shows a block that ends at
   * midnight on the next day too.
   */
  readonly end?: DayEnd | undefined
}

/** A holiday of the package. */
type Holiday = {
  /** Its date as a text, which may have a time. */
  readonly date: string
  readonly start: Date
  readonly end: Date
  readonly name: string
  readonly type: HolidayKind
  /** The rule by which it is found in every year: the same in every language. */
  readonly rule: string
}

/** Written out, so that the types of this package do not need those of one that may be missing. */
type Calendar = {
  readonly getCountries: (language: string) => Names
  readonly getStates: (country: string, language: string) => Names | undefined
  readonly getRegions: (country: string, state: string, language: string) => Names | undefined
  readonly getLanguages: () => readonly string[]
  readonly getHolidays: (year: number, language?: string) => readonly Holiday[]
}

/** A country, a state of it, or a region there. */
type Place = { country: string; state?: string; region?: string }

/** The class that the package exports. */
type CalendarClass = {
  new (): Calendar
  new (place: Place, options: { timezone: string }): Calendar
}

/** Loads the package, which has the holidays of all countries and is only needed for this source. */
export const loadHolidays = async (): Promise<CalendarClass> => {
  try {
    return (await import('date-holidays')).default
  } catch {
    throw syncError(
      'invalid-input',
      'Expected the package date-holidays to be installed and did not find it. Run: npm install date-holidays@3',
    )
  }
}

/** Opens the holidays of a country, a state or a region. */
function openCalendar(Class: CalendarClass, { country, region, language }: HolidaysOptions): Calendar {
  const all = new Class()
  const countryCode = findCode('country', country, all.getCountries('en'))
  const [state, part] = region?.split(/[-. ]/) ?? []
  const stateCode = state && findCode('region', state, all.getStates(countryCode, 'en'))
  const partCode = stateCode && part && findCode('region', part, all.getRegions(countryCode, stateCode, 'en'))
  // In UTC, where no clock changes: the times are then those of the clock wherever the owner is.
  const calendar = new Class(
    { country: countryCode, ...(stateCode && { state: stateCode }), ...(partCode && { region: partCode }) },
    { timezone: 'UTC' },
  )
  const languages = calendar.getLanguages()
  if (language !== undefined && !languages.includes(language)) {
    throw syncError(
      'invalid-input',
      `Expected language to be one of ${languages.join(', ')} and got ${quote(language)}. Use one of these, or leave it out.`,
    )
  }
  return calendar
}

/** The clock reading of an instant of such a calendar. */
const clockOf = (instant: Date): string => new Date(instant).toISOString().slice(0, 19)

function timesOf({ start, end: until }: Holiday, timeZone: string, end: DayEnd): BlockTimes {
  const [from, to] = [clockOf(start), clockOf(until)]
  const isMidnight = to.endsWith('T00:00:00')
  const lastDay = shiftDay(to.slice(0, 10), -1)
  if (isMidnight && from.endsWith('T00:00:00')) {
    return wholeDays({ from: from.slice(0, 10), to: lastDay, timeZone, end })
  }
  return blockTimes({ from, to: isMidnight && end === 'last-minute' ? `${lastDay}T23:59` : to, timeZone })
}

function checkOptions(options: HolidaysOptions): void {
  checkNames('the options of holidays', options, ['country', 'region', 'kinds', 'title', 'language', 'end'])
  const { country, region, kinds, title, language, end } = options
  for (const [name, text, example] of [
    ['country', country, 'DE'],
    ['region', region ?? 'BY', 'BY'],
    ['language', language ?? 'en', 'en'],
  ] as const) {
    if (typeof text !== 'string' || text.trim() === '') {
      refuse(name, text, { toBe: 'a code', advice: `Give one such as "${example}".` })
    }
  }
  const wrong =
    kinds === undefined ? undefined : Array.from(kinds).find((kind) => !holidayKinds.includes(kind))
  if (kinds !== undefined && (!Array.isArray(kinds) || kinds.length === 0 || wrong !== undefined)) {
    const nearest = typeof wrong === 'string' ? suggest(wrong, holidayKinds) : undefined
    const advice = nearest === undefined ? `Use ${holidayKinds.join(', ')}.` : `Did you mean ${nearest}?`
    refuse('kinds', wrong ?? kinds, { toBe: 'a list of kinds of holidays', advice })
  }
  if (title !== undefined) checkNamedTitle(title)
  checkDays(undefined, end)
}

/**
 * Blocks the holidays of a country, of one of its states, or of a region there. They come from the package `date-holidays`,
 * which has to be installed too: `npm install date-holidays@3`. Days that substitute others are among them; a holiday of half a
 * day, or from one evening to the next, has its own times on the owner's clock.
 *
 * @example
 * ```ts
 * import { holidays, readSource } from '@block-slots/sync'
 *
 * const german = holidays({ country: 'DE', region: 'BY', language: 'en' })
 * const window = { from: '2027-01-01T00:00:00Z', to: '2027-02-01T00:00:00Z', timeZone: 'Europe/Berlin' }
 * for (const { startTime, endTime, title } of await readSource(german, window)) console.log(startTime, endTime, title)
 * // => 2027-01-01T00:00:00+01:00 2027-01-01T23:59:00+01:00 Holiday: New Year's Day
 * // => 2027-01-06T00:00:00+01:00 2027-01-06T23:59:00+01:00 Holiday: Epiphany
 * ```
 *
 * @throws {RangeError} When the end of days is unknown.
 * @throws {TypeError} When an option is of the wrong type. A country, a region or a language that is unknown is an error when
 *   the holidays are read.
 */
export function holidays(options: HolidaysOptions): Source {
  return holidaysBy(loadHolidays, options)
}

/** Creates the source with a function that loads the package. */
export function holidaysBy(load: () => Promise<CalendarClass>, options: HolidaysOptions): Source {
  checkOptions(options)
  const { kinds = ['public'], title = 'Holiday: {name}', language, end = 'last-minute' } = options
  // Once for all owners and plans: rules are evaluated by astronomy in some countries.
  const years = new Map<number, readonly Holiday[]>()
  let opened: Promise<Calendar> | undefined
  const holidaysOf = async (year: number): Promise<readonly Holiday[]> => {
    opened ??= load().then((Class) => openCalendar(Class, options))
    const calendar = await opened
    const found =
      years.get(year) ?? calendar.getHolidays(year, language).filter(({ type }) => kinds.includes(type))
    years.set(year, found)
    return found
  }
  return async function* (window) {
    const { timeZone } = window
    // A holiday counts to the year of its date, and may begin on the evening before, or last until the next year.
    const around = daysOf(window, timeZone, 31)
    const items = new Map<string, SourceItem>()
    for (let year = Number(around.from.slice(0, 4)); year <= Number(around.to.slice(0, 4)); year += 1) {
      for (const holiday of await holidaysOf(year)) {
        const item = `${holiday.date.slice(0, 10)} ${holiday.rule}`
        const shown = fillTitle(title, holiday.name)
        items.set(item, { ...timesOf(holiday, timeZone, end), title: shown, item })
      }
    }
    yield* uniqueItems([...items.values()], window)
  }
}
