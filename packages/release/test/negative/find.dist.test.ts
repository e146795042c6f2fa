import { beforeAll, expect, test } from 'vitest'
import { type Finding, findMistakes, baseline } from '../../negative/find.ts'
import { mistakes } from '../../negative/mistakes.ts'
import { root } from '../../shared/root.ts'

// The others are planted by the script `plant`, which takes half a minute.
const mistakes = mistakes.filter(({ quick }) => quick)
const findings: Finding[] = []

beforeAll(async () => {
  await findMistakes(root, mistakes, (finding) => findings.push(finding))
}, 300_000)

test('in a copy without a mistake nothing is found', () => {
  expect(findings[0]).toMatchObject({ name: baseline, found: true })
})

test.each(mistakes)('$name is found', ({ name }) => {
  expect(findings.find((finding) => finding.name === name)).toMatchObject({ found: true })
})
