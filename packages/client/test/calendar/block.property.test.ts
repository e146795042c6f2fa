import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judge, openArena, randomRun, type Arena } from '../support/calendar-faults.ts'
import { watchRejections } from '../support/server.ts'

// A fixed seed, so that a failure comes from the change under test. Another seed covers other cases.
fc.configureGlobal({ seed: 20_261_122 })
watchRejections()

let arena: Arena
beforeAll(async () => {
  arena = await openArena()
})
afterAll(() => arena.close())

test('after any faults the report of the call matches the blocks', async () => {
  const ends = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(randomRun, async (chosen) => {
      const { wrong, end } = await judge(arena, chosen)
      expect(wrong).toEqual([])
      ends.set(end, (ends.get(end) ?? 0) + 1)
    }),
    { numRuns: 250 },
  )
  // The search reached every kind of end.
  expect(new Set(ends.keys())).toEqual(new Set(['done', 'leftover', 'undone']))
})
