import { expect, test } from 'vitest'
import { checkLinks } from '../../package/link.ts'
import { checkManifest } from '../../package/manifest.ts'
import { checkSourceMaps } from '../../package/source-map.ts'
import type { Packed } from '../../package/packed.ts'
import { checkReachability } from '../../package/reachable.ts'
import { root } from '../../shared/root.ts'

const manifest = {
  name: '@block-slots/helpers',
  version: '0.0.0',
  description: 'A package that is right in everything',
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
  'dist/index.d.ts': 'import type { A } from "../a-1.js"\nexport type B = A | import("known/deep").C',
  'dist/a-1.d.ts': 'export type A = 1',
  'dist/index.js': 'import "known"\n//# sourceMappingURL=index.js.map',
  'dist/index.js.map': '{"sources":["../src/index.ts"],"sourcesContent":["import \\"known\\""]}',
}

/** A package that is right but for these fields and files; `undefined` takes one away. */
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

const faultsOf = (packed: Packed): string[] => [
  ...checkManifest(packed, 'packages/helpers'),
  ...checkReachability(packed),
  ...checkLinks(packed, root),
  ...checkSourceMaps(packed, root),
]

test('a package that is right has no fault', () => {
  expect(faultsOf(packedWith())).toEqual([])
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
  [{ private: true }, 'private keeps the package from users'],
  [{ os: ['linux'] }, 'os keeps the package from users'],
  [
    { publishConfig: { ...manifest.publishConfig, tag: 'next' } },
    'publishConfig.tag publishes something else, or elsewhere',
  ],
  [
    { publishConfig: { ...manifest.publishConfig, registry: 'https://a.example' } },
    'publishConfig.registry publishes something else, or elsewhere',
  ],
  [{ dependencies: { known: '*' } }, 'known is asked for as "*", which may be anything'],
  [{ dependencies: { known: 'github:a/b' } }, 'known is asked for as "github:a/b", which may be anything'],
  [{ description: '' }, 'description says nothing'],
  [{ keywords: [] }, 'keywords are missing'],
  [{ license: undefined }, 'license is not MIT'],
  [{ type: 'commonjs' }, 'type is not module'],
  [{ publishConfig: { provenance: true } }, 'publishConfig.access is not public'],
  [{ publishConfig: { access: 'public' } }, 'publishConfig.provenance is not true'],
  [{ engines: {} }, 'engines.node is not like >=20.19'],
  [{ sideEffects: undefined }, 'sideEffects is not false'],
  [{ dependencies: { known: 'workspace:*' } }, '"known":"workspace:*" means nothing to a stranger'],
  [{ devDependencies: { known: 'catalog:' } }, '"known":"catalog:" means nothing to a stranger'],
  [{ scripts: { postinstall: 'node a.js' } }, 'postinstall runs where it is installed'],
])('package.json with %j: %s', (fields, sentence) => {
  expect(faultsOf(packedWith(fields))).toEqual([`package.json: ${sentence}`])
})

test('exports with a condition that leads to sources', () => {
  const exports = { '.': { 'block-slots-source': './src/index.ts', ...manifest.exports['.'] } }
  expect(faultsOf(packedWith({ exports }))).toEqual([
    'package.json: exports has the condition block-slots-source, which leads to sources',
    'package.json leads to src/index.ts, which is not in the package',
  ])
})

test('a version without a changelog', () => {
  const fault = 'CHANGELOG.md is not in the package, or does not tell of 0.1.0'
  const after = (changes?: string): string[] =>
    faultsOf(packedWith({ version: '0.1.0' }, { 'CHANGELOG.md': changes }))
  expect(after()).toEqual([fault])
  expect(after('# Name\n\n## 0.0.1\n')).toEqual([fault])
  expect(after('# Name\n\n## 0.1.0\n\n- All of it.\n')).toEqual([])
})

test.each([
  ['LICENSE', undefined, 'LICENSE is not in the package'],
  ['LICENSE', 'All rights reserved.', 'LICENSE is not the MIT License'],
  ['dist/a-1.d.ts', undefined, 'dist/index.d.ts leads to dist/a-1.d.ts, which is not in the package'],
  ['dist/index.js.map', undefined, 'dist/index.js leads to dist/index.js.map, which is not in the package'],
  [
    'dist/old-2.js.map',
    '{"sources":["a"],"sourcesContent":["a"]}',
    'dist/old-2.js.map is in the package, and nothing leads to it',
  ],
  [
    'dist/a-1.d.ts',
    'export * from "../../src/a.ts"',
    'dist/a-1.d.ts leads to src/a.ts, which is not in the package',
  ],
  [
    'dist/a-1.d.ts',
    'export type A = import("unknown").A',
    'dist/a-1.d.ts imports unknown, which package.json does not declare for users',
  ],
  [
    'dist/a-1.d.ts',
    '/// <reference types="node" />',
    'dist/a-1.d.ts imports node, which package.json does not declare for users',
  ],
  [
    'dist/a-1.d.ts',
    'import "fs"',
    'dist/a-1.d.ts imports fs, and . of @block-slots/helpers has to load where there is no Node',
  ],
  ['dist/index.js.map', 'x', 'dist/index.js.map names no source'],
  ['dist/index.js.map', '{"sources":["../src/a.ts"]}', 'dist/index.js.map does not say what ../src/a.ts was'],
  ['dist/a-1.d.ts', `// ${root}/src`, 'dist/a-1.d.ts names the folder in which it was built'],
  ['guide/more.md', '# Less', 'README.md links #some-more of guide/more.md, which has no such heading'],
  [
    'guide/more.md',
    '# Some more\n[a](https://github.com/block-slots/block-slots/tree/main/gone)',
    'guide/more.md links https://github.com/block-slots/block-slots/tree/main/gone, which is not in the repository',
  ],
])('a package whose %s is %j: %s', (path, text, sentence) => {
  expect(faultsOf(packedWith({}, { [path]: text }))).toContain(sentence)
})

test('an entry that is for Node alone may import it, and no other', () => {
  const exports = { '.': './dist/index.js', './node': './dist/index.js' }
  const packed = packedWith({ name: '@block-slots/client', exports }, { 'dist/index.js': 'import "node:fs"' })
  expect(checkReachability(packed).filter((fault) => fault.includes('node:fs'))).toEqual([
    'dist/index.js imports node:fs, and . of @block-slots/client has to load where there is no Node',
  ])
})
