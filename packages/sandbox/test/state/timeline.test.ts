import { expect, test } from 'vitest'
import { createTimeline, type Span } from '../../src/state/timeline.ts'

const hour = 3_600_000

/** Forty thousand spans of an hour that count how often they are looked at. */
function busyTimeline(): { timeline: ReturnType<typeof createTimeline<Span>>; looks: () => number } {
  let count = 0
  const timeline = createTimeline<Span>()
  for (let index = 0; index < 40_000; index += 1) {
    timeline.add({
      get start() {
        count += 1
        return index * hour
      },
      end: (index + 1) * hour,
    })
  }
  count = 0
  return { timeline, looks: () => count }
}

test.each([
  ['the first day', 0],
  ['the last day', 39_976],
  ['a day in the middle', 20_000],
])('%s of 40,000 hours is found without looking at the others', (_, from) => {
  const { timeline, looks } = busyTimeline()
  const year: Span = { start: -365 * 24 * hour, end: 50_000 * hour }
  timeline.add(year)
  expect(timeline.find(from * hour, (from + 24) * hour)).toHaveLength(25)
  expect(looks()).toBeLessThan(100)
})

test('a span that was removed is not found, and its equal is', () => {
  const timeline = createTimeline<Span>()
  const spans = [1, 2, 3].map(() => ({ start: 0, end: hour }))
  for (const span of spans) timeline.add(span)
  const [first, second, third] = spans
  if (second === undefined) throw new Error('no span')
  timeline.remove(second)
  timeline.remove(second)
  timeline.remove({ start: 5, end: 6 })
  const found = timeline.find(0, 1)
  expect(found.map((span) => spans.indexOf(span))).toEqual([0, 2])
  expect([first, third]).toEqual(found)
})
