// The property of `limiter.property.test.ts` at full size: `pnpm --filter @block-slots/client limiter:property [runs] [seed] [shrink]`.
import { asyncProperty, check, defaultReportMessage } from 'fast-check'
import { limiterModel, limiterScenario } from '@block-slots/client/test/support/limiter.model.ts'
import { report } from '../report.ts'

const [numRuns, seed] = [Number(process.argv[2] ?? 20_000), Number(process.argv[3] ?? Date.now() % 2 ** 31)]
const property = asyncProperty(limiterScenario, async (scenario) => {
  const faults = await limiterModel(scenario)
  if (faults.length > 0) throw new Error(faults.join('; '))
})
const run = await check(property, { numRuns, seed, endOnFailure: process.argv[4] === undefined })
if (run.failed) process.stdout.write(`${defaultReportMessage(run) ?? ''}\n`)
report([
  { what: `runs against the model, seed ${seed}`, value: run.numRuns, unit: '', least: numRuns },
  { what: 'runs that failed', value: run.failed ? 1 : 0, unit: '', most: 0 },
])
