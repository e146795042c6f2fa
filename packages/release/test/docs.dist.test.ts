import { beforeAll, expect, test } from 'vitest'
import { readDocuments } from '../tool/docs/document.ts'
import { proveDocuments, type Proof } from '../tool/docs/prove.ts'
import { root } from '../tool/root.ts'

const documents = readDocuments(root).map(({ file }) => file)

let proof: Proof
beforeAll(async () => {
  proof = await proveDocuments(root)
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
  const left = proof.unproven.map(({ file, line, message }) => `${file}:${line}: ${message}`)
  // Somebody without Python can work here; what decides whether a change lands has it.
  if (process.env['CI'] === undefined && left.length > 0) skip(left.join('\n'))
  expect(left).toEqual([])
})
