import { Console } from 'node:console'
import { faults } from '../leaks/load.ts'
import { runScenario, scenarios } from './scenarios.ts'
import { isEncoding } from '@block-slots/client/test/support/encoding.ts'
import { leakingFailure, seededText } from './sinks.ts'

// Run by `crash` with the numbers of scenarios, or with `plant` and an encoding; ends by an error that nobody catches.

const printer = new Console({ stdout: process.stdout, stderr: process.stderr })
const [first = '', second = ''] = process.argv.slice(2)
let last: unknown = new Error('no scenario failed')
if (first === 'plant' && isEncoding(second)) last = leakingFailure(seededText(second)).error
else {
  const all = scenarios(faults)
  for (const word of process.argv.slice(2)) {
    const scenario = all[Number(word)]
    if (scenario === undefined) continue
    const { error, events } = await runScenario(scenario.identity, scenario.operation, scenario.trouble)
    printer.error(error)
    printer.dir(events, { depth: null })
    if (error !== undefined) last = error
  }
}
// Where no one waits for it, as an error that somebody forgot.
void Promise.reject(last)
