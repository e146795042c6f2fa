import { expect, test } from 'vitest'
import { instantOf, periodAt, periodsShowing, createZoneLookup } from '../../src/zone/resolve.ts'
import { intlOffset } from '../../src/zone/source.ts'

const utc = (text: string): number => Date.parse(`${text}Z`) / 1000

/** A source with changes at given instants, which counts its calls. */
function sourceOf(first: number, ...changes: readonly (readonly [at: string, offset: number])[]) {
  const source = (zone: string, epoch: number): number => {
    if (zone !== 'Test/Zone') throw new RangeError(zone)
    source.asked += 1
    return changes.filter(([at]) => utc(at) <= epoch).at(-1)?.[1] ?? first
  }
  source.asked = 0
  return source
}

test('zones are those of the source given, which rejects unknown ones', () => {
  const zoneOf = createZoneLookup(sourceOf(3600, ['2030-01-01T00:00:07', 7200]))
  const zone = zoneOf('Test/Zone')
  expect(instantOf(zone, utc('2029-12-31T12:00:00'), 'reject')).toBe(utc('2029-12-31T11:00:00'))
  expect(instantOf(zone, utc('2030-01-01T02:00:07'), 'reject')).toBe(utc('2030-01-01T00:00:07'))
  expect(instantOf(zone, utc('2030-01-01T01:00:07'), 'earlier')).toBe(utc('2029-12-31T23:00:07'))
  expect(instantOf(zone, utc('2030-01-01T02:00:06'), 'later')).toBe(utc('2030-01-01T01:00:06'))
  expect(periodAt(zone, utc('2030-01-01T00:00:06'))).toMatchObject({ offset: 3600, text: '+01:00' })
  expect(periodAt(zone, utc('2030-01-01T00:00:07'))).toMatchObject({ offset: 7200, text: '+02:00' })
  expect(() => zoneOf('Europe/Berlin')).toThrow(RangeError)
  expect(zoneOf('+05:30').source('', 0)).toBe(19_800)
})

test('an error of the source that is not a RangeError is passed on', () => {
  const fault = new Error('no rules on this disk')
  expect(() =>
    createZoneLookup(() => {
      throw fault
    })('Test/Zone'),
  ).toThrow(fault)
})

test('changes that undo each other within four days are found, and two within one step', () => {
  const days = createZoneLookup(sourceOf(0, ['2030-05-10T00:00:00', 3600], ['2030-05-13T23:40:00', 0]))(
    'Test/Zone',
  )
  expect(periodAt(days, utc('2030-05-12T00:00:00')).offset).toBe(3600)
  expect(periodsShowing(days, utc('2030-05-10T00:30:00'))).toEqual([])
  expect(periodsShowing(days, utc('2030-05-13T23:50:00'))).toHaveLength(2)

  const hours = createZoneLookup(sourceOf(0, ['2030-05-10T00:00:00', 3600], ['2030-05-10T05:00:00', 7200]))(
    'Test/Zone',
  )
  expect(periodAt(hours, utc('2030-05-10T04:59:59')).offset).toBe(3600)
  expect(periodAt(hours, utc('2030-05-10T05:00:00')).offset).toBe(7200)
})

test.each([
  [0, -3600],
  [50_400, 46_800],
  [-39_600, -43_200],
])('readings near the boundary of two pages resolve when %i becomes %i there', (first, second) => {
  const seam = 1000 * 2 ** 21
  for (const shift of [-86_399, -50_000, -43_200, -1, 0, 1, 43_200, 50_000, 86_399]) {
    const change = seam + shift
    const at = new Date(change * 1000).toISOString().slice(0, 19)
    const zone = createZoneLookup(sourceOf(first, [at, second]))('Test/Zone')
    const shown = [-1, 0, 3599, 3600].map((probe) =>
      periodsShowing(zone, change + second + probe).map(({ offset }) => offset),
    )
    expect([shift, shown]).toEqual([shift, [[first], [first, second], [first, second], [second]]])
  }
})

test('a page is filled once, and the cache is bounded', () => {
  const source = sourceOf(3600)
  const zoneOf = createZoneLookup(source)
  const zone = zoneOf('Test/Zone')
  periodAt(zone, 0)
  const { asked } = source
  for (let second = 0; second < 1_000_000; second += 9999) periodAt(zoneOf('Test/Zone'), second)
  expect(source.asked).toBe(asked)
  for (let year = 0; year < 9999; year += 1) periodAt(zone, (year - 1970) * 31_556_952)
  expect(zone.pages.length).toBeLessThanOrEqual(512)
})

test('an evicted zone resolves as before', () => {
  const zoneOf = createZoneLookup(() => 3600)
  const first = zoneOf('Test/Zone')
  for (let index = 0; index < 300; index += 1) zoneOf(`Test/Zone_${index}`)
  expect(zoneOf('Test/Zone')).not.toBe(first)
  expect(zoneOf('Test/Zone').name).toBe('Test/Zone')
})

test('offsets of the runtime are exact to the second in every zone', () => {
  expect(intlOffset('UTC', 0)).toBe(0)
  expect(intlOffset('Asia/Kolkata', 0)).toBe(19_800)
  expect(intlOffset('America/St_Johns', 0)).toBe(-12_600)
  expect(intlOffset('Africa/Monrovia', 0)).toBe(-2670)
  for (const name of Intl.supportedValuesOf('timeZone')) {
    const offset = intlOffset(name, 1_700_000_000)
    expect([name, offset % 900, Math.abs(offset) <= 14 * 3600]).toEqual([name, expect.closeTo(0), true])
  }
})
