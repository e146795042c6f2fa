import { expect, test } from 'vitest'
import { canaries, describeFailure, mark, runScenario, scenarios } from '../secrets/scenarios.ts'
import { encodingNames, searchFor } from '@block-slots/client/test/support/encoding.ts'
import { faults } from '../leaks/load.ts'
import { watchRejections } from '@block-slots/client/test/support/server.ts'
import {
  crash,
  formOf,
  leakingFailure,
  recordFindings,
  seededText,
  textsBySink,
  inspectTokenFiles,
  type Findings,
} from '../secrets/sinks.ts'

watchRejections()

const search = searchFor(canaries, mark)
const all = scenarios(faults)

test.each(encodingNames)('the search finds a piece of a secret in every sink: %s', (encoding) => {
  const findings: Findings = {}
  recordFindings(findings, textsBySink(leakingFailure(seededText(encoding))), search)
  const missed = Object.entries(findings).filter(([, found]) => found[formOf(encoding)] === 0)
  expect(Object.keys(findings)).toHaveLength(14)
  expect(missed).toEqual([])
})

test('no secret is in anything that a client exposes, whatever fails and whatever servers echo', async () => {
  const findings: Findings = {}
  let errors = 0
  for (const [index, { tokenKind, operation, failure }] of all.entries()) {
    // A prime, so that every token kind, operation, style and encoding is covered.
    if (index % 47 !== 5) continue
    const observed = await runScenario(tokenKind, operation, failure)
    if (observed.error !== undefined) errors += 1
    expect(
      recordFindings(findings, textsBySink(observed), search),
      `${tokenKind} ${operation} ${describeFailure(failure)}`,
    ).toEqual([])
  }
  expect(errors).toBeGreaterThan(50)
})

test('no secret is in the output of a process that crashes', async () => {
  const indices = [3, 900, 1700, 2500, 3300].map(String)
  const [seeded, printed] = await Promise.all([crash('seeded', 'percent'), crash(...indices)])
  expect(search(seeded)).not.toEqual([])
  expect(printed).toContain('BlockSlotsError')
  expect(search(printed)).toEqual([])
})

test('token files have no secret in their names and only their owner can read them', async () => {
  const { names, open } = await inspectTokenFiles()
  expect(names).toContain('record.1.json')
  expect(search(names)).toEqual([])
  expect(open).toEqual([])
})
