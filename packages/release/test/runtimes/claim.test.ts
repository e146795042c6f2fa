import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { supportStatement } from '../../runtimes/claim.ts'
import { compilers } from '../../runtimes/compile.ts'
import { checks } from '../../runtimes/check.ts'
import { programOf } from '../../runtimes/process.ts'
import { runtimes } from '../../runtimes/list.ts'
import { root } from '../../shared/root.ts'

const runtimes: { dependencies: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(`${root}/packages/release/runtimes/package.json`, 'utf8'),
)
const pinned = (name: string): string =>
  /(?:^|@)(\d[\d.]*)$/.exec(runtimes.dependencies[name] ?? '')?.[1] ?? ''

test('the README claims what the matrix runs, no more and no less', () => {
  expect(readFileSync(`${root}/README.md`, 'utf8')).toContain(supportStatement())
})

test.each(runtimes.filter(({ name }) => /\d/.test(name)))('$name is what is installed for it', ({ name }) => {
  const [, version = ''] = name.split(' ')
  const [folder = ''] = programOf(name)?.path.split('/') ?? []
  expect(`${pinned(folder)}.`.startsWith(`${version}.`)).toBe(true)
})

test.each(compilers)('TypeScript $name is what is installed for it', ({ name, path }) => {
  expect(`${pinned(path)}.`.startsWith(`${name}.`)).toBe(true)
})

test('every row is another runtime, and every column another check', () => {
  expect(new Set(runtimes.map(({ name }) => name)).size).toBe(runtimes.length)
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length)
})
