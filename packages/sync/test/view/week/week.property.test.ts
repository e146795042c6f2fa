import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OwnerCalendar, ShownState } from '../../../src/view/calendar.ts'
import { terminalLooks } from '../../../src/view/week/looks.ts'
import { renderWeek } from '../../../src/view/week/week.ts'
import { widthOf } from '../../../src/view/width.ts'
import { anyFrom, anyOwner, states, textsOf } from '../../support/shown.ts'

const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u

test('no line is wider than the columns, or has control characters', () => {
  const input = anyFrom.chain((from) =>
    fc.record({
      from: fc.constant(from),
      owners: fc.array(anyOwner(from), { maxLength: 4 }),
      columns: fc.integer({ min: 20, max: 220 }),
      days: fc.oneof(fc.constant(7), fc.integer({ min: 1, max: 16 })),
      now: fc.option(fc.constant(Date.parse(from) + 200_000_000), { nil: undefined }),
    }),
  )
  fc.assert(
    fc.property(input, ({ owners, ...options }) => {
      for (const text of textsOf(renderWeek(owners, options))) {
        expect(widthOf(text)).toBeLessThanOrEqual(options.columns)
        expect(text).not.toMatch(unprintable)
        expect(text).toBe(text.trimEnd())
      }
    }),
    { numRuns: 100 },
  )
})

/** Letters that no weekday has. */
const letters = ['A', 'B', 'C', 'D', 'E', 'G', 'H', 'J']

test('every block of the days shows at least one cell of its mark or its title, however many are at the same time', () => {
  const times = fc.record({
    at: fc.integer({ min: 0, max: 7 * 1440 - 1 }),
    minutes: fc.integer({ min: 0, max: 4000 }),
  })
  const input = anyFrom.chain((from) =>
    fc.record({
      from: fc.constant(from),
      times: fc.array(times, { minLength: states.length, maxLength: states.length }),
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin'),
      columns: fc.integer({ min: 78, max: 200 }),
    }),
  )
  fc.assert(
    fc.property(input, ({ from, times: all, timeZone, columns }) => {
      // Midnight in UTC is on the first day in Berlin as well.
      const start = Date.parse(`${from}T00:00:00Z`)
      const blocks = all.map(({ at, minutes }, index) => ({
        state: states[index] as ShownState,
        startTime: new Date(start + at * 60_000).toISOString(),
        endTime: new Date(start + (at + minutes) * 60_000).toISOString(),
        title: letters[index]?.repeat(3) ?? '',
      }))
      const anna: OwnerCalendar = { name: 'anna', timeZone, blocks }
      const lines = textsOf(renderWeek([anna], { from, days: 8, columns }))
      const grid = lines.filter((line) => line.includes('│')).join('')
      const hidden = blocks.filter(
        ({ state, title }) => !grid.includes(terminalLooks[state].mark) && !grid.includes(title.slice(0, 1)),
      )
      expect(hidden).toEqual([])
    }),
    { numRuns: 80 },
  )
})
