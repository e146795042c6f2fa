import { expect, test } from 'vitest'
import { fillShownFiles, findStaleCopies } from '../../docs/shown-file.ts'
import { codeBlocks } from '../../shared/code-block.ts'
import { programsOf } from '../../shared/program.ts'
import { root } from '../../shared/root.ts'

const stale = 'Before\n\n```json examples/hono/tsconfig.json\n{}\n```\n\nAfter\n'
const findingsIn = (text: string): string[] =>
  findStaleCopies(root, { file: 'x.md', text, blocks: codeBlocks('x.md', text) }).map(
    ({ line, message }) => `${line}: ${message}`,
  )

test('a block that differs from the file it shows is found, and filled in', () => {
  expect(findingsIn(stale)).toEqual([
    '3: This block differs from packages/docs/examples/hono/tsconfig.json. Run `pnpm docs:update`.',
  ])
  const filled = fillShownFiles(root, stale)
  expect(filled).toMatch(/^Before\n\n```json examples\/hono\/tsconfig.json\n{\n[^]*}\n```\n\nAfter\n$/)
  expect(findingsIn(filled)).toEqual([])
})

test('a file that does not exist is found', () => {
  expect(findingsIn('```ts examples/none.ts\na()\n```\n')).toEqual([
    '1: There is no file packages/docs/examples/none.ts.',
  ])
})

test('a block that shows a file is no program of its document', () => {
  expect(programsOf(codeBlocks('x.md', '```ts examples/none.ts\na()\n```\n'))).toEqual([])
})
