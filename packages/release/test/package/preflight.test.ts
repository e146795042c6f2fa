import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../shared/temporary-folder.ts'
import { readManifest } from '../../shared/manifest.ts'
import { findBlockers } from '../../package/preflight.ts'
import { root as home } from '../../shared/root.ts'

const released = {
  'spec/package.json': '{ "name": "a", "version": "0.1.0" }',
  'packages/b/package.json': '{ "name": "b", "version": "0.1.0" }',
  'packages/own/package.json': '{ "name": "own", "version": "0.0.0", "private": true }',
}

/** A repository of these files, all of them committed. */
function repository(files: Readonly<Record<string, string>>): string {
  const { path: root, remove } = temporaryFolder('ready')
  onTestFinished(remove)
  for (const [path, text] of Object.entries({ ...released, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd: root })
  git('init', '--quiet')
  git('add', '--all')
  git(
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@b',
    '-c',
    'commit.gpgsign=false',
    'commit',
    '--quiet',
    '-m',
    'All',
  )
  return root
}

test('what is versioned and committed can be published', () => {
  expect(findBlockers(repository({}))).toEqual([])
})

test.each([
  ['changesets that wait', { '.changeset/a.md': '' }, 'Changesets wait: 1.'],
  [
    'a package that was never versioned',
    { 'spec/package.json': '{ "name": "a", "version": "0.0.0" }' },
    '0.0.0',
  ],
  ['one version raised by hand', { 'spec/package.json': '{ "version": "0.2.0" }' }, 'several versions: '],
])('%s cannot', (_, files, reason) => {
  expect(findBlockers(repository(files)).join('\n')).toContain(reason)
})

test('what nobody has committed cannot', () => {
  const root = repository({})
  writeFileSync(join(root, 'spec/openapi.yaml'), 'openapi: 3.1.0\n')
  expect(findBlockers(root)).toEqual(['Not committed: spec/openapi.yaml.'])
})

test('publishing by hand asks first', () => {
  const { scripts } = readManifest(home)
  expect(scripts).toMatchObject({
    'release:publish': expect.stringMatching(/^node packages\/release\/tool\/ready\.ts && /),
  })
})
