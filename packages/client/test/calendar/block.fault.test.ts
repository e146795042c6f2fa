import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faults, judge, openArena, type Arena, type Run } from '../support/calendar-faults.ts'
import { watchRejections } from '../support/server.ts'

watchRejections()

let arena: Arena
beforeAll(async () => {
  arena = await openArena()
})
afterAll(() => arena.close())

const faultsAt = (index: number, ...names: readonly string[]): (string | undefined)[] => [
  ...Array.from<undefined>({ length: index }),
  ...names,
]
const runs: readonly (Omit<Run, 'sequence'> & { readonly requests: number })[] = [
  // A calendar, three lists of appointments, and a list and a create for each of three.
  { calendar: 'team', blocked: [], requests: 10 },
  { calendar: 'team', blocked: [1], requests: 9 },
  { calendar: 'event', blocked: [], requests: 4 },
]

describe.each(runs)('$calendar with existing blocks $blocked', ({ calendar, blocked, requests }) => {
  test('sends as many requests as these tests cover', async () => {
    expect(await judge(arena, { calendar, blocked, sequence: [] })).toEqual({
      end: 'done',
      requests,
      wrong: [],
    })
  })

  test.each(Object.keys(faults))('%s at any request: the report matches the blocks', async (name) => {
    for (let index = 0; index < requests; index += 1) {
      const { wrong } = await judge(arena, { calendar, blocked, sequence: faultsAt(index, name) })
      expect(wrong, `at ${index}`).toEqual([])
    }
  })
})

test.each(Object.keys(faults))('%s from any request on: the report matches the blocks', async (name) => {
  const ends = new Set<string>()
  for (let index = 0; index < 10; index += 1) {
    const rest = Array.from({ length: 20 }, () => name)
    const sequence = faultsAt(index, ...rest)
    const { wrong, end } = await judge(arena, { calendar: 'team', blocked: [], sequence })
    expect(wrong, `at ${index}`).toEqual([])
    ends.add(end)
  }
  // A deadline that passes at the last response has no effect.
  expect(ends.has('done')).toBe(name === 'deadline passed at the response')
})
