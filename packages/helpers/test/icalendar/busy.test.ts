import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { calendar, event, readAll, sorted, timesOf } from '../support/calendar.ts'

type Block = {
  start: string
  end: string
  uid: string | null
  allDay?: boolean
  tentative?: boolean
  summary?: string
}
type Expected = {
  options: { defaultZone: string; from?: string; to?: string }
  blocks: Block[]
  warnings?: string[]
}

const folder = new URL('../vectors/ics/', import.meta.url)
const expectedFiles: Record<string, Expected> = JSON.parse(
  readFileSync(new URL('expected.json', folder), 'utf8'),
)

const byStart = (blocks: Block[]): Block[] => sorted(blocks, ({ start, uid }) => `${start} ${uid}`)

test('files and expectations correspond', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ics'))
  expect(new Set(Object.keys(expectedFiles))).toEqual(new Set(files))
})

test.each(Object.entries(expectedFiles))(
  '%s becomes exactly its blocks and warnings',
  async (name, expected) => {
    const { defaultZone, from = '2026-01-01', to = '2028-12-31' } = expected.options
    const bytes = new Uint8Array(readFileSync(new URL(name, folder)))
    const { busy, warnings, failure } = await readAll(bytes, {
      defaultTimeZone: defaultZone,
      between: { from, to },
    })
    expect(failure).toBeUndefined()
    const titles = new Map(expected.blocks.map(({ uid, summary }) => [uid, summary]))
    const blocks = busy.map(({ startTime, endTime, uid, title, allDay, tentative }) => ({
      start: startTime,
      end: endTime,
      uid,
      ...(allDay && { allDay }),
      ...(tentative && { tentative }),
      ...(titles.get(uid) !== undefined && { summary: title }),
    }))
    expect(byStart(blocks)).toEqual(byStart(expected.blocks))
    // A warning is identified by its UID or, without one, by its message.
    const wanted = (expected.warnings ?? []).map((words) => words.split(':')[0] ?? '')
    expect(warnings).toHaveLength(wanted.length)
    for (const word of wanted) {
      expect(warnings.some(({ uid, message }) => uid === word || message.includes(word))).toBe(true)
    }
  },
)

describe('recurrences, as computed with python-dateutil and zoneinfo', () => {
  type Vector = {
    id: string
    tzid: string | null
    tags?: string[]
    alt?: { dtstartCounts?: string[] }
    lines: string[]
    instants: string[]
    ends?: string[]
    from?: string
    to?: string
  }
  const vectors: Vector[] = readFileSync(new URL('../vectors/rrule.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

  test.each(vectors.map((vector): [string, Vector] => [vector.id, vector]))('%s', async (_, vector) => {
    const { lines, tzid, instants, ends } = vector
    const long = lines.some((line) => /^DTEND|^DURATION|VALUE=DATE:/.test(line))
      ? lines
      : [...lines, 'DURATION:PT1M']
    const between = { from: vector.from ?? '1990-01-01', to: vector.to ?? '2060-01-01' }
    const { busy, messages } = await readAll(calendar(event(...long)), {
      defaultTimeZone: tzid ?? 'UTC',
      between,
    })
    // A start that its own rule does not match is given too, and COUNT does not count it.
    const [start = ''] =
      vector.tags?.includes('unsynchronised') === true ? (vector.alt?.dtstartCounts ?? []) : []
    expect(messages.map((message) => message.includes('does not match its own rule'))).toEqual(
      start === '' ? [] : [true],
    )
    const inTime = sorted(busy, ({ startTime }) => new Date(startTime).toISOString())
    expect(inTime.map(({ startTime }) => startTime)).toEqual(start === '' ? instants : [start, ...instants])
    expect(ends ?? inTime.map(({ endTime }) => endTime)).toEqual(inTime.map(({ endTime }) => endTime))
  })
})

describe('lengths', () => {
  const cases: [string, string[], string[]][] = [
    [
      'PT24H on a whole day is a day',
      ['DTSTART;VALUE=DATE:20260302', 'DURATION:PT24H'],
      ['2026-03-02T00:00:00-05:00 2026-03-03T00:00:00-05:00 allDay'],
    ],
    [
      'a whole day with a time as its end includes that day',
      ['DTSTART;VALUE=DATE:20260302', 'DTEND:20260303T120000Z'],
      ['2026-03-02T00:00:00-05:00 2026-03-04T00:00:00-05:00 allDay'],
    ],
    [
      'an end without a zone is in the zone of the start',
      ['DTSTART;TZID=Asia/Tokyo:20260302T090000', 'DTEND:20260302T100000'],
      ['2026-03-02T09:00:00+09:00 2026-03-02T10:00:00+09:00'],
    ],
    ['a day that does not exist takes no time', ['DTSTART;VALUE=DATE:20111230'], []],
    [
      'days around one that does not exist take time',
      ['DTSTART;VALUE=DATE:20111229', 'DTEND;VALUE=DATE:20120101'],
      ['2011-12-29T00:00:00-10:00 2012-01-01T00:00:00+14:00 allDay'],
    ],
    [
      'lowercase letters and a time without seconds',
      ['dtstart;tzid=Asia/Tokyo:20260302t0900', 'duration:pt1h'],
      ['2026-03-02T09:00:00+09:00 2026-03-02T10:00:00+09:00'],
    ],
    [
      'a leap second is the second before',
      ['DTSTART:20260302T235960Z', 'DURATION:PT1M'],
      ['2026-03-02T23:59:59+00:00 2026-03-03T00:00:59+00:00'],
    ],
  ]
  test.each(cases)('%s', async (_, lines, times) => {
    const inApia = lines[0]?.includes('2011') === true
    const options = inApia
      ? { defaultTimeZone: 'Pacific/Apia', between: { from: '2011-12-01', to: '2012-02-01' } }
      : {}
    expect(await timesOf([event(...lines)], options)).toEqual(times)
  })
})
