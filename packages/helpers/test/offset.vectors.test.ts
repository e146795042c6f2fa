import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type BlockTimes, blockTimes, type Disambiguation, toOffsetDateTime } from '../src/index.ts'
import { tzdata } from '../src/tzdata/index.ts'
import { runtimeOffset } from './support/runtime-offset.ts'

type Nasty = {
  zone: string
  wall: string
  kind: 'exact' | 'gap' | 'overlap'
  at: number
  before: number
  after: number
  earlier: number
  later: number
  compatible: string
  earlierIso: string
  laterIso: string
  reject: string | null
}

type Day = { zone: string; date: string; windows: Window[] }
type Window = { from: string; to: string; start: string; end: string; hours: number }

function readVectors<T>(name: string): T[] {
  const text = readFileSync(new URL(`vectors/${name}.jsonl`, import.meta.url), 'utf8')
  const lines: T[] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return lines
}

const hours = Array.from({ length: 61 }, (_, index) => (index - 30) * 3600)

/** True when the runtime's rules around a vector are those that it was computed with. */
function sameRules({ zone, at, before, after, earlier, later }: Nasty): boolean {
  return [at - 1, at, ...[earlier, later].flatMap((epoch) => hours.map((hour) => epoch + hour))].every(
    (epoch) => runtimeOffset(zone, epoch) === (epoch < at ? before : after),
  )
}

const [, ...nasty] = readVectors<Nasty>('nasty')
const sound = nasty.filter(sameRules)
const leftOut = nasty.filter((vector) => !sound.includes(vector))

test(`at most a dozen vectors are skipped for the rules of the runtime, now ${leftOut.length} of ${nasty.length}`, () => {
  expect(nasty).toHaveLength(136)
  expect(leftOut.length).toBeLessThanOrEqual(12)
})

/** The result for a vector's clock reading, or null if it is rejected. */
function resolve({ wall, zone: timeZone }: Nasty, disambiguation: Disambiguation): string | null {
  try {
    return toOffsetDateTime(wall, { timeZone, disambiguation })
  } catch (error) {
    if (disambiguation !== 'reject' || !(error instanceof RangeError)) throw error
    return null
  }
}

test('no vector is skipped with the rules of tzdata', () => {
  for (const { zone: timeZone, wall, kind, earlierIso, laterIso } of nasty) {
    const rules = { timeZone, zoneSource: tzdata }
    expect({ wall, kind, at: toOffsetDateTime(wall, { ...rules, disambiguation: 'earlier' }) }).toEqual({
      wall,
      kind,
      at: earlierIso,
    })
    expect({ wall, kind, at: toOffsetDateTime(wall, { ...rules, disambiguation: 'later' }) }).toEqual({
      wall,
      kind,
      at: laterIso,
    })
  }
})

describe.each(['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Apia'])('on a host in %s', (host) => {
  describe.each(['2026-01-15T12:00:00Z', '2026-07-15T12:00:00Z'])('at %s', (now) => {
    beforeEach(() => {
      vi.stubEnv('TZ', host)
      vi.useFakeTimers({ now: new Date(now), toFake: ['Date'] })
    })
    afterEach(() => {
      vi.useRealTimers()
      vi.unstubAllEnvs()
    })

    test('the simulated host zone is in effect', () => {
      expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(
        host === 'Asia/Kolkata' ? 'Asia/Calcutta' : host,
      )
      expect(new Date().toISOString()).toBe(now.replace('Z', '.000Z'))
    })

    test('clock readings around changes resolve with all four disambiguations', () => {
      for (const vector of sound) {
        const { zone, wall, compatible, earlierIso, laterIso, reject } = vector
        expect({
          zone,
          wall,
          compatible: resolve(vector, 'compatible'),
          earlierIso: resolve(vector, 'earlier'),
          laterIso: resolve(vector, 'later'),
          reject: resolve(vector, 'reject'),
        }).toEqual({ zone, wall, compatible, earlierIso, laterIso, reject })
      }
    })

    test('instants around changes are written on the clock of the zone', () => {
      for (const { zone: timeZone, earlier, later, earlierIso, laterIso } of sound) {
        expect(toOffsetDateTime(earlier * 1000, { timeZone })).toBe(earlierIso)
        expect(toOffsetDateTime(new Date(later * 1000), { timeZone })).toBe(laterIso)
      }
    })

    test('the written instant is exact, including offsets with seconds', () => {
      for (const { wall, zone: timeZone, earlier, later } of sound) {
        const instant = (disambiguation: 'earlier' | 'later'): number =>
          Date.parse(toOffsetDateTime(wall, { timeZone, disambiguation })) / 1000
        expect([wall, instant('earlier'), instant('later')]).toEqual([wall, earlier, later])
      }
    })
  })
})

const windows = readVectors<Day>('days').flatMap(({ zone, date, windows: all }) =>
  all.map((each) => ({ zone, date, ...each })),
)

/** True when the runtime agrees on the offset of a vector's date-time. */
function sameOffset(zone: string, text: string): boolean {
  const [, sign, hour, minute] = /([+-])(\d\d):(\d\d)$/.exec(text) ?? []
  const offset = Number(`${sign}1`) * (Number(hour) * 3600 + Number(minute) * 60)
  return runtimeOffset(zone, Date.parse(text) / 1000) === offset
}

/** A range as a block, or the rule that rejects it. */
function window(options: { from: string; to: string; timeZone: string }): BlockTimes | string | undefined {
  try {
    return blockTimes({ ...options, disambiguation: 'compatible' })
  } catch (error) {
    return /must end after it starts/.exec(String(error))?.[0]
  }
}

test('ranges on days of 22 to 26 hours begin and end by the clock', () => {
  const agreed = windows.filter(({ zone, start, end }) => sameOffset(zone, start) && sameOffset(zone, end))
  expect(windows.length - agreed.length).toBeLessThanOrEqual(12)
  expect(agreed.length).toBeGreaterThan(130)
  for (const { zone: timeZone, date, from, to, start, end, hours: length } of agreed) {
    const expected = length > 0 ? { startTime: start, endTime: end } : 'must end after it starts'
    expect(window({ from: `${date}T${from}`, to, timeZone })).toEqual(expected)
  }
})
