import { expect, test } from 'vitest'
import { canaries, mark, nameOf, provoke, scenarios } from '../secrets/canary.ts'
import { encodingNames, searchFor } from '@block-slots/client/test/support/encoding.ts'
import { faults } from '../leaks/load.ts'
import { watchRejections } from '@block-slots/client/test/support/server.ts'
import {
  crash,
  formOf,
  giveaway,
  note,
  planted,
  textsOf,
  tokenFiles,
  type Findings,
} from '../secrets/told.ts'

watchRejections()

const search = searchFor(canaries, mark)
const all = scenarios(faults)

test.each(encodingNames)('the search finds a piece of a secret in every sink: %s', (encoding) => {
  const findings: Findings = {}
  note(findings, textsOf(giveaway(planted(encoding))), search)
  const blind = Object.entries(findings).filter(([, found]) => found[formOf(encoding)] === 0)
  expect(Object.keys(findings)).toHaveLength(14)
  expect(blind).toEqual([])
})

test('nothing that a client gives or tells holds a secret, whatever goes wrong and whatever servers repeat', async () => {
  const findings: Findings = {}
  let failures = 0
  for (const [index, { identity, operation, trouble }] of all.entries()) {
    // A prime, so that every identity, operation, style and encoding comes up.
    if (index % 47 !== 5) continue
    const told = await provoke(identity, operation, trouble)
    if (told.error !== undefined) failures += 1
    expect(note(findings, textsOf(told), search), `${identity} ${operation} ${nameOf(trouble)}`).toEqual([])
  }
  expect(failures).toBeGreaterThan(50)
})

test('nothing that a process prints as it crashes holds a secret', async () => {
  const indices = [3, 900, 1700, 2500, 3300].map(String)
  const [plant, printed] = await Promise.all([crash('plant', 'percent'), crash(...indices)])
  expect(search(plant)).not.toEqual([])
  expect(printed).toContain('BlockSlotsError')
  expect(search(printed)).toEqual([])
})

test('what keeps tokens is named for none, and open to nobody else', async () => {
  const { names, open } = await tokenFiles()
  expect(names).toContain('record.1.json')
  expect(search(names)).toEqual([])
  expect(open).toEqual([])
})
