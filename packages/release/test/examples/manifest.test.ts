import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checks } from '../../examples/check.ts'
import { ownRange } from '../../examples/own-range.ts'
import { isRecord, readManifest } from '../../shared/manifest.ts'
import { root } from '../../shared/root.ts'

const folder = join(root, 'packages/docs/examples')
const names = readdirSync(folder)
const needed = names.flatMap((example) => {
  const manifest = readManifest(join(folder, example))
  return [manifest.dependencies, manifest['devDependencies']].flatMap((all) =>
    Object.entries(isRecord(all) ? all : {}).map(([name, range]) => ({
      example,
      name,
      range: String(range),
    })),
  )
})
const isOurs = (name: string): boolean => /^(?:@block-slots\/|block-slots$)/.test(name)

test('every example has a proof that runs it', () => {
  expect(Object.keys(checks).toSorted()).toEqual(names.toSorted())
})

test('every example is private, and has a README of a few lines', () => {
  const wrong = names.filter(
    (name) =>
      readManifest(join(folder, name)).private !== true ||
      readFileSync(join(folder, name, 'README.md'), 'utf8').split('\n').length > 14,
  )
  expect(wrong).toEqual([])
})

test('other packages have one exact version in all examples', () => {
  // Next.js checks types by the programming interface of the compiler, which TypeScript 7 does not have.
  const others = needed.filter(
    ({ example, name }) => !isOurs(name) && !(example === 'nextjs' && name === 'typescript'),
  )
  const versions = new Map(others.map(({ name, range }) => [name, range]))
  const wrong = others.filter(
    ({ name, range }) => !/^\d+\.\d+\.\d+$/.test(range) || range !== versions.get(name),
  )
  expect(wrong).toEqual([])
})

test('the packages of this repository have the range of the next release', () => {
  const ours = needed.filter(({ name }) => isOurs(name))
  expect(ours.length).toBeGreaterThan(0)
  expect(ours.filter(({ name, range }) => range !== ownRange(name))).toEqual([])
})

test('the booking endpoints share one file', () => {
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8')
  expect(read('worker/book.ts')).toBe(read('hono/book.ts'))
  expect(read('nextjs/app/api/book/book.ts')).toBe(read('hono/book.ts'))
})
