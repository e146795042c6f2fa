import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { claim } from '../tool/matrix/claim.ts'
import { compilers } from '../tool/matrix/compile.ts'
import { checks } from '../tool/matrix/check.ts'
import { programOf } from '../tool/matrix/process.ts'
import { rows } from '../tool/matrix/row.ts'
import { root } from '../tool/root.ts'

const runtimes: { dependencies: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(`${root}/packages/release/runtimes/package.json`, 'utf8'),
)
const pinned = (name: string): string =>
  /(?:^|@)(\d[\d.]*)$/.exec(runtimes.dependencies[name] ?? '')?.[1] ?? ''

test('the README claims what the matrix runs, no more and no less', () => {
  expect(readFileSync(`${root}/README.md`, 'utf8')).toContain(claim())
})

test.each(rows.filter(({ name }) => /\d/.test(name)))('$name is what is installed for it', ({ name }) => {
  const [, version = ''] = name.split(' ')
  const [folder = ''] = programOf(name)?.path.split('/') ?? []
  expect(`${pinned(folder)}.`.startsWith(`${version}.`)).toBe(true)
})

test.each(compilers)('TypeScript $name is what is installed for it', ({ name, path }) => {
  expect(`${pinned(path)}.`.startsWith(`${name}.`)).toBe(true)
})

test('every row is another runtime, and every column another check', () => {
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length)
})
