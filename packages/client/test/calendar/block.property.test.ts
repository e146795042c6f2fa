import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judge, openArena, randomRun, type Arena } from '../support/calendar-faults.ts'
import { watchRejections } from '../support/server.ts'

// The same cases in every run, so that a failure is one that the change made. Another seed searches elsewhere.
fc.configureGlobal({ seed: 20_261_122 })
watchRejections()

let arena: Arena
beforeAll(async () => {
  arena = await openArena()
})
afterAll(() => arena.close())

test('whatever befalls the requests, what exists after a call is what it says', async () => {
  const ends = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(randomRun, async (chosen) => {
      const { wrong, end } = await judge(arena, chosen)
      expect(wrong).toEqual([])
      ends.set(end, (ends.get(end) ?? 0) + 1)
    }),
    { numRuns: 250 },
  )
  // The search went everywhere.
  expect(new Set(ends.keys())).toEqual(new Set(['done', 'leftover', 'undone']))
})
