import { Console } from 'node:console'
import { isEncoding } from '@block-slots/client/test/support/encoding.ts'
import { faults } from '../leaks/load.ts'
import { runScenario, scenarios } from './scenarios.ts'
import { leakingFailure, seededText } from './sinks.ts'

// Started by `crash` with the indices of scenarios, or with `seeded` and an encoding. Ends by an unhandled rejection.

const printer = new Console({ stdout: process.stdout, stderr: process.stderr })
const [first = '', second = ''] = process.argv.slice(2)
let last: unknown = new Error('no scenario failed')
if (first === 'seeded' && isEncoding(second)) last = leakingFailure(seededText(second)).error
else {
  const all = scenarios(faults)
  for (const index of process.argv.slice(2)) {
    const scenario = all[Number(index)]
    if (scenario === undefined) continue
    const { error, events } = await runScenario(scenario.tokenKind, scenario.operation, scenario.failure)
    printer.error(error)
    printer.dir(events, { depth: null })
    if (error !== undefined) last = error
  }
}
void Promise.reject(last)
