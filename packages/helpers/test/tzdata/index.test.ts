import { afterEach, expect, test, vi } from 'vitest'
import { blockTimes } from '../../src/block.ts'
import { toOffsetDateTime } from '../../src/offset.ts'
import { packedNames } from '../../src/tzdata/decode.ts'
import { periodsBetween } from '../../src/zone/resolve.ts'
import { intlOffset } from '../../src/zone/source.ts'
import { zoneNames } from '../../src/zone.ts'
import { runtimeTzdataVersion, tzdata, tzdataVersion } from '../../src/tzdata/index.ts'
import { checksum } from '../../src/tzdata/tzdata.gen.ts'
import { computeChecksum } from '../../tool/pack.ts'
import { readFooter } from '../../tool/tzif.ts'

// All zones over many years: allow for a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const second = (text: string): number => Date.parse(text) / 1000
const end2038 = second('2038-01-01T00:00Z')
const windowSeconds = 100 * 86_400
const names = packedNames()

/** Every change from 1970 to 2037, found by sampling, as for any other source. */
function rulesOf(timeZone: string): { first: number; changes: [number, number][] } {
  const zone = { name: timeZone, source: tzdata, pages: [] }
  const changes: [number, number][] = []
  for (let at = 0; at < end2038; at += windowSeconds) {
    for (const { from, offset } of periodsBetween(zone, at, Math.min(at + windowSeconds, end2038 - 1))) {
      if (from > 0) changes.push([from, offset])
    }
  }
  return { first: tzdata(timeZone, 0), changes }
}

test('unpacked data equal the packed data: every offset of every zone to the end of 2037', () => {
  expect(new Set(names).size).toBe(597)
  expect(computeChecksum(new Map(names.map((name) => [name, rulesOf(name)])))).toBe(checksum)
})

test('Manitoba and Cuba, which changed their clocks in 2026, have current rules', () => {
  const at = (timeZone: string): string =>
    toOffsetDateTime('2026-12-24T12:00', { timeZone, zoneSource: tzdata })
  expect(at('America/Winnipeg')).toBe('2026-12-24T12:00:00-05:00')
  expect(at('America/Havana')).toBe('2026-12-24T12:00:00-04:00')
  expect(
    blockTimes({ from: '2026-10-31T12:00', duration: 'P1D', timeZone: 'Canada/Central', zoneSource: tzdata })
      .endTime,
  ).toBe('2026-11-01T12:00:00-05:00')
})

test('every zone that the runtime lists is known, in any case', () => {
  for (const name of zoneNames()) {
    expect([name, tzdata(name.toUpperCase(), 1_000_000_000)]).toEqual([name, tzdata(name, 1_000_000_000)])
  }
})

test('an unknown zone is rejected with the nearest names', () => {
  const at = (timeZone: string): string =>
    toOffsetDateTime('2026-07-01T12:00', { timeZone, zoneSource: tzdata })
  expect(() => at('Europe/Kiyv')).toThrowErrorMatchingInlineSnapshot(
    `[RangeError: "Europe/Kiyv" is not a time zone. Did you mean Europe/Kyiv?]`,
  )
  expect(() => at('BST')).toThrow('is an abbreviation, not a time zone')
  expect(() => tzdata('constructor', 0)).toThrow(RangeError)
  expect(at('+05:30')).toBe('2026-07-01T12:00:00+05:30')
})

test.each([
  ['America/New_York', '2051-07-01T12:00', '-04:00'],
  ['America/New_York', '2051-01-01T12:00', '-05:00'],
  // Summer time over New Year.
  ['Australia/Sydney', '2060-12-31T23:59', '+11:00'],
  ['Australia/Sydney', '2061-01-01T00:00', '+11:00'],
  ['Australia/Sydney', '2061-06-01T00:00', '+10:00'],
  ['Australia/Lord_Howe', '2061-06-01T00:00', '+10:30'],
  // Two hours of summer time, and a winter time that counts as the season.
  ['Antarctica/Troll', '2061-06-01T00:00', '+02:00'],
  ['Europe/Dublin', '2061-06-01T00:00', '+01:00'],
  ['Europe/Dublin', '2061-12-31T23:59', '+00:00'],
  ['Pacific/Chatham', '2061-01-01T00:00', '+13:45'],
  ['Asia/Kolkata', '2061-01-01T00:00', '+05:30'],
  // IANA lists these changes until 2086, because Ramadan moves; after that, the rule applies.
  ['Asia/Gaza', '2048-06-30T12:00', '+02:00'],
  ['Asia/Gaza', '2048-07-30T12:00', '+03:00'],
  ['Asia/Gaza', '2090-07-01T12:00', '+03:00'],
])('yearly rules continue after 2037: %s at %s', (timeZone, wall, offset) => {
  expect(toOffsetDateTime(wall, { timeZone, zoneSource: tzdata })).toBe(`${wall}:00${offset}`)
})

test('the fifth Sunday of a month is its last one, of four or five', () => {
  const spring = (year: number): string =>
    toOffsetDateTime(`${year}-03-31T01:00Z`, { timeZone: 'Europe/Berlin', zoneSource: tzdata })
  expect(tzdata('Europe/Berlin', second('2097-03-31T00:59:59Z'))).toBe(3600)
  expect(spring(2097)).toBe('2097-03-31T03:00:00+02:00')
  expect(tzdata('Europe/Berlin', second('2099-03-29T00:59:59Z'))).toBe(3600)
  expect(tzdata('Europe/Berlin', second('2099-03-29T01:00:00Z'))).toBe(7200)
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

test('before 1970 the offset is that of the runtime or, for an unknown zone, that of 1970', async () => {
  // Other files of this process may have asked the runtime for the zone, and it remembers what it found.
  vi.resetModules()
  const fresh = await import('../../src/tzdata/index.ts')
  const early = second('1916-07-01T00:00Z')
  expect(tzdata('Europe/Berlin', early)).toBe(intlOffset('Europe/Berlin', early))
  expect(tzdata('Europe/Berlin', early)).toBe(7200)
  const format = vi.spyOn(Intl, 'DateTimeFormat').mockImplementation(function refuse() {
    throw new RangeError('Invalid time zone')
  })
  expect(fresh.tzdata('America/Coyhaique', -1)).toBe(tzdata('America/Coyhaique', 0))
  format.mockImplementation(function fail() {
    throw new Error('out of memory')
  })
  expect(() => fresh.tzdata('America/Coyhaique', -1)).toThrow('out of memory')
})

test('versions are given, that of the runtime only if it provides one', () => {
  expect(tzdataVersion()).toMatch(/^20\d\d[a-z]$/)
  expect(runtimeTzdataVersion()).toBe(process.versions['tz'])
  for (const other of [undefined, {}, { versions: {} }]) {
    vi.stubGlobal('process', other)
    const version = runtimeTzdataVersion()
    vi.unstubAllGlobals()
    expect(version).toBeUndefined()
  }
})

test('the footer of a compiled zone is read in all its forms', () => {
  expect(readFooter('<+0545>-5:45')).toBe(20_700)
  expect(readFooter('EST5EDT,M3.2.0,M11.1.0')).toEqual({
    standard: -18_000,
    saving: 3600,
    begin: [3, 2, 0, 7200],
    end: [11, 1, 0, 7200],
  })
  expect(readFooter('IST-1GMT0,M10.5.0,M3.5.0/1')).toMatchObject({ standard: 3600, saving: -3600 })
  expect(readFooter('<-02>2<-01>,M3.5.0/-1,M10.5.0/0')).toMatchObject({ begin: [3, 5, 0, -3600] })
  expect(readFooter('<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45')).toMatchObject({ end: [4, 1, 0, 13_500] })
  expect(() => readFooter('EST5EDT,J60,J300')).toThrow('J60')
})
