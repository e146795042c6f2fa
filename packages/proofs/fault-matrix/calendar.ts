import { sample } from 'fast-check'
import {
  faults,
  judge,
  openArena,
  randomRun,
  type Verdict,
} from '@block-slots/client/test/support/calendar-faults.ts'
import { proofArguments, readCount } from '../arguments.ts'
import { exactly, printFigures, printLine } from '../table.ts'

// Blocks calendars while random faults hit the requests, and compares what each call reports with the sandbox's audit log.

const calls = readCount('calls', proofArguments[0], 5_000)
const seed = readCount('seed', proofArguments[1], 20_261_122)
const arena = await openArena()
const verdicts: Verdict[] = []
for (const run of sample(randomRun, { numRuns: calls, seed })) verdicts.push(await judge(arena, run))
await arena.close()

const ended = (end: Verdict['end']): number => verdicts.filter((verdict) => verdict.end === end).length
const problems = verdicts.flatMap((verdict) => verdict.wrong)
printFigures(`blockCalendar under random faults, seed ${seed}`, [
  { name: 'calls', measured: verdicts.length },
  { name: 'kinds of fault', measured: Object.keys(faults).length },
  { name: 'requests', measured: verdicts.reduce((sum, { requests }) => sum + requests, 0) },
  { name: 'blocked', measured: ended('done') },
  { name: 'failed, rolled back completely', measured: ended('undone') },
  { name: 'failed, leftover reported', measured: ended('leftover') },
  exactly('wrong reports', problems.length, 0),
])
for (const problem of new Set(problems)) printLine(`  ${problem}`)
