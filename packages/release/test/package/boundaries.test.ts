import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { boundaries, findViolations } from '../../package/boundaries.ts'
import { readImports } from '../../package/imports.ts'
import { readManifest } from '../../shared/manifest.ts'
import { root } from '../../shared/root.ts'

test('every published package with code has a boundary', () => {
  const published = globSync('packages/*/package.json', { cwd: root })
    .map((path) => path.replaceAll('\\', '/').replace('/package.json', ''))
    .filter((folder) => readManifest(join(root, folder)).private !== true)
  expect(Object.keys(boundaries).toSorted()).toEqual(published.toSorted())
})

test.each(Object.entries(boundaries))('the sources of %s stay in its boundary', (folder, boundary) => {
  expect(findViolations(readImports(join(root, folder, 'src')), boundary)).toEqual([])
})

test.each(Object.entries(boundaries))(
  '%s depends on the packages of its boundary alone',
  (folder, { runtime }) => {
    const { dependencies = {}, peerDependencies = {} } = readManifest(join(root, folder))
    const needed = Object.keys({ ...dependencies, ...peerDependencies })
    expect(needed.filter((name) => !runtime.includes(name))).toEqual([])
  },
)

test('seeded violations are reported', () => {
  const graph = new Map([
    ['a.ts', ['node/b.ts', '@block-slots/helpers/icalendar', 'openapi-fetch', 'node:fs', '../test/a.ts']],
    ['node/b.ts', ['node:fs']],
  ])
  expect(findViolations(graph, { runtime: ['openapi-fetch'], node: ['node/'] })).toEqual([
    'a.ts imports @block-slots/helpers/icalendar',
    'a.ts imports node:fs, and has to load without Node',
    'a.ts imports ../test/a.ts, which is outside the package',
  ])
})
