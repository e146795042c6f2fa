import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults, judge, openArena, type Arena, type Run } from './misfortune.ts'
import { watchRejections } from './server.ts'

// The same cases in every run, so that a failure is one that the change made. Another seed searches elsewhere.
fc.configureGlobal({ seed: 20_261_122 })
watchRejections()

let arena: Arena
beforeAll(async () => {
  arena = await openArena()
})
afterAll(() => arena.close())

const names = Object.keys(faults)
/** A fault for one request in so many and one. */
const mostly = (well: number): fc.Arbitrary<string | undefined> =>
  fc.oneof(
    { weight: well, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...names) },
  )
const run: fc.Arbitrary<Run> = fc.record({
  calendar: fc.constantFrom('team', 'team', 'event'),
  blocked: fc.subarray([0, 1, 2], { maxLength: 2 }),
  // The reads at the start mostly go well, or little would be made.
  befalls: fc
    .tuple(...[30, 30, 30, 30].map(mostly), fc.array(mostly(2), { maxLength: 16 }))
    .map((parts) => parts.flat()),
})

test('whatever befalls the requests, what exists after a call is what it says', async () => {
  const ends = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(run, async (chosen) => {
      const { wrong, end } = await judge(arena, chosen)
      expect(wrong).toEqual([])
      ends.set(end, (ends.get(end) ?? 0) + 1)
    }),
    { numRuns: 250 },
  )
  // The search went everywhere.
  expect(new Set(ends.keys())).toEqual(new Set(['done', 'remains', 'undone']))
})
