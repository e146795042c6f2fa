import { beforeAll, expect, test } from 'vitest'
import { readDocuments } from '../../docs/document.ts'
import { verifyDocuments, type Verification } from '../../docs/verify.ts'
import { root } from '../../shared/root.ts'

const documents = readDocuments(root).map(({ file }) => file)

let proof: Verification
beforeAll(async () => {
  proof = await verifyDocuments(root)
}, 240_000)

const told = (isIt: (file: string) => boolean): string[] =>
  proof.findings
    .filter(({ file }) => isIt(file))
    .map(({ file, line, message }) => `${file}:${line}: ${message}`)

test.each(documents)('every block, link and script of %s is true', (document) => {
  expect(told((file) => file === document)).toEqual([])
})

test('every public function has an example, and every example prints what it says', () => {
  expect(told((file) => !documents.includes(file))).toEqual([])
  expect(proof.examples.length).toBeGreaterThan(0)
})

test('nothing was left unproven', ({ skip }) => {
  const left = proof.skipped.map(({ file, line, message }) => `${file}:${line}: ${message}`)
  // Somebody without Python can work here; what decides whether a change lands has it.
  if (process.env['CI'] === undefined && left.length > 0) skip(left.join('\n'))
  expect(left).toEqual([])
})
