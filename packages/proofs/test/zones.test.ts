import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tzdata, tzdataVersion } from '@block-slots/helpers/src/tzdata/index.ts'
import { runtimeOffset } from '@block-slots/helpers/test/support/runtime-offset.ts'
import { checksOf, type Header, type OracleLine, sameRules } from '../zones/checks.ts'

const [head = '', ...rest] = readFileSync(
  new URL('../../helpers/test/vectors/oracle.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
const header: Header = JSON.parse(head)
const lines = rest.map((line): OracleLine => JSON.parse(line))
const agreed = lines.filter((line) => sameRules(line, runtimeOffset))

test('the sample has changes of every kind and the tzdata version of the package', () => {
  const kinds = new Set(lines.flatMap(({ walls }) => walls.map(([, kind]) => kind)))
  expect(kinds).toEqual(new Set(['exact', 'gap', 'overlap']))
  expect(header.tzdata).toBe(tzdataVersion())
})

test(`the rules of the runtime agree with Python's zoneinfo at the changes that both have: ${agreed.length} of ${lines.length}`, () => {
  const checks = agreed.flatMap((line) => [...checksOf(line)])
  expect(checks.length).toBeGreaterThan(2900)
  for (const { question, actual, expected } of checks)
    expect([question, actual]).toEqual([question, expected])
})

test("the rules of the package agree with Python's zoneinfo at all changes of the sample", () => {
  const checks = lines.flatMap((line) => [...checksOf(line, tzdata)])
  expect(checks).toHaveLength(3003)
  for (const { question, actual, expected } of checks)
    expect([question, actual]).toEqual([question, expected])
})
