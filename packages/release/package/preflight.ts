import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { type Manifest, readManifest } from '../shared/manifest.ts'
import { root } from '../shared/root.ts'

/*
 * `release:publish` asks this first. A version that is published stays so: the changes that wait would be in it and in no
 * changelog, and what nobody has committed would be in it and nowhere else.
 */

/** Why the repository cannot be published as it lies there, one sentence each. */
export function findBlockers(at: string): string[] {
  const git = (...args: string[]): string[] =>
    execFileSync('git', args, { cwd: at, encoding: 'utf8' }).split('\n').filter(Boolean)
  const packages: Manifest[] = globSync('{spec,packages/*}/package.json', { cwd: at })
    .map((path) => readManifest(join(at, path, '..')))
    .filter((manifest) => manifest['private'] !== true)
  const versions = new Set(packages.map(({ version }) => version))
  const waiting = globSync('.changeset/*.md', { cwd: at }).filter((path) => !path.endsWith('README.md'))
  const changed = git('status', '--porcelain')
  return [
    ...(waiting.length === 0
      ? []
      : [`Changesets wait: ${waiting.length}. Merge the pull request "Version packages" first.`]),
    ...(versions.has('0.0.0') ? ['The version 0.0.0 is for what was never released.'] : []),
    ...(versions.size === 1 ? [] : [`The packages have several versions: ${[...versions].join(', ')}.`]),
    ...(changed.length === 0 ? [] : [`Not committed: ${changed.map((line) => line.slice(3)).join(', ')}.`]),
  ]
}

if (import.meta.main) {
  const reasons = findBlockers(root)
  for (const reason of reasons) process.stderr.write(`${reason}\n`)
  if (reasons.length > 0) process.exitCode = 1
}
