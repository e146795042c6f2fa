import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { packedNames, packedOffset } from '../../src/tzdata/decode.ts'
import type { OffsetSource } from '../../src/zone/source.ts'
import { runtimeOffset } from '../support/runtime-offset.ts'

// The files of a package share their modules, so the module that reads the runtime is replaced for this file alone.
const runtime = vi.fn<OffsetSource>()
vi.resetModules()
vi.doMock(import('../../src/zone/source.ts'), async (original) => ({
  ...(await original()),
  intlOffset: runtime,
}))
const { staleZones } = await import('../../src/tzdata/index.ts')
afterAll(() => {
  vi.doUnmock(import('../../src/zone/source.ts'))
  vi.resetModules()
})

// All zones over many years: allow for a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const second = (text: string): number => Date.parse(text) / 1000
const inOrder: OffsetSource = (zone, epoch) => packedOffset(zone, epoch) ?? Number.NaN

beforeEach(() => {
  runtime.mockReset().mockImplementation(inOrder)
})

test('a runtime with the same rules has no stale zones', () => {
  expect(staleZones({ between: { from: '2026-01-01T00:00Z', to: '2026-06-01T00:00Z' } })).toEqual([])
})

test('a change an hour late in the runtime is found, although both agree before and after', () => {
  runtime.mockImplementation((zone, epoch) => inOrder(zone, zone === 'Europe/Paris' ? epoch - 3600 : epoch))
  expect(staleZones({ between: { from: '2026-01-01T00:00Z', to: '2026-06-01T00:00Z' } })).toEqual([
    {
      timeZone: 'Europe/Paris',
      from: '2026-03-29T03:00:00+02:00',
      to: '2026-03-29T04:00:00+02:00',
      runtime: '+01:00',
      tzdata: '+02:00',
    },
  ])
})

test('the range is from the first difference to the end of the last, or to the end of the search', () => {
  const years = { from: '2026-01-01T00:00Z', to: '2028-01-15T00:00Z' }
  // A runtime without summer time.
  runtime.mockImplementation((zone, epoch) => (zone === 'Europe/Paris' ? 3600 : inOrder(zone, epoch)))
  expect(staleZones({ between: years })).toMatchObject([
    { from: '2026-03-29T03:00:00+02:00', to: '2027-10-31T02:00:00+01:00' },
  ])
  runtime.mockImplementation((zone, epoch) => (zone === 'Europe/Paris' ? 7200 : inOrder(zone, epoch)))
  expect(staleZones({ between: years })).toMatchObject([
    { from: '2026-01-01T01:00:00+01:00', to: '2028-01-15T01:00:00+01:00', runtime: '+02:00' },
  ])
})

test('a zone unknown to the runtime is stale in the whole range', () => {
  runtime.mockImplementation((zone, epoch) => {
    if (zone === 'America/Coyhaique') throw new RangeError('Invalid time zone specified')
    return inOrder(zone, epoch)
  })
  expect(staleZones({ between: { from: 0, to: new Date('1970-02-01') } })).toEqual([
    {
      timeZone: 'America/Coyhaique',
      from: '1969-12-31T21:00:00-03:00',
      to: '1970-01-31T21:00:00-03:00',
      runtime: undefined,
      tzdata: '-03:00',
    },
  ])
})

test('the default range is two years from now', () => {
  vi.useFakeTimers({ now: new Date('2031-05-01T12:00:00.500Z'), toFake: ['Date'] })
  runtime.mockImplementation((zone, epoch) => (zone === 'Asia/Tokyo' ? 0 : inOrder(zone, epoch)))
  const found = staleZones()
  vi.useRealTimers()
  expect(found).toMatchObject([
    { timeZone: 'Asia/Tokyo', from: '2031-05-01T21:00:00+09:00', to: '2033-04-30T21:00:00+09:00' },
  ])
})

test('times before 1970 and after 2037 are ignored', () => {
  runtime.mockImplementation(() => 1)
  expect(staleZones({ between: { from: '1950-01-01T00:00Z', to: '1970-01-01T00:00Z' } })).toEqual([])
  expect(staleZones({ between: { from: '2038-01-01T00:00Z', to: '9999-01-01T00:00Z' } })).toEqual([])
  const ends = { from: '2037-12-30T00:00Z', to: '9999-01-01T00:00Z' }
  expect(staleZones({ between: ends }).find(({ timeZone }) => timeZone === 'Asia/Tokyo')).toMatchObject({
    to: '2038-01-01T09:00:00+09:00',
  })
})

test('invalid limits are rejected, and days and clock readings are in UTC', () => {
  const between = (from: string, to: string) => (): unknown => staleZones({ between: { from, to } })
  expect(between('2027-01-01T00:00Z', '2026-01-01T00:00Z')).toThrow('must end after it starts')
  expect(between('soon', '2028-01-01T00:00Z')).toThrow('is not a date-time')
  runtime.mockImplementation((zone, epoch) => (zone === 'Asia/Tokyo' ? 0 : inOrder(zone, epoch)))
  const found = staleZones({ between: { from: '2026-01-31', to: '2026-02-01T12:00' } })
  expect(found).toMatchObject([{ from: '2026-01-31T09:00:00+09:00', to: '2026-02-01T21:00:00+09:00' }])
})

test('stale zones of this runtime agree with its clock, every twelve hours over a year', () => {
  runtime.mockImplementation(runtimeOffset)
  const [from, to] = [second('2026-09-01T00:00Z'), second('2027-06-01T00:00Z')]
  const expected = packedNames().filter((zone) => {
    if (['EST', 'HST', 'MST'].includes(zone)) return false
    for (let at = from; at < to; at += 43_200) if (runtimeOffset(zone, at) !== inOrder(zone, at)) return true
    return false
  })
  expected.sort()
  const found = staleZones({ between: { from: from * 1000, to: to * 1000 } })
  expect(found.map(({ timeZone }) => timeZone)).toEqual(expected)
})
