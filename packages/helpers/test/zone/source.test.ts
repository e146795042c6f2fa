import { expect, test } from 'vitest'
import { blockTimes, type OffsetSource, toOffsetDateTime } from '../../src/index.ts'
import { periodAt, periodsBetween, zoneOf } from '../../src/zone/resolve.ts'

const mars: OffsetSource = (zone, epochSeconds) => {
  if (zone !== 'Mars/Phobos' && zone !== 'Europe/Berlin') {
    throw new RangeError(`There is no clock in ${zone}.`)
  }
  return epochSeconds < Date.parse('2030-01-01T00:00Z') / 1000 ? 27_000 : 30_600
}

test('a source can have unknown zones, and other rules for known ones', () => {
  const options = { timeZone: 'Mars/Phobos', zoneSource: mars }
  expect(toOffsetDateTime('2029-12-31T12:00', options)).toBe('2029-12-31T12:00:00+07:30')
  expect(toOffsetDateTime('2030-01-01T12:00', options)).toBe('2030-01-01T12:00:00+08:30')
  expect(toOffsetDateTime('2030-06-01T12:00[Europe/Berlin]', { zoneSource: mars })).toBe(
    '2030-06-01T12:00:00+08:30',
  )
  expect(toOffsetDateTime('2030-06-01T12:00[Europe/Berlin]')).toBe('2030-06-01T12:00:00+02:00')
})

test('both ends of a block use the source, including times of day and durations in days', () => {
  const options = { from: '2029-12-31T22:00[Europe/Berlin]', zoneSource: mars }
  expect(blockTimes({ ...options, to: '09:00' }).endTime).toBe('2030-01-01T09:00:00+08:30')
  expect(blockTimes({ ...options, to: '2030-01-02T09:00[Mars/Phobos]' }).endTime).toBe(
    '2030-01-02T09:00:00+08:30',
  )
  expect(blockTimes({ ...options, duration: 'P1D' }).endTime).toBe('2030-01-01T22:00:00+08:30')
  expect(
    blockTimes({ from: '2029-12-31T22:00', to: '23:00', timeZone: 'Mars/Phobos', zoneSource: mars }),
  ).toEqual({ startTime: '2029-12-31T22:00:00+07:30', endTime: '2029-12-31T23:00:00+07:30' })
})

test('a source decides on all names except abbreviations and fixed offsets', () => {
  const zoneSource: OffsetSource = () => 0
  const at = (timeZone: string): string => toOffsetDateTime('2026-07-01T12:00', { timeZone, zoneSource })
  expect(at('Europe/Berlin')).toBe('2026-07-01T12:00:00+00:00')
  expect(at('Customized Time Zone 1')).toBe('2026-07-01T12:00:00+00:00')
  expect(at('+05:30')).toBe('2026-07-01T12:00:00+05:30')
  expect(() => at('BST')).toThrow('is an abbreviation')
  expect(() => at('+0530')).toThrow('Write a fixed offset with hours and minutes: +05:30.')
  expect(() => at('')).toThrow('is not a time zone')
})

test('results are cached by source', () => {
  const [zero, one]: OffsetSource[] = [() => 0, () => 3600]
  const [a, b] = [zoneOf('Europe/Berlin', zero), zoneOf('Europe/Berlin', one)]
  expect([periodAt(a, 0).offset, periodAt(b, 0).offset]).toEqual([0, 3600])
  expect(zoneOf('Europe/Berlin', zero)).toBe(a)
  expect(zoneOf('Europe/Berlin')).not.toBe(a)
  expect(periodAt(zoneOf('Europe/Berlin'), 1_800_000_000).offset).toBe(3600)
})

test('invalid results of a source are rejected, and so is a source that is not a function', () => {
  let calls = 0
  const sources: unknown[] = [
    () => Number.NaN,
    () => 0.5,
    () => 86_400,
    () => -90_000,
    () => '3600',
    () => undefined,
    () => (calls += 1),
    mars,
    null,
    'tzdata',
  ]
  const refusal = (zoneSource: unknown): string => {
    try {
      const options = { timeZone: 'America/New_York', zoneSource }
      return String(Reflect.apply(toOffsetDateTime, undefined, ['2026-07-01T12:00', options]))
    } catch (error) {
      return String(error)
    }
  }
  expect(sources.map(refusal)).toMatchInlineSnapshot(`
    [
      "RangeError: The zoneSource returned NaN for "America/New_York" at 1970-01-01T00:00:00Z. It must return whole seconds east of UTC, less than 24 hours, and always the same for the same instant. Check what it returns.",
      "RangeError: The zoneSource returned 0.5 for "America/New_York" at 1970-01-01T00:00:00Z. It must return whole seconds east of UTC, less than 24 hours, and always the same for the same instant. Check what it returns.",
      "RangeError: The zoneSource returned 86400 for "America/New_York" at 1970-01-01T00:00:00Z. It must return whole seconds east of UTC, less than 24 hours, and always the same for the same instant. Check what it returns.",
      "RangeError: The zoneSource returned -90000 for "America/New_York" at 1970-01-01T00:00:00Z. It must return whole seconds east of UTC, less than 24 hours, and always the same for the same instant. Check what it returns.",
      "RangeError: The zoneSource returned "3600" for "America/New_York" at 1970-01-01T00:00:00Z. It must return whole seconds east of UTC, less than 24 hours, and always the same for the same instant. Check what it returns.",
      "RangeError: The zoneSource returned undefined for "America/New_York" at 1970-01-01T00:00:00Z. It must return whole seconds east of UTC, less than 24 hours, and always the same for the same instant. Check what it returns.",
      "RangeError: The zoneSource returned endless changes for "America/New_York" at 2026-06-26T16:55:00Z. It must return whole seconds east of UTC, less than 24 hours, and always the same for the same instant. Check what it returns.",
      "RangeError: There is no clock in America/New_York.",
      "TypeError: Expected "zoneSource" to be a function (zone, epochSeconds) => seconds east of UTC and got null.",
      "TypeError: Expected "zoneSource" to be a function (zone, epochSeconds) => seconds east of UTC and got "tzdata".",
    ]
  `)
})

test('changes every fourth day for years are all found', () => {
  const days = 4 * 86_400
  const zoneSource: OffsetSource = (_, epochSeconds) => (Math.floor(epochSeconds / days) % 2 === 0 ? 0 : 3600)
  const periods = periodsBetween(zoneOf('Odd/Even', zoneSource), 0, 500 * days)
  expect(periods.slice(1).map(({ from }) => from)).toEqual(
    Array.from({ length: 500 }, (_, index) => (index + 1) * days),
  )
})

test('a promise from a source is rejected, and its rejection is handled', async () => {
  const stray: unknown[] = []
  const note = (reason: unknown): number => stray.push(reason)
  process.on('unhandledRejection', note)
  const source = (async () => Promise.reject(new Error('late'))) as unknown as OffsetSource
  expect(() => toOffsetDateTime('2026-01-01T00:00', { timeZone: 'Any/Where', zoneSource: source })).toThrow(
    RangeError,
  )
  await new Promise((resolve) => setTimeout(resolve, 5))
  process.off('unhandledRejection', note)
  expect(stray).toEqual([])
})
