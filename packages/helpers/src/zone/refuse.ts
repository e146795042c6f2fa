import { daysInMonth } from './date.ts'
import { quote } from './quote.ts'

const startPattern = /^(\d{4})-(\d\d)-(\d\d)(?:$|[Tt ](\d\d):(\d\d)(?::(\d\d))?)/

// Patterns of mistakes at the start of a text and after its time, each with its message.
const startProblems: readonly (readonly [RegExp, string])[] = [
  [/^[+-]\d{6}/, 'has a year of six digits. Write a year from 0000 to 9999.'],
  [/^\d\d?:\d\d/, 'has no date. Write one before the time, such as 2021-06-23T17:00.'],
  [/^/, 'is not a date-time. Write one such as 2021-06-23T03:30 or 2021-06-23T03:30:00+05:30.'],
]
const tailProblems: readonly (readonly [RegExp, string])[] = [
  [/^[.\d]*[+-]\d/, 'has an offset that RFC 3339 does not allow. Write hours and minutes, such as -05:00.'],
  [/^,\d/, 'has a comma before its fraction of a second. Write a point.'],
  [/^\.\d{10}/, 'has more than nine digits of a second. Three are kept; write no more than nine.'],
]

const findProblem = (text: string, problems: typeof tailProblems): string | undefined =>
  problems.find(([pattern]) => pattern.test(text))?.[1]

function describeProblem(text: string): string | undefined {
  const start = startPattern.exec(text)
  if (start === null) return findProblem(text, startProblems)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = start
    .slice(1)
    .map((digits: string | undefined) => Number(digits ?? 0))
  if (hour === 24) return 'has hour 24. Write midnight as 00:00 of the next day.'
  const ranges: readonly [string, number, number, number][] = [
    ['month', month, 1, 12],
    ['day', day, 1, daysInMonth(year, month)],
    ['hour', hour, 0, 23],
    ['minute', minute, 0, 59],
    ['second', second, 0, 59],
  ]
  const wrong = ranges.find(([, value, least, most]) => value < least || value > most)
  if (wrong !== undefined) {
    const [unit, , least, most] = wrong
    return `does not exist. Its ${unit} must be from ${least} to ${most}.`
  }
  if (start[4] === undefined) return `has no time of day. Write one after the date, such as ${text}T00:00.`
  const tail = text.slice(start[0].length)
  return (
    findProblem(tail, tailProblems) ??
    `has ${quote(tail)} after its time. Write nothing, an offset such as -05:00, or a zone such as [America/New_York].`
  )
}

/**
 * Rejects text that is not a date-time, with the reason. Apart from `parseTime`, whose fast path needs no reasons.
 *
 * @throws {RangeError} Always.
 */
export function refuseText(text: string): never {
  throw new RangeError(`${quote(text)} ${describeProblem(text)}`)
}

/**
 * Rejects an annotation in brackets that is malformed or would change the meaning of the text.
 *
 * @throws {RangeError} Always.
 */
export function refuseAnnotation(text: string, annotation: string): never {
  throw new RangeError(
    /^\[!?u-ca=/.test(annotation)
      ? `${quote(text)} is in a calendar other than iso8601. Convert it, or drop ${annotation} if the date is an ISO date.`
      : `${quote(text)} has an annotation that is not supported: ${quote(annotation)}. Only a zone, which comes first, and [u-ca=iso8601] are. Drop the others.`,
  )
}
