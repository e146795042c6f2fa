import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type RepeatOptions, repeatTimes, toOffsetDateTime } from '../src/index.ts'

type Vector = {
  id: string
  note: string
  tzid: string | null
  lines: string[]
  from?: string
  to?: string
  instants: string[]
  instantsSkip?: string[]
  ends?: string[]
  endsWallClock?: string[]
}

const vectors: Vector[] = readFileSync(new URL('vectors/rrule.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

/** A date or date-time of iCalendar in ISO 8601; a date is its first midnight. */
function clock(value: string): string {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d))?$/.exec(value) ?? []
  return `${year}-${month}-${day}T${hour}:${minute}:${second}`
}

/** The value of a property, with its zone, if any, in brackets. */
function property(lines: readonly string[], name: string): string[] {
  return lines.flatMap((line) => {
    const [, found, zone, value = ''] = /^([A-Z]+)(?:;TZID=([^:]+)|;VALUE=DATE)?:(.*)$/.exec(line) ?? []
    if (found !== name) return []
    return [/^\d/.test(value) ? clock(value) + (zone === undefined ? '' : `[${zone}]`) : value]
  })
}

/** A vector as options of `repeatTimes`; without an end, it lasts a day or a minute. */
function optionsOf({ tzid, lines, from: first, to: last }: Vector): RepeatOptions {
  const [from = ''] = property(lines, 'DTSTART')
  const [rrule = ''] = property(lines, 'RRULE')
  const [to] = property(lines, 'DTEND')
  const [length] = property(lines, 'DURATION')
  const duration = length ?? (lines.some((line) => line.startsWith('DTSTART;VALUE=DATE')) ? 'P1D' : 'PT1M')
  return {
    from,
    ...(to === undefined ? { duration } : { to }),
    timeZone: tzid ?? 'UTC',
    rrule,
    exdates: property(lines, 'EXDATE'),
    rdates: property(lines, 'RDATE'),
    between: { from: first ?? '1990-01-01', to: last ?? '2050-01-01' },
  }
}

const startsOf = (options: RepeatOptions): string[] =>
  [...repeatTimes(options)].map(({ startTime }) => startTime)

/** True when the runtime has the offset of the vector at each instant. */
function sameRules({ tzid, instants, instantsSkip = [], ends = [] }: Vector): boolean {
  return [...instants, ...instantsSkip, ...ends].every(
    (text) => toOffsetDateTime(Date.parse(text), { timeZone: tzid ?? 'UTC' }) === text,
  )
}

const sound = vectors.filter(sameRules)

describe('the recurrences of other implementations', () => {
  test(`are complete, and ${vectors.length - sound.length} are skipped for the rules of the runtime`, () => {
    expect(vectors).toHaveLength(45)
    expect(sound.length).toBeGreaterThanOrEqual(42)
  })

  test.each(sound)('$id: $note', (vector) => {
    const options = optionsOf(vector)
    expect(startsOf(options)).toEqual(vector.instants)
    expect(startsOf({ ...options, gaps: 'skip' })).toEqual(vector.instantsSkip ?? vector.instants)
  })

  test.each(sound.filter(({ ends }) => ends !== undefined))('$id: ends', (vector) => {
    const options = optionsOf(vector)
    const ends = [...repeatTimes(options)].map(({ endTime }) => endTime)
    expect(ends).toEqual(vector.endsWallClock ?? vector.ends)
  })
})
