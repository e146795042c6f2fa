import { parseCalendarTime } from '../zone/calendar-time.ts'
import { quote } from '../zone/quote.ts'

/** The values of FREQ, the longest first. */
export const frequencies = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY'] as const

/** The weekdays as rules write them; a weekday is an index here, so Sunday is 0. */
const weekdayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const

/** The numeric parts of a rule: name, minimum, maximum, and true for parts that also count from the end. */
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

/** The inclusive end of a series: an instant, a clock reading in seconds, or a whole local day. */
export type Until =
  | { readonly kind: 'instant'; readonly epoch: number }
  | { readonly kind: 'wall'; readonly wall: number }
  | { readonly kind: 'date'; readonly day: number }

/** A weekday, 0 for Sunday: the `nth` of its month or year, negative from the end, or 0 for every one. */
type NthWeekday = { readonly nth: number; readonly weekday: number }

/** A recurrence rule of RFC 5545 as plain data. */
export type Rule = {
  /** The index in `frequencies`. */
  readonly frequency: number
  readonly interval: number
  /** COUNT; `Infinity` without one. */
  readonly count: number
  readonly until: Until | undefined
  /** WKST, the weekday on which weeks begin. */
  readonly weekStart: number
  readonly weekdays: readonly NthWeekday[] | undefined
  /** The other parts by name: ascending, without duplicates. */
  readonly by: Readonly<Lists>
}

/** The value of a part, and a function that rejects it with the allowed values. */
type Given = { readonly value: string; readonly refuse: (allowed: string) => never }

function readUntil({ value, refuse }: Given): Until {
  const time = /T24/.test(value) ? undefined : parseCalendarTime(value)
  const { day, wall, offset } =
    time ?? refuse('a date that exists, as 20261231, 20261231T235959 or, in UTC, 20261231T235959Z')
  if (wall === undefined) return { kind: 'date', day }
  return offset === undefined ? { kind: 'wall', wall } : { kind: 'instant', epoch: wall - offset }
}

function readNumbers(
  { value, refuse }: Given,
  [part, min, max, signed]: (typeof numberParts)[number],
): number[] {
  const list = part.startsWith('BY')
  const numbers = value.split(',').map((text, index) => {
    const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
    const size = signed ? Math.abs(number) : number
    if (!(size >= min && size <= max) || (index > 0 && !list)) {
      refuse(
        `${list ? 'numbers' : 'one number'} from ${min} to ${max}${signed ? ` or from -${max} to -1` : ''}`,
      )
    }
    // Without leap seconds, second 60 is second 59 (RFC 5545, 3.3.12).
    return part === 'BYSECOND' ? Math.min(number, 59) : number
  })
  const unique = [...new Set(numbers)]
  unique.sort((one, other) => one - other)
  return unique
}

function readWeekdays({ value, refuse }: Given): NthWeekday[] {
  // Without duplicates: a hostile rule can name the same weekday a hundred thousand times.
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

// The default of RFC 7529, and the only calendar that is supported.
const impliedParts: readonly string[] = ['RSCALE=GREGORIAN', 'SKIP=OMIT']

/** Values of exporters that break RFC 5545 and have one meaning: the same as without the part. */
const harmlessValues: readonly (readonly [part: Part, pattern: RegExp])[] = [
  ['COUNT', /^(?:[+-]?0+|-\d+)$/],
  ['INTERVAL', /^[+-]?0+$/],
]

/** The requirement of a part that the rule does not meet (RFC 5545, 3.3.10), if any. */
function missingRequirement({ frequency, weekdays, by }: Rule): string | undefined {
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
  ] as const
  return needs.find(([violated]) => violated)?.[1]
}

/**
 * Reads a recurrence rule of RFC 5545, such as `FREQ=WEEKLY;BYDAY=MO,WE`, with or without `RRULE:`.
 * Lowercase letters, blanks and superfluous semicolons, as exporters write them, are accepted; an ambiguous rule is not.
 *
 * @param tolerate - Called for each mistake of exporters that has one meaning, with the part as it is written. Without
 *   it, the rule is rejected.
 * @throws {RangeError} When it is not such a rule; the message has the wrong part and its allowed values.
 * @throws {TypeError} When it is not a string.
 */
export function parseRule(text: string, tolerate?: (problem: string) => void): Rule {
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
    if (part === '' || impliedParts.includes(part)) continue
    if (!partNames.includes(name) || value === '' || more.length > 0) {
      refuse(`has the unknown part ${quote(part)}. Write NAME=value with ${partNames.join(', ')}`)
    }
    if (parts.has(name)) refuse(`has ${name} twice. Give it once, its values joined by commas`)
    parts.set(name, value)
  }
  for (const [part, pattern] of tolerate === undefined ? [] : harmlessValues) {
    const value = parts.get(part) ?? ''
    if (!pattern.test(value)) continue
    tolerate?.(`The rule ${quote(text)} has ${part}=${value}. It is read without it.`)
    parts.delete(part)
  }
  const take = <T>(part: string, reader: (given: Given) => T): T | undefined => {
    const value = parts.get(part)
    const refuseValue = (allowed: string): never =>
      refuse(`has ${part}=${quote(value).slice(1, -1)}. Give ${allowed}`)
    return value === undefined ? value : reader({ value, refuse: refuseValue })
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
  const requirement = missingRequirement(rule)
  if (requirement !== undefined) refuse(`has no meaning: ${requirement}`)
  if (count < Infinity && rule.until !== undefined) {
    if (tolerate === undefined) refuse('has no meaning: COUNT needs a rule without UNTIL')
    tolerate?.(`The rule ${quote(text)} has both COUNT and UNTIL. It ends at the earlier of the two.`)
  }
  return rule
}
