import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { generated, pagesOf, readParts, root } from '../../site/pages.ts'

// The pages of the reference are there only after a build.
const pages = pagesOf(readParts()).filter(({ source }) => !source.startsWith(generated))

test('every page has a source and an address of its own', () => {
  expect(pages.filter(({ source }) => !existsSync(join(root, source)))).toEqual([])
  expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length)
})

test('the guides of the packages and the decisions are pages', () => {
  const paths = pages.map(({ path }) => path)
  expect(paths).toEqual(
    expect.arrayContaining([
      'index',
      'start/install',
      'guides/limit',
      'packages/client',
      'decisions/001-verdicts',
    ]),
  )
})

test('a page for each document of Start, in the order of the numbers', () => {
  const start = pages.filter(({ path }) => path.startsWith('start/')).map(({ title }) => title)
  expect(start.slice(0, 2)).toEqual(['Install', 'First block'])
})
