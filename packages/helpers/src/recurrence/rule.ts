import { daySeconds, dayNumber, daysInMonth } from '../zone/date.ts'
import { quote } from '../zone/quote.ts'

/** What a rule's instances repeat by, the longest first. */
export const frequencies = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY'] as const

/** The days of a week as rules write them; a weekday is its place here, so Sunday is 0. */
const weekdayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const

/** The parts of a rule that are numbers, with the least, the most, and whether they also count from the end. */
const numberParts = [
  ['INTERVAL', 1, 9_007_199_254_740_991, false],
  ['COUNT', 1, 9_007_199_254_740_991, false],
  ['BYSECOND', 0, 60, false],
  ['BYMINUTE', 0, 59, false],
  ['BYHOUR', 0, 23, false],
  ['BYMONTHDAY', 1, 31, true],
  ['BYYEARDAY', 1, 366, true],
  ['BYWEEKNO', 1, 53, true],
  ['BYMONTH', 1, 12, false],
  ['BYSETPOS', 1, 366, true],
] as const

type Part = (typeof numberParts)[number][0]
type Lists = { [part in Part]?: readonly number[] }
const partNames: readonly string[] = ['FREQ', 'UNTIL', 'BYDAY', 'WKST', ...numberParts.map(([part]) => part)]

/** The end of a series, which belongs to it: an instant, a clock reading in seconds, or a whole local day. */
export type Until =
  | { kind: 'instant'; epoch: number }
  | { kind: 'wall'; wall: number }
  | { kind: 'date'; day: number }

/** A weekday, 0 for Sunday, and which of its month or year: the `nth` from the start or, negative, from the end; 0 for each. */
type NthWeekday = { nth: number; weekday: number }

/** A recurrence rule of RFC 5545 as plain data. */
export type Rule = {
  /** The place among `FREQUENCIES`. */
  frequency: number
  interval: number
  /** The number of instances; `Infinity` where the rule has none. */
  count: number
  until: Until | undefined
  /** The weekday on which weeks begin. */
  weekStart: number
  weekdays: readonly NthWeekday[] | undefined
  /** The other parts that the rule has, by their names: ascending, without duplicates. */
  by: Readonly<Lists>
}

/** The value of a part, and how to refuse it with what it may be. */
type Given = { value: string; refuse: (allowed: string) => never }

function readUntil({ value, refuse }: Given): Until {
  const found = /^(\d{4})-?(\d\d)-?(\d\d)(?:T([01]\d|2[0-3]):?([0-5]\d):?([0-5]\d)(Z?))?$/.exec(value) ?? []
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number)
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    refuse('a date that exists, as 20261231, 20261231T235959 or, in UTC, 20261231T235959Z')
  }
  const date = dayNumber(year, month, day)
  if (found[4] === undefined) return { kind: 'date', day: date }
  const wall = date * daySeconds + hour * 3600 + minute * 60 + second
  return found[7] === 'Z' ? { kind: 'instant', epoch: wall } : { kind: 'wall', wall }
}

function readNumbers(
  { value, refuse }: Given,
  [part, least, most, signed]: (typeof numberParts)[number],
): number[] {
  const list = part.startsWith('BY')
  const numbers = value.split(',').map((text, index) => {
    const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
    const size = signed ? Math.abs(number) : number
    if (!(size >= least && size <= most) || (index > 0 && !list)) {
      refuse(
        `${list ? 'numbers' : 'one number'} from ${least} to ${most}${signed ? ` or from -${most} to -1` : ''}`,
      )
    }
    // A leap second is the second before it where there are none (RFC 5545, 3.3.12).
    return part === 'BYSECOND' ? Math.min(number, 59) : number
  })
  const unique = [...new Set(numbers)]
  unique.sort((one, other) => one - other)
  return unique
}

function readWeekdays({ value, refuse }: Given): NthWeekday[] {
  // Each once: a hostile rule names the same one a hundred thousand times.
  return [...new Set(value.split(','))].map((text) => {
    const [, nth = '', name] = /^([+-]?(?:[1-9]|[1-4]\d|5[0-3]))?([A-Z]{2})$/.exec(text) ?? []
    const weekday = weekdayNames.findIndex((each) => each === name)
    if (weekday < 0) refuse(`${weekdayNames.join(', ')}, in BYDAY also as 1MO to 53MO or -1MO to -53MO`)
    return { nth: Number(nth), weekday }
  })
}

function readWeekStart({ value, refuse }: Given): number {
  const weekday = weekdayNames.findIndex((each) => each === value)
  return weekday < 0 ? refuse(`one of ${weekdayNames.join(', ')}`) : weekday
}

/** What a rule lacks for its parts to have a meaning together (RFC 5545, 3.3.10). */
function missingRequirement({ frequency, count, until, weekdays, by }: Rule): string | undefined {
  const numbered = weekdays?.some(({ nth }) => nth !== 0) === true
  const chosenFrom = Object.keys(by).length > 1 || weekdays !== undefined
  const needs = [
    [by.BYWEEKNO && frequency > 0, 'BYWEEKNO needs FREQ=YEARLY'],
    [
      by.BYYEARDAY && frequency > 0 && frequency < 4,
      'BYYEARDAY needs FREQ=YEARLY, HOURLY, MINUTELY or SECONDLY',
    ],
    [by.BYMONTHDAY && frequency === 2, 'BYMONTHDAY needs a FREQ other than WEEKLY'],
    [numbered && frequency > 1, 'a number in BYDAY needs FREQ=YEARLY or MONTHLY'],
    [numbered && by.BYWEEKNO, 'a number in BYDAY needs a rule without BYWEEKNO'],
    [by.BYSETPOS && !chosenFrom, 'BYSETPOS needs another BY part to choose from'],
    [count < Infinity && until, 'COUNT needs a rule without UNTIL'],
  ] as const
  return needs.find(([lacks]) => lacks)?.[1]
}

/**
 * Reads a recurrence rule of RFC 5545, such as `FREQ=WEEKLY;BYDAY=MO,WE`, with or without `RRULE:`.
 * Small letters, blanks and needless semicolons, as exporters write them, are taken; what has two readings is not.
 *
 * @throws {RangeError} When it is no such rule, with the part that is wrong and what it may be.
 * @throws {TypeError} When it is no text.
 */
export function parseRule(text: string): Rule {
  if (typeof text !== 'string') {
    throw new TypeError(`Expected a rule such as "FREQ=WEEKLY;BYDAY=MO,WE" and got ${quote(text)}.`)
  }
  const refuse = (problem: string): never => {
    throw new RangeError(`The rule ${quote(text)} ${problem}.`)
  }
  if (/[\r\n]\s*\S|EXDATE|EXRULE|RDATE|DTSTART/i.test(text.trim())) {
    refuse(
      'is more than the value of one RRULE. Give DTSTART as "from", EXDATE as "exdates" and RDATE as "rdates"',
    )
  }
  const parts = new Map<string, string>()
  for (const part of text
    .replaceAll(/\s/g, '')
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .split(';')) {
    const [name = '', value = '', ...more] = part.split('=')
    if (part === '') continue
    if (!partNames.includes(name) || value === '' || more.length > 0) {
      refuse(`has the unknown part ${quote(part)}. Write NAME=value with ${partNames.join(', ')}`)
    }
    if (parts.has(name)) refuse(`has ${name} twice. Give it once, its values joined by commas`)
    parts.set(name, value)
  }
  const take = <T>(part: string, reader: (given: Given) => T): T | undefined => {
    const value = parts.get(part)
    const wrong = (allowed: string): never =>
      refuse(`has ${part}=${quote(value).slice(1, -1)}. Give ${allowed}`)
    return value === undefined ? value : reader({ value, refuse: wrong })
  }

  const frequency = frequencies.findIndex((each) => each === parts.get('FREQ'))
  if (frequency < 0) refuse(`needs one FREQ of ${frequencies.join(', ')}`)
  const lists: Lists = {}
  for (const range of numberParts) {
    const numbers = take(range[0], (given) => readNumbers(given, range))
    if (numbers !== undefined) lists[range[0]] = numbers
  }
  const { INTERVAL: [interval = 1] = [], COUNT: [count = Infinity] = [], ...by } = lists
  const rule: Rule = {
    frequency,
    interval,
    count,
    until: take('UNTIL', readUntil),
    weekStart: take('WKST', readWeekStart) ?? 1,
    weekdays: take('BYDAY', readWeekdays),
    by,
  }
  const lack = missingRequirement(rule)
  if (lack !== undefined) refuse(`has no meaning: ${lack}`)
  return rule
}
