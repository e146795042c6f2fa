import { beforeAll, expect, test } from 'vitest'
import { baseline, type Finding, findMistakes } from '../../negative/find.ts'
import { mistakes } from '../../negative/mistakes.ts'
import { root } from '../../shared/root.ts'

// The script `negative` seeds the others too, which takes half a minute more.
const quick = mistakes.filter((mistake) => mistake.quick)
const findings: Finding[] = []

beforeAll(async () => {
  await findMistakes(root, quick, (finding) => findings.push(finding))
}, 300_000)

test('a copy without a mistake passes every check', () => {
  expect(findings[0]).toMatchObject({ name: baseline, found: true })
})

test.each(quick)('$name is found', ({ name }) => {
  expect(findings.find((finding) => finding.name === name)).toMatchObject({ found: true })
})
