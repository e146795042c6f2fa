import { beforeAll, expect, test } from 'vitest'
import { readDocuments } from '../../docs/document.ts'
import { verifyDocuments, type Verification } from '../../docs/verify.ts'
import { root } from '../../shared/root.ts'

const documents = readDocuments(root).map(({ file }) => file)

let verification: Verification
beforeAll(async () => {
  verification = await verifyDocuments(root)
}, 240_000)

const messages = (matches: (file: string) => boolean): string[] =>
  verification.findings
    .filter(({ file }) => matches(file))
    .map(({ file, line, message }) => `${file}:${line}: ${message}`)

test.each(documents)('the blocks, links and scripts of %s are correct', (document) => {
  expect(messages((file) => file === document)).toEqual([])
})

test('every public function has an example, which prints the expected lines', () => {
  expect(messages((file) => !documents.includes(file))).toEqual([])
  expect(verification.examples.length).toBeGreaterThan(0)
})

test('no block was skipped', ({ skip }) => {
  const skipped = verification.skipped.map(({ file, line, message }) => `${file}:${line}: ${message}`)
  // CI has Python; other machines may lack it.
  if (process.env['CI'] === undefined && skipped.length > 0) skip(skipped.join('\n'))
  expect(skipped).toEqual([])
})
