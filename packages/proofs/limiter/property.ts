import { asyncProperty, check, defaultReportMessage } from 'fast-check'
import { limiterModel, limiterScenario } from '@block-slots/client/test/support/limiter.model.ts'
import { proofArguments, readCount } from '../arguments.ts'
import { exactly, printFigures, printLine } from '../table.ts'

// The property of the client's limiter tests at full size. A third argument shrinks a failure, which takes long.

const runs = readCount('runs', proofArguments[0], 20_000)
const seed = readCount('seed', proofArguments[1], 1 + (Date.now() % 2 ** 31))
const property = asyncProperty(limiterScenario, async (scenario) => {
  const problems = await limiterModel(scenario)
  if (problems.length > 0) throw new Error(problems.join('; '))
})
const run = await check(property, { numRuns: runs, seed, endOnFailure: proofArguments[2] === undefined })
if (run.failed) printLine(defaultReportMessage(run) ?? '')
printFigures(`localLimiter against its model, seed ${seed}`, [
  { name: 'runs', measured: run.numRuns, min: runs },
  exactly('failed runs', run.failed ? 1 : 0, 0),
])
