import { expect, test } from 'vitest'
import { emptyTally, hitApply, hitCreate, type Shot } from '../cli/kills.ts'

/** `pnpm prove cli kills` has 200 of these, over 300 blocks each. */
const seed = Number(process.env['SEED'] ?? 20_261_130)
const size = { locations: 4, each: 10 }
const shots: readonly Shot[] = [
  { seed, hit: 'SIGINT', share: 0, json: false },
  { seed: seed + 1, hit: 'SIGKILL', share: 0, json: true },
  { seed: seed + 2, hit: 'closed stdout', share: 0, json: true },
  { seed: seed + 3, hit: 'full files', share: 0, json: false },
]

test(`codes and words of the built command are true however it ends, and its next run finishes, seed ${seed}`, async () => {
  const tally = emptyTally()
  await Promise.all(shots.map((shot) => hitApply(shot, size, tally)))
  await hitCreate({ seed, hit: 'SIGTERM', share: 0, json: false }, tally)
  expect(tally).toMatchObject({ runs: 5, wrong: [], unfinished: [], lost: 0, twice: 0 })
}, 60_000)
