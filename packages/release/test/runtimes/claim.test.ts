import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { supportStatement } from '../../runtimes/claim.ts'
import { compilers } from '../../runtimes/compile.ts'
import { checks } from '../../runtimes/check.ts'
import { programOf } from '../../runtimes/process.ts'
import { runtimes } from '../../runtimes/list.ts'
import { readManifest } from '../../shared/manifest.ts'
import { root } from '../../shared/root.ts'

const installed: { dependencies: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(`${root}/packages/release/runtimes/package.json`, 'utf8'),
)
const pinned = (name: string): string =>
  /(?:^|@)(\d[\d.]*)$/.exec(installed.dependencies[name] ?? '')?.[1] ?? ''

test('the README names the tested runtimes and compilers', () => {
  expect(readFileSync(`${root}/README.md`, 'utf8')).toContain(supportStatement())
})

test.each(runtimes.filter(({ name }) => /\d/.test(name)))('$name is the installed version', ({ name }) => {
  const [, version = ''] = name.split(' ')
  const [folder = ''] = programOf(name)?.path.split('/') ?? []
  expect(`${pinned(folder)}.`.startsWith(`${version}.`)).toBe(true)
})

test.each(compilers)('TypeScript $name is the installed version', ({ name, path }) => {
  expect(`${pinned(path)}.`.startsWith(`${name}.`)).toBe(true)
})

test.each(runtimes)(
  '$name runs the command line and the sandbox only if it is Node',
  ({ name, features }) => {
    const isNode = name.startsWith('Node ')
    expect([features.has('bin'), features.has('sandbox')]).toEqual([isNode, isNode])
  },
)

test('sync and the command line run on every Node that their manifests allow, the oldest among them', () => {
  const nodes = runtimes.flatMap((runtime) => {
    const [folder = ''] = programOf(runtime.name)?.path.split('/') ?? []
    return folder.startsWith('node-') ? [{ version: pinned(folder), ...runtime }] : []
  })
  for (const folder of ['packages/sync', 'packages/cli']) {
    const engines = JSON.stringify(readManifest(join(root, folder))['engines'])
    const [oldest = ''] = /[\d.]+/.exec(engines) ?? []
    const isAllowed = (version: string): boolean =>
      version.localeCompare(`${oldest}.0`, 'en', { numeric: true }) >= 0
    expect(nodes.map(({ version }) => version)).toContain(`${oldest}.0`)
    expect(nodes.map(({ features }) => features.has('sync'))).toEqual(
      nodes.map(({ version }) => isAllowed(version)),
    )
  }
  const others = runtimes.filter(({ name }) => !name.startsWith('Node '))
  expect(others.filter(({ features }) => features.has('sync'))).toEqual([])
})

test('runtimes and checks have unique names', () => {
  expect(new Set(runtimes.map(({ name }) => name)).size).toBe(runtimes.length)
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length)
})
