import { check, defaultReportMessage } from 'fast-check'
import { argv, exit, stdout } from 'node:process'
import { properties } from '@block-slots/client/test/support/properties.ts'

/**
 * Tries every property of the engine as often as it takes to believe it, and prints what came of it.
 *
 *     pnpm --filter @block-slots/client properties [seed]
 */
const seed = Number(argv[2] ?? 20_261_122)
const line = (name: string, ...figures: readonly string[]): void =>
  void stdout.write(`${name.padEnd(84)}${figures.map((figure) => figure.padStart(10)).join('')}\n`)

stdout.write(`seed ${seed}\n`)
line('property', 'runs', 'seconds', 'faults')
let faults = 0
for (const { name, full, property } of properties) {
  const since = performance.now()
  const outcome = await check(property, { numRuns: full, seed, endOnFailure: true })
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  line(name, String(outcome.numRuns), seconds, outcome.failed ? '1' : '0')
  if (!outcome.failed) continue
  faults++
  stdout.write(`${defaultReportMessage(outcome)}\n`)
}
exit(faults === 0 ? 0 : 1)
