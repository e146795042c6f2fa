import { type DayEnd, wholeDays } from '@block-slots/helpers'
import { suggest } from '../suggest.ts'

/** Writes a value for a message: a text in quotes and truncated, an object by its kind only. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value)
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}

/** The expected value of an option, and the advice for a wrong one. */
type Expectation = {
  /** Such as `a list of weekdays`. */
  readonly toBe: string
  readonly advice: string
  /** Do not print the value: it may be a secret, or hold one. */
  readonly secret?: true
}

/**
 * Rejects the value of an option.
 *
 * @throws {TypeError} Always.
 */
export function refuse(name: string, value: unknown, { toBe, advice, secret }: Expectation): never {
  const got = secret === true && typeof value === 'string' ? 'another text' : quote(value)
  throw new TypeError(`Expected ${name} to be ${toBe} and got ${got}. ${advice}`)
}

/**
 * Rejects options that are not an object, or have a name that no option has: a misspelt one would be ignored, and the
 * calendar would be filled differently from what was asked for.
 *
 * @throws {TypeError} When they are not right.
 */
export function checkNames(
  what: string,
  options: unknown,
  names: readonly string[],
): asserts options is object {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    refuse(what, options, { toBe: 'an object', advice: `Give one with ${names.join(', ')}.` })
  }
  const wrong = Object.keys(options).find((name) => !names.includes(name))
  if (wrong === undefined) return
  const nearest = suggest(wrong, names)
  const advice = nearest === undefined ? `Use ${names.join(', ')}.` : `Did you mean ${nearest}?`
  throw new TypeError(`Expected ${what} to have known names only and got ${quote(wrong)}. ${advice}`)
}

/** Every character that ends a line somewhere; the service refuses a title with one. */
const lineBreak = /[\n\v\f\r\u0085\u2028\u2029]/

/**
 * Checks a title of blocks.
 *
 * @throws {TypeError} When it is empty, has several lines or is not a text.
 */
export function checkTitle(title: unknown): void {
  if (typeof title !== 'string' || title.trim() === '' || lineBreak.test(title)) {
    refuse('title', title, {
      toBe: 'one line of text',
      advice: 'Give what the block shows, such as "Lunch".',
    })
  }
}

/**
 * Checks the title of a source that has names of its own, which `{title}` stands for and `{name}` as well.
 *
 * @throws {TypeError} As `checkTitle`, and for any other placeholder, which blocks would show as it is.
 */
export function checkNamedTitle(title: unknown): void {
  checkTitle(title)
  const wrong = String(title)
    .match(/\{\w*\}/g)
    ?.find((each) => each !== '{title}' && each !== '{name}')
  if (wrong === undefined) return
  throw new TypeError(
    `Expected title to have no other placeholder than {title} and got ${wrong}. Use {title}.`,
  )
}

/** Fills in the placeholders of a title. */
export const fillTitle = (title: string, name: string): string =>
  title.replaceAll(/\{(?:title|name)\}/g, () => name)

/**
 * Checks a limit.
 *
 * @throws {TypeError} When it is not a whole number above zero.
 */
export function checkLimit(name: string, limit: unknown): void {
  if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit > 0) return
  refuse(name, limit, { toBe: 'a whole number above zero', advice: 'Leave it out for the default.' })
}

/**
 * Checks an option that is on or off.
 *
 * @throws {TypeError} When it is given and neither.
 */
export function checkSwitch(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') {
    refuse(name, value, { toBe: 'true or false', advice: 'Leave it out for the default.' })
  }
}

/**
 * Checks a time zone and an end of days, if they are given.
 *
 * @throws {RangeError} When either is unknown.
 * @throws {TypeError} When the zone is not a text.
 */
export function checkDays(timeZone: string | undefined, end: DayEnd | undefined): void {
  // Converted, because the messages of the helpers suggest what was meant.
  wholeDays({ from: '2026-01-01', timeZone: timeZone ?? 'UTC', end })
}
