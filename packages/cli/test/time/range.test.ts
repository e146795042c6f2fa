import { expect, test } from 'vitest'
import { chooseRange } from '../../src/time/range.ts'

const context = {
  nowMs: Date.parse('2026-11-30T20:15:30Z'),
  zone: { name: 'America/New_York', isMachine: true },
}

test.each([
  // The same instants, without a look at the zone.
  [{}, '2026-11-30T20:15:30', '2026-12-30T20:15:30'],
  [{ from: 'tomorrow' }, '2026-12-01T00:00:00', '2026-12-31T00:00:00'],
  [{ from: '9:00' }, '2026-11-30T09:00:00', '2026-12-30T09:00:00'],
  [{ from: '-2d', to: '+3d' }, '2026-11-28T15:15:30', '2026-12-01T15:15:30'],
  [{ from: 'monday', to: 'friday' }, '2026-11-30T00:00:00', '2026-12-05T00:00:00'],
  [{ from: '2026-12-24', to: '2026-12-24' }, '2026-12-24T00:00:00', '2026-12-25T00:00:00'],
  [{ from: 'tomorrow 9:00', to: '17:00' }, '2026-12-01T09:00:00', '2026-12-01T17:00:00'],
])('%j is from %s to %s', (flags, start, end) => {
  const { startTime, endTime } = chooseRange(flags, context)
  expect([startTime.slice(0, 19), endTime.slice(0, 19)]).toEqual([start, end])
})

test('a range that ends before it starts is refused', () => {
  expect(() => chooseRange({ from: '2026-12-24', to: '2026-12-20' }, context)).toThrow(
    'The range of a list must end after it starts, and this one would be from 2026-12-24 00:00 to 2026-12-21 00:00.',
  )
})

test.each([{ from: '+99999999999d' }, { from: '-999999999999999h' }, { from: '-36526d', to: '-1d' }])(
  '%j is refused as too far away',
  (flags) => {
    expect(() => chooseRange(flags, context)).toThrow('Expected a time of at most a hundred years from then.')
  },
)
