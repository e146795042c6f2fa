import { expect, test } from 'vitest'
import { type RepeatOptions, repeatTimes } from '../src/index.ts'

const lunch: RepeatOptions = {
  from: '2026-03-06T12:00',
  to: '13:00',
  timeZone: 'America/New_York',
  rrule: 'FREQ=DAILY',
  between: { from: '2026-03-06', to: '2026-03-09' },
}

/** The message that rejects options, before any block is computed. */
function refusal(options: unknown): string {
  try {
    Reflect.apply(repeatTimes, undefined, [options])
  } catch (error) {
    return String(error)
  }
  return 'not refused'
}

test('invalid options are rejected by the call', () => {
  const { to: _, timeZone: __, ...bare } = lunch
  expect(refusal('FREQ=DAILY')).toMatchInlineSnapshot(
    `"TypeError: Expected options such as { from: "2026-01-05T12:00[Europe/Berlin]", to: "13:00", rrule: "FREQ=DAILY", between } and got "FREQ=DAILY"."`,
  )
  expect(refusal({ ...lunch, gaps: 'backward' })).toMatchInlineSnapshot(
    `"RangeError: "backward" is not a value of gaps. Use "forward" or "skip"."`,
  )
  expect(refusal({ ...lunch, duration: 'PT1H' })).toMatchInlineSnapshot(
    `"TypeError: A block has either an end or a length. Give "to" or "duration", and not both."`,
  )
  expect(refusal({ ...lunch, to: '2026-03-06T12:00' })).toMatchInlineSnapshot(
    `"RangeError: A block must end after it starts. This one came out as 2026-03-06T12:00:00 to 2026-03-06T12:00:00. Give an end that is later on the clock in America/New_York."`,
  )
  expect(refusal({ ...bare, timeZone: 'UTC', duration: 'PT0S' })).toMatchInlineSnapshot(
    `"RangeError: A block must end after it starts. The duration "PT0S" is not above zero. Give a longer one."`,
  )
  expect(refusal({ ...bare, to: '13:00' })).toMatchInlineSnapshot(
    `"RangeError: A series follows the clock of a zone, and "from" has none. Give one as { timeZone: "America/New_York" }."`,
  )
  expect(refusal({ ...bare, from: '2026-03-06T12:00-05:00', to: '13:00' })).toMatchInlineSnapshot(
    `"RangeError: A series follows the clock of a zone, and "from" has only the offset -05:00. Give one as { timeZone: "America/New_York" }."`,
  )
  expect(refusal({ ...lunch, rrule: undefined })).toMatchInlineSnapshot(
    `"TypeError: Expected a rule such as "FREQ=WEEKLY;BYDAY=MO,WE" and got undefined."`,
  )
  expect(refusal({ ...lunch, between: undefined })).toMatchInlineSnapshot(
    `"TypeError: Expected options such as between: { from: "2026-12-01", to: "2026-12-31" } and got undefined."`,
  )
  expect(refusal({ ...lunch, exdates: '2026-03-07' })).toMatchInlineSnapshot(
    `"TypeError: Expected "exdates" to be an array and got "2026-03-07". Give one such as ["2026-12-24", "2026-12-31T12:00"]."`,
  )
  expect(refusal({ ...lunch, rdates: ['2026-03-07', '2026-03-32'] })).toMatchInlineSnapshot(
    `"RangeError: "2026-03-32" does not exist. Its day must be from 1 to 31."`,
  )
  expect(refusal({ ...lunch, exdates: [undefined] })).toMatchInlineSnapshot(
    `"TypeError: Expected "exdates[0]" to be a time and got undefined. Give a text, a Date, milliseconds since 1970, or a Temporal ZonedDateTime, PlainDateTime or Instant."`,
  )
})
