import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findGitBlockers, findVersionBlockers } from '../../package/preflight.ts'
import { readManifest } from '../../shared/manifest.ts'
import { root as repository } from '../../shared/root.ts'
import { temporaryFolder } from '../../shared/temporary-folder.ts'

const released = {
  'spec/package.json': '{ "name": "a", "version": "0.1.0" }',
  'packages/b/package.json': '{ "name": "b", "version": "0.1.0" }',
  'packages/own/package.json': '{ "name": "own", "version": "0.0.0", "private": true }',
}

/** Creates a folder with these files. */
function folderOf(files: Readonly<Record<string, string>> = {}): string {
  const { path: root, remove } = temporaryFolder('preflight')
  onTestFinished(remove)
  for (const [path, text] of Object.entries({ ...released, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

test('versioned packages without pending changesets can be published', () => {
  expect(findVersionBlockers(folderOf())).toEqual([])
})

test.each([
  ['pending changesets', { '.changeset/a.md': '' }, 'Pending changesets: 1.'],
  [
    'a package that was never versioned',
    { 'spec/package.json': '{ "name": "a", "version": "0.0.0" }' },
    'Version 0.0.0 ',
  ],
  ['one version raised by hand', { 'spec/package.json': '{ "version": "0.2.0" }' }, 'different versions: '],
])('%s: publishing is refused', (_, files, blocker) => {
  expect(findVersionBlockers(folderOf(files)).join('\n')).toContain(blocker)
})

test('a folder without git is refused', () => {
  expect(findGitBlockers(folderOf())).toEqual([expect.stringContaining('not a git repository')])
})

describe.skipIf(spawnSync('git', ['--version']).status !== 0)('in a git repository', () => {
  function committed(): string {
    const root = folderOf()
    const settings = ['user.name=a', 'user.email=a@b', 'commit.gpgsign=false']
    const git = (...args: string[]): Buffer =>
      execFileSync('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], { cwd: root })
    git('init', '--quiet')
    git('add', '--all')
    git('commit', '--quiet', '-m', 'All')
    return root
  }

  test('a clean working tree can be published', () => {
    expect(findGitBlockers(committed())).toEqual([])
  })

  test('an uncommitted file is named', () => {
    const root = committed()
    writeFileSync(join(root, 'spec/openapi.yaml'), 'openapi: 3.1.0\n')
    expect(findGitBlockers(root)).toEqual(['Not committed: spec/openapi.yaml.'])
  })
})

test('release:publish runs the preflight first', () => {
  const { scripts } = readManifest(repository)
  expect(scripts).toMatchObject({
    'release:publish': expect.stringMatching(/^node packages\/release\/package\/preflight\.ts && /),
  })
})
