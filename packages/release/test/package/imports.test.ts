import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findCycles, type ImportGraph, readImports } from '../../package/imports.ts'
import { attempt } from '../../shared/command.ts'
import { root } from '../../shared/root.ts'
import { temporaryFolder } from '../../shared/temporary-folder.ts'

/** A type cycle of two modules, and one that is closed by an inline type import. */
const seeded = {
  'a.ts': "import type { B } from './b.ts'\n\nexport type A = { readonly b: B }\n",
  'b.ts': "import type { A } from './a.ts'\n\nexport type B = { readonly a: A }\n",
  'c.ts': "export type C = { readonly d: import('./inner/d.ts').D }\n",
  'inner/d.ts': "import type { C } from '../c.ts'\n\nexport type D = { readonly c: C }\n",
  'e.ts': "import type { A } from './a.ts'\n\nexport type E = A\n",
}

function folderOf(files: Readonly<Record<string, string>>): string {
  const { path, remove } = temporaryFolder('imports')
  onTestFinished(remove)
  mkdirSync(join(path, 'inner'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  return path
}

const packages = globSync('packages/*/package.json', { cwd: root })
  .map((path) => path.replaceAll('\\', '/').replace('/package.json', ''))
  .toSorted()

/** The modules of a package: its `src`, or all of its folders where it has none. */
function readPackage(folder: string): ImportGraph {
  const source = join(root, folder, 'src')
  if (existsSync(source)) return readImports(source)
  const excluded = /(?:^|\/)(?:node_modules|dist|test)\//
  return new Map([...readImports(join(root, folder))].filter(([file]) => !excluded.test(file)))
}

test('a seeded cycle of type imports is found', () => {
  expect(findCycles(readImports(folderOf(seeded)))).toEqual([
    ['a.ts', 'b.ts'],
    ['c.ts', 'inner/d.ts'],
  ])
})

test('the linter reports a seeded cycle of type imports too', async () => {
  const config = join(root, '.oxlintrc.json')
  const { stdout } = await attempt('oxlint', ['-c', config, '--format', 'unix', '.'], {
    cwd: folderOf(seeded),
    env: { PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` },
  })
  expect(stdout).toMatch(/a\.ts:.*Dependency cycle detected/)
})

test('the packages with sources are found', () => {
  expect(packages.filter((folder) => readPackage(folder).size > 0).length).toBeGreaterThan(5)
})

test.each(packages)('%s has no import cycle', (folder) => {
  const graph = readPackage(folder)
  expect(findCycles(graph)).toEqual([])
})
