import { expect, test } from 'vitest'
import { findOwner } from '../../live/logic/owner.ts'

test.each([
  ['event', 3, 'The calendar itself.', 1, 'client.create', 1],
  ['personal', 1, 'The user of the calendar.', 1, 'blockCalendar', 1],
  ['round_robin', 3, 'Its 3 team members, with a block for each.', 3, 'blockCalendar', 1],
  ['collective', 2, 'Its 2 team members, with a block for each.', 2, 'blockCalendar', 2],
] as const)('finds the owners of a calendar of type %s', (type, members, who, blocks, call, effects) => {
  const advice = findOwner(type, members)
  expect(advice).toMatchObject({ who, blocks, call: expect.stringContaining(`await ${call}(`) })
  expect(advice).toHaveProperty('effects.length', effects)
})

test.each([
  ['round_robin', 0, 'no team members'],
  ['personal', 2, 'a personal one has one'],
] as const)('says why a calendar of type %s with %i members cannot be blocked', (type, members, part) => {
  expect(findOwner(type, members)).toEqual({ problem: expect.stringContaining(part) })
})
