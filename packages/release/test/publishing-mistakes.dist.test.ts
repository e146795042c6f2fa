import { beforeAll, expect, test } from 'vitest'
import { type Finding, findMistakes, NOTHING } from '../tool/plant/find.ts'
import { MISTAKES } from '../tool/plant/mistakes.ts'
import { root } from '../tool/root.ts'

// The others are planted by the script `plant`, which takes half a minute.
const mistakes = MISTAKES.filter(({ quick }) => quick)
const findings: Finding[] = []

beforeAll(async () => {
  await findMistakes(root, mistakes, (finding) => findings.push(finding))
}, 300_000)

test('in a copy without a mistake nothing is found', () => {
  expect(findings[0]).toMatchObject({ name: NOTHING, found: true })
})

test.each(mistakes)('$name is found', ({ name }) => {
  expect(findings.find((finding) => finding.name === name)).toMatchObject({ found: true })
})
