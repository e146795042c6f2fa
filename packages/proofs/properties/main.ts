import { check, defaultReportMessage } from 'fast-check'
import { properties } from '@block-slots/client/test/support/properties.ts'
import { proofArguments, readCount } from '../arguments.ts'
import { exactly, printFigures, printLine, type Figure } from '../table.ts'

// Runs every property of the client at full size.

const seed = readCount('seed', proofArguments[0], 20_261_122)
const figures: Figure[] = []
for (const { name, full, property } of properties) {
  const startedMs = performance.now()
  const outcome = await check(property, { numRuns: full, seed, endOnFailure: true })
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  const failures = exactly(
    `${name}: failures in ${outcome.numRuns.toLocaleString('en')} runs`,
    outcome.failed ? 1 : 0,
    0,
  )
  figures.push({ ...failures, note: `${seconds} s` })
  if (outcome.failed) printLine(defaultReportMessage(outcome) ?? '')
}
printFigures(`Properties, seed ${seed}`, figures)
