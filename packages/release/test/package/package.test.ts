import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { checkContents } from '../../package/contents.ts'
import { checkLinks } from '../../package/link.ts'
import { checkLoads, loadedBy } from '../../package/loads.ts'
import { checkManifest } from '../../package/manifest.ts'
import type { Packed } from '../../package/packed.ts'
import { checkReachability } from '../../package/reachable.ts'
import { readManifest } from '../../shared/manifest.ts'
import { root } from '../../shared/root.ts'

const manifest = {
  name: '@block-slots/helpers',
  version: '0.0.0',
  description: 'A package without a problem',
  keywords: ['a', 'b', 'c'],
  license: 'MIT',
  repository: {
    type: 'git',
    url: 'git+https://github.com/block-slots/block-slots.git',
    directory: 'packages/helpers',
  },
  type: 'module',
  sideEffects: false,
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  publishConfig: { access: 'public', provenance: true },
  dependencies: { known: '^1.0.0' },
  engines: { node: '>=20.19' },
}

const files = {
  LICENSE: 'MIT License\n',
  'README.md': '# Name\n\n[more](guide/more.md#some-more)',
  'guide/more.md':
    '# Some `more`\n\n[back](../README.md) [there](#some-more) [code](https://github.com/block-slots/block-slots/tree/main/spec)',
  'dist/index.d.ts': 'import type { A } from "./a-1.js"\nexport type B = A | import("known/deep").C',
  'dist/a-1.d.ts': 'export type A = 1',
  'dist/index.js': 'import "known"',
}

/** A correct package with changed fields and files; `undefined` removes one. */
function packedWith(
  fields: Readonly<Record<string, unknown>> = {},
  texts: Readonly<Record<string, string | undefined>> = {},
): Packed {
  const all: Record<string, string | undefined> = { ...files, ...texts, 'package.json': '{}' }
  const kept = Object.entries(all).flatMap(([path, text]) =>
    text === undefined ? [] : [[path, text] as const],
  )
  return {
    manifest: { ...manifest, ...fields },
    files: new Map(kept),
    bytes: 0,
    path: '',
    tarball: new ArrayBuffer(0),
  }
}

const problemsOf = (packed: Packed): string[] => [
  ...checkManifest(packed, 'packages/helpers'),
  ...checkReachability(packed),
  ...checkLinks(packed, root),
  ...checkContents(packed, root),
]

test('a correct package has no problem', () => {
  expect(problemsOf(packedWith())).toEqual([])
})

test.each([
  [
    { repository: { ...manifest.repository, directory: 'packages/client' } },
    'repository.directory is not packages/helpers',
  ],
  [
    { repository: { ...manifest.repository, url: 'git+https://github.com/a/b.git' } },
    'repository.url is not git+https://github.com/block-slots/block-slots.git',
  ],
  [{ private: true }, 'private prevents installation'],
  [{ os: ['linux'] }, 'os prevents installation'],
  [
    { publishConfig: { ...manifest.publishConfig, tag: 'next' } },
    'publishConfig.tag changes what is published, or where',
  ],
  [
    { publishConfig: { ...manifest.publishConfig, registry: 'https://a.example' } },
    'publishConfig.registry changes what is published, or where',
  ],
  [{ dependencies: { known: '*' } }, 'known has the range "*", which is not a pinned range such as ^1.2.3'],
  [
    { dependencies: { known: 'github:a/b' } },
    'known has the range "github:a/b", which is not a pinned range such as ^1.2.3',
  ],
  [{ description: '' }, 'description is too short'],
  [{ keywords: [] }, 'keywords are missing'],
  [{ license: undefined }, 'license is not MIT'],
  [{ type: 'commonjs' }, 'type is not module'],
  [{ publishConfig: { provenance: true } }, 'publishConfig.access is not public'],
  [{ publishConfig: { access: 'public' } }, 'publishConfig.provenance is not true'],
  [{ engines: {} }, 'engines.node is not like >=20.19'],
  [{ sideEffects: undefined }, 'sideEffects is not false'],
  [
    { dependencies: { known: 'workspace:*' } },
    '"known":"workspace:*" cannot be resolved outside this repository',
  ],
  [
    { devDependencies: { known: 'catalog:' } },
    '"known":"catalog:" cannot be resolved outside this repository',
  ],
  [{ scripts: { postinstall: 'node a.js' } }, 'postinstall runs on the machine of the user'],
])('package.json with %j: %s', (fields, sentence) => {
  expect(problemsOf(packedWith(fields))).toEqual([`package.json: ${sentence}`])
})

test('exports with a condition that leads to unpublished sources', () => {
  const exports = { '.': { 'block-slots-source': './src/index.ts', ...manifest.exports['.'] } }
  expect(problemsOf(packedWith({ exports }))).toEqual([
    'package.json: exports has the condition block-slots-source, which leads to unpublished sources',
    'package.json leads to src/index.ts, which is not in the package',
  ])
})

test('a version without a changelog', () => {
  const problem = 'CHANGELOG.md is not in the package, or has no section 0.1.0'
  const after = (changes?: string): string[] =>
    problemsOf(packedWith({ version: '0.1.0' }, { 'CHANGELOG.md': changes }))
  expect(after()).toEqual([problem])
  expect(after('# Name\n\n## 0.0.1\n')).toEqual([problem])
  expect(after('# Name\n\n## 0.1.0\n\n- All of it.\n')).toEqual([])
})

test.each([
  ['LICENSE', undefined, 'LICENSE is not in the package'],
  ['LICENSE', 'All rights reserved.', 'LICENSE is not the MIT License'],
  ['dist/a-1.d.ts', undefined, 'dist/index.d.ts leads to dist/a-1.d.ts, which is not in the package'],
  [
    'dist/index.js',
    'import "known"\n//# sourceMappingURL=index.js.map',
    'dist/index.js leads to dist/index.js.map, which is not in the package',
  ],
  ['dist/old-2.js', 'export {}', 'dist/old-2.js is in the package and unreachable'],
  [
    'dist/a-1.d.ts',
    'export * from "../src/a.ts"',
    'dist/a-1.d.ts leads to src/a.ts, which is not in the package',
  ],
  [
    'dist/a-1.d.ts',
    'export type A = import("unknown").A',
    'dist/a-1.d.ts imports unknown, which package.json does not declare as a dependency',
  ],
  [
    'dist/a-1.d.ts',
    '/// <reference types="node" />',
    'dist/a-1.d.ts imports node, which package.json does not declare as a dependency',
  ],
  [
    'dist/a-1.d.ts',
    'import "fs"',
    'dist/a-1.d.ts imports fs, and . of @block-slots/helpers has to load without Node',
  ],
  [
    'dist/index.js.map',
    '{"sources":["../src/index.ts"]}',
    'dist/index.js.map is a source map, and its sources are not published',
  ],
  ['dist/a-1.d.ts', `// ${root}/src`, 'dist/a-1.d.ts contains the path of the build folder'],
  ['guide/more.md', '# Less', 'README.md links #some-more of guide/more.md, which has no such heading'],
  [
    'guide/more.md',
    '# Some more\n[a](https://github.com/block-slots/block-slots/tree/main/gone)',
    'guide/more.md links https://github.com/block-slots/block-slots/tree/main/gone, which is not in the repository',
  ],
])('a package whose %s is %j: %s', (path, text, sentence) => {
  expect(problemsOf(packedWith({}, { [path]: text }))).toContain(sentence)
})

test('only the entries for Node may import its modules', () => {
  const exports = { '.': './dist/index.js', './node': './dist/index.js' }
  const packed = packedWith({ name: '@block-slots/client', exports }, { 'dist/index.js': 'import "node:fs"' })
  expect(checkReachability(packed).filter((problem) => problem.includes('node:fs'))).toEqual([
    'dist/index.js imports node:fs, and . of @block-slots/client has to load without Node',
  ])
})

test('an import in a comment is none, whatever regular expressions stand before it', () => {
  const text =
    'const a = () => ` ${b.replace(/^"[^"]*" is not /, "")}`\n/**\n * ```ts\n * import { c } from \'unknown\'\n */'
  expect(problemsOf(packedWith({}, { 'dist/index.js': text }))).toEqual([])
  const imported = `${text}\nimport 'unknown'`
  expect(problemsOf(packedWith({}, { 'dist/index.js': imported }))).toEqual([
    'dist/index.js imports unknown, which package.json does not declare as a dependency',
  ])
})

const apart = {
  name: '@block-slots/sync',
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './postgres': { types: './dist/postgres.d.ts', default: './dist/postgres.js' },
  },
}
const postgres = { 'dist/postgres.js': 'import "pg"', 'dist/postgres.d.ts': 'import type { A } from "pg"' }

test('an optional peer is loaded by its own entry, and by a call', () => {
  const lazy = { 'dist/index.js': 'import "./a-1.js"\nexport const a = () => import("date-holidays")' }
  expect(checkLoads(packedWith(apart, { ...postgres, ...lazy, 'dist/a-1.js': '' }))).toEqual([])
})

test.each([
  ['dist/index.js', 'import "pg"', 'dist/index.js imports pg'],
  ['dist/index.js', 'export * from "./postgres.js"', 'dist/postgres.js imports pg'],
  ['dist/index.d.ts', 'export type A = import("pg/deep").A', 'dist/index.d.ts imports pg'],
  [
    'dist/index.js',
    'import { z } from "zod"\nexport const a = () => import("zod")',
    'dist/index.js imports zod',
  ],
])('the main entry loads a package of another one: %s with %j', (path, text, sentence) => {
  expect(checkLoads(packedWith(apart, { ...postgres, [path]: text }))).toEqual([
    `${sentence}, and . of @block-slots/sync has to load without it`,
  ])
})

test('every optional peer of a package has entries that may load it', () => {
  const peers = globSync('packages/*/package.json', { cwd: root }).flatMap((path) => {
    const { name, peerDependencies = {} } = readManifest(join(root, dirname(path)))
    return Object.keys(peerDependencies).map((peer) => `${name} ${peer}`)
  })
  const listed = Object.entries(loadedBy).flatMap(([name, all]) =>
    Object.keys(all).map((peer) => `${name} ${peer}`),
  )
  expect(peers.length).toBeGreaterThan(5)
  expect(peers.filter((peer) => !listed.includes(peer))).toEqual([])
})
