import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faults, judge, openArena, type Arena, type Run } from '../support/calendar-faults.ts'
import { watchRejections } from '../support/server.ts'

watchRejections()

let arena: Arena
beforeAll(async () => {
  arena = await openArena()
})
afterAll(() => arena.close())

const at = (place: number, ...names: readonly string[]): (string | undefined)[] => [
  ...Array.from<undefined>({ length: place }),
  ...names,
]
const runs: readonly (Omit<Run, 'befalls'> & { readonly requests: number })[] = [
  // A calendar, three lists of appointments, and a list and a create for each of three.
  { calendar: 'team', blocked: [], requests: 10 },
  { calendar: 'team', blocked: [1], requests: 9 },
  { calendar: 'event', blocked: [], requests: 4 },
]

describe.each(runs)('$calendar, blocked before: $blocked', ({ calendar, blocked, requests }) => {
  test('takes as many requests as these tests have places for', async () => {
    expect(await judge(arena, { calendar, blocked, befalls: [] })).toEqual({
      end: 'done',
      requests,
      wrong: [],
    })
  })

  test.each(Object.keys(faults))('%s, at any request: what exists is what is told', async (name) => {
    for (let place = 0; place < requests; place += 1) {
      const { wrong } = await judge(arena, { calendar, blocked, befalls: at(place, name) })
      expect(wrong, `at ${place}`).toEqual([])
    }
  })
})

test.each(Object.keys(faults))('%s from any request on: what exists is what is told', async (name) => {
  const ends = new Set<string>()
  for (let place = 0; place < 10; place += 1) {
    const rest = Array.from({ length: 20 }, () => name)
    const { wrong, end } = await judge(arena, { calendar: 'team', blocked: [], befalls: at(place, ...rest) })
    expect(wrong, `at ${place}`).toEqual([])
    ends.add(end)
  }
  // A deadline that passes when the last answer is there changes nothing any more.
  expect(ends.has('done')).toBe(name === 'deadline passed once answered')
})
