import { sample } from 'fast-check'
import {
  faults,
  judge,
  openArena,
  randomRun,
  type Verdict,
} from '@block-slots/client/test/support/calendar-faults.ts'

/**
 * Blocks calendars while random faults befall the requests, lets the sandbox's audit log judge what is left of each call
 * against what the call said, and prints the figures. The number of calls and the seed can be given.
 */
const [calls = 5_000, seed = 20_261_122] = process.argv.slice(2).map(Number)
const arena = await openArena()
const verdicts: Verdict[] = []
for (const run of sample(randomRun, { numRuns: calls, seed })) verdicts.push(await judge(arena, run))
await arena.close()

const ended = (end: Verdict['end']): number => verdicts.filter((verdict) => verdict.end === end).length
const wrong = verdicts.flatMap((verdict) => verdict.wrong)
const rows: readonly (readonly [string, number])[] = [
  ['calls', calls],
  ['seed', seed],
  ['kinds of fault', Object.keys(faults).length],
  ['requests', verdicts.reduce((sum, { requests }) => sum + requests, 0)],
  ['blocked', ended('done')],
  ['failed, and nothing is left', ended('undone')],
  ['failed, and what is left is told', ended('leftover')],
  ['untrue, must be 0', wrong.length],
]
for (const [what, figure] of rows) process.stdout.write(`${what.padEnd(34)}${String(figure).padStart(9)}\n`)
for (const words of new Set(wrong)) process.stdout.write(`  ${words}\n`)
process.exitCode = wrong.length === 0 && rows.every(([, figure]) => !Number.isNaN(figure)) ? 0 : 1
