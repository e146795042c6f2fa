import type { Difference } from '@block-slots/sync'
import { expect, test } from 'vitest'
import { widthOf } from '../../src/text/columns.ts'
import { describeDifference } from '../../src/sync/difference-text.ts'
import { textOf as textOfOutput } from '../../src/sync/text-of.ts'
import { block, planOf } from '../support/plan.ts'

const equal: Difference = {
  missing: [],
  surplus: [],
  drifted: [],
  unclaimed: [],
  stopped: [],
  isEqual: true,
}

function textOf(difference: Difference): string {
  const zones: Record<string, string> = { ben: 'Asia/Kolkata' }
  const lines = [
    ...describeDifference(difference, { zoneOf: (owner) => zones[owner] ?? 'Europe/Berlin', suffix: '' }),
  ].map((line) => textOfOutput(line) ?? '')
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80)
  return lines.map((line) => `${line}\n`).join('')
}

const wanted = { ...block(8, 'Wanted'), reasons: [] }

test('names each difference by its owner, in the zone of that', () => {
  const text = textOf({
    missing: [{ owner: 'anna', ...wanted }],
    surplus: [{ owner: 'ben', id: 'a', value: block(2, 'Old') }],
    drifted: [
      { owner: 'anna', id: 'b', value: block(3, 'Lunch'), wanted },
      { owner: 'anna', id: 'c', value: block(8, 'Renamed'), wanted },
    ],
    unclaimed: [{ owner: 'anna', id: 'd', value: block(4, 'Equal') }],
    stopped: planOf([{ name: 'carla', stop: { reason: 'unreadable', message: '404 Not found.' } }]).stopped,
    isEqual: false,
  })
  expect(text).toMatchSnapshot()
})

test('says what is equal', () => {
  expect(textOf(equal)).toBe('Equal.\n')
  const unclaimed = [{ owner: 'anna', id: 'd', value: block(4, 'Equal') }]
  expect(textOf({ ...equal, unclaimed })).toMatch(/\nEqual: 1 unclaimed\.\n$/)
})

test('shows the first of many differences, and counts the others', () => {
  const missing = Array.from({ length: 120 }, () => ({ owner: 'anna', ...wanted }))
  expect(textOf({ ...equal, missing, isEqual: false })).toContain('\n             and 110 more missing\n')
})
