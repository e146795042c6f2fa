import { describe, expect, test } from 'vitest'
import { parseRule } from '../../src/recurrence/rule.ts'

const daySeconds = 86_400

test('a rule is plain data, with lists ascending and without duplicates', () => {
  expect(parseRule('FREQ=YEARLY;INTERVAL=2;BYDAY=-1SU,+2MO,FR;BYMONTH=10,3,10;WKST=SU;COUNT=5')).toEqual({
    frequency: 0,
    interval: 2,
    count: 5,
    until: undefined,
    weekStart: 0,
    weekdays: [
      { nth: -1, weekday: 0 },
      { nth: 2, weekday: 1 },
      { nth: 0, weekday: 5 },
    ],
    by: { BYMONTH: [3, 10] },
  })
})

describe('the output of exporters', () => {
  const plain = parseRule('FREQ=DAILY;INTERVAL=1;BYDAY=MO,TU')
  test.each([
    ['a name before it', 'RRULE:FREQ=DAILY;INTERVAL=1;BYDAY=MO,TU'],
    ['blanks', ' FREQ=DAILY; INTERVAL=1;BYDAY=MO, TU '],
    ['lowercase letters', 'rrule:freq=daily;interval=1;byday=mo,tu'],
    ['superfluous semicolons', ';FREQ=DAILY;;INTERVAL=1;BYDAY=MO,TU;'],
    ['another order', 'BYDAY=MO,TU;INTERVAL=01;FREQ=DAILY'],
    ['a line end after it', 'FREQ=DAILY;INTERVAL=1;BYDAY=MO,TU\r\n'],
  ])('is accepted with %s', (_, text) => {
    expect(parseRule(text)).toEqual(plain)
  })
})

test.each([
  ['20260305T020000Z', { kind: 'instant', epoch: Date.UTC(2026, 2, 5, 2) / 1000 }],
  ['20260305T020000', { kind: 'wall', wall: Date.UTC(2026, 2, 5, 2) / 1000 }],
  ['20260305', { kind: 'date', day: Date.UTC(2026, 2, 5) / 1000 / daySeconds }],
  ['2026-03-05t02:00:00z', { kind: 'instant', epoch: Date.UTC(2026, 2, 5, 2) / 1000 }],
])('UNTIL=%s', (until, expected) => {
  expect(parseRule(`FREQ=DAILY;UNTIL=${until}`).until).toEqual(expected)
})

test('a leap second is the second before', () => {
  expect(parseRule('FREQ=MINUTELY;BYSECOND=60,59,0').by.BYSECOND).toEqual([0, 59])
})

/** The message that rejects a rule. */
function refusal(text: unknown): string {
  try {
    Reflect.apply(parseRule, undefined, [text])
  } catch (error) {
    return String(error)
  }
  return 'not refused'
}

describe('a rule is rejected', () => {
  test('when it is not a rule', () => {
    expect(refusal(undefined)).toMatchInlineSnapshot(
      `"TypeError: Expected a rule such as "FREQ=WEEKLY;BYDAY=MO,WE" and got undefined."`,
    )
    expect(refusal('')).toMatchInlineSnapshot(
      `"RangeError: The rule "" needs one FREQ of YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, MINUTELY, SECONDLY."`,
    )
    expect(refusal('every monday')).toMatchInlineSnapshot(
      `"RangeError: The rule "every monday" has the unknown part "EVERYMONDAY". Write NAME=value with FREQ, UNTIL, BYDAY, WKST, INTERVAL, COUNT, BYSECOND, BYMINUTE, BYHOUR, BYMONTHDAY, BYYEARDAY, BYWEEKNO, BYMONTH, BYSETPOS."`,
    )
    expect(refusal('FREQ=FORTNIGHTLY')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=FORTNIGHTLY" needs one FREQ of YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, MINUTELY, SECONDLY."`,
    )
    expect(refusal('INTERVAL=2')).toMatchInlineSnapshot(
      `"RangeError: The rule "INTERVAL=2" needs one FREQ of YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, MINUTELY, SECONDLY."`,
    )
  })

  test('when it is more than one', () => {
    expect(refusal('RRULE:FREQ=DAILY\nEXDATE:20260303T120000')).toMatchInlineSnapshot(
      `"RangeError: The rule "RRULE:FREQ=DAILY\\nEXDATE:20260303T120000" is more than the value of one RRULE. Give DTSTART as "from", EXDATE as "exdates" and RDATE as "rdates"."`,
    )
    for (const text of [
      'EXDATE:20260303',
      'DTSTART:20260302T120000\nRRULE:FREQ=DAILY',
      'FREQ=DAILY\nFREQ=WEEKLY',
    ]) {
      expect(refusal(text)).toContain('is more than the value of one RRULE')
    }
  })

  test('when a part is unknown, has no value or occurs twice', () => {
    expect(refusal('FREQ=DAILY;BYEASTER=1')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=DAILY;BYEASTER=1" has the unknown part "BYEASTER=1". Write NAME=value with FREQ, UNTIL, BYDAY, WKST, INTERVAL, COUNT, BYSECOND, BYMINUTE, BYHOUR, BYMONTHDAY, BYYEARDAY, BYWEEKNO, BYMONTH, BYSETPOS."`,
    )
    expect(refusal('FREQ=DAILY;COUNT')).toContain('has the unknown part "COUNT"')
    expect(refusal('FREQ=DAILY;COUNT=')).toContain('has the unknown part "COUNT="')
    expect(refusal('FREQ=DAILY;COUNT=1=2')).toContain('has the unknown part "COUNT=1=2"')
    expect(refusal('FREQ=DAILY;BYDAY=MO;BYDAY=TU')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=DAILY;BYDAY=MO;BYDAY=TU" has BYDAY twice. Give it once, its values joined by commas."`,
    )
  })

  test('when a value is out of its range', () => {
    expect(refusal('FREQ=DAILY;INTERVAL=0')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=DAILY;INTERVAL=0" has INTERVAL=0. Give one number from 1 to 9007199254740991."`,
    )
    expect(refusal('FREQ=DAILY;COUNT=1,2')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=DAILY;COUNT=1,2" has COUNT=1,2. Give one number from 1 to 9007199254740991."`,
    )
    expect(refusal('FREQ=DAILY;BYHOUR=24')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=DAILY;BYHOUR=24" has BYHOUR=24. Give numbers from 0 to 23."`,
    )
    expect(refusal('FREQ=MONTHLY;BYMONTHDAY=1,32')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=MONTHLY;BYMONTHDAY=1,32" has BYMONTHDAY=1,32. Give numbers from 1 to 31 or from -31 to -1."`,
    )
    expect(refusal('FREQ=MONTHLY;BYDAY=MON')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=MONTHLY;BYDAY=MON" has BYDAY=MON. Give SU, MO, TU, WE, TH, FR, SA, in BYDAY also as 1MO to 53MO or -1MO to -53MO."`,
    )
    expect(refusal('FREQ=WEEKLY;WKST=1MO')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=WEEKLY;WKST=1MO" has WKST=1MO. Give one of SU, MO, TU, WE, TH, FR, SA."`,
    )
    expect(refusal('FREQ=DAILY;UNTIL=20260230')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=DAILY;UNTIL=20260230" has UNTIL=20260230. Give a date that exists, as 20261231, 20261231T235959 or, in UTC, 20261231T235959Z."`,
    )
    for (const part of [
      'COUNT=0',
      'COUNT=-1',
      'COUNT=1E3',
      'BYSECOND=61',
      'BYMINUTE=-1',
      'BYMONTH=13',
      'BYMONTH=1,,2',
    ]) {
      expect(refusal(`FREQ=DAILY;${part}`)).toContain(` has ${part}. Give `)
    }
    for (const part of [
      'BYMONTHDAY=0',
      'BYYEARDAY=367',
      'BYWEEKNO=-54',
      'BYDAY=0MO',
      'BYDAY=54MO',
      'UNTIL=2026',
      'UNTIL=20261231T240000',
    ]) {
      expect(refusal(`FREQ=YEARLY;${part}`)).toContain(` has ${part}. Give `)
    }
  })

  test('when the combination of its parts is meaningless', () => {
    expect(refusal('FREQ=MONTHLY;BYWEEKNO=20')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=MONTHLY;BYWEEKNO=20" has no meaning: BYWEEKNO needs FREQ=YEARLY."`,
    )
    expect(refusal('FREQ=MONTHLY;BYYEARDAY=20')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=MONTHLY;BYYEARDAY=20" has no meaning: BYYEARDAY needs FREQ=YEARLY, HOURLY, MINUTELY or SECONDLY."`,
    )
    expect(refusal('FREQ=WEEKLY;BYMONTHDAY=20')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=WEEKLY;BYMONTHDAY=20" has no meaning: BYMONTHDAY needs a FREQ other than WEEKLY."`,
    )
    expect(refusal('FREQ=WEEKLY;BYDAY=1MO')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=WEEKLY;BYDAY=1MO" has no meaning: a number in BYDAY needs FREQ=YEARLY or MONTHLY."`,
    )
    expect(refusal('FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO" has no meaning: a number in BYDAY needs a rule without BYWEEKNO."`,
    )
    expect(refusal('FREQ=MONTHLY;BYSETPOS=1')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=MONTHLY;BYSETPOS=1" has no meaning: BYSETPOS needs another BY part to choose from."`,
    )
    expect(refusal('FREQ=DAILY;COUNT=3;UNTIL=20261231')).toMatchInlineSnapshot(
      `"RangeError: The rule "FREQ=DAILY;COUNT=3;UNTIL=20261231" has no meaning: COUNT needs a rule without UNTIL."`,
    )
  })

  test('with a message of bounded length', () => {
    expect(refusal(`FREQ=DAILY;BYMONTH=${'9'.repeat(5000)}`).length).toBeLessThan(300)
    expect(refusal(`FREQ=DAILY;${'X'.repeat(5000)}`).length).toBeLessThan(400)
  })
})
