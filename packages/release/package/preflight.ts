import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { type Manifest, readManifest } from '../shared/manifest.ts'
import { root } from '../shared/root.ts'

/*
 * `release:publish` runs this first, because a published version cannot be taken back: pending changesets would be
 * released without a changelog, and uncommitted files would exist in the tarball only.
 */

/** Reasons in the packages not to publish them, one sentence each. */
export function findVersionBlockers(folder: string): string[] {
  const packages: Manifest[] = globSync('{spec,packages/*}/package.json', { cwd: folder })
    .map((path) => readManifest(join(folder, path, '..')))
    .filter((manifest) => manifest['private'] !== true)
  const versions = new Set(packages.map(({ version }) => version))
  const pending = globSync('.changeset/*.md', { cwd: folder }).filter((path) => !path.endsWith('README.md'))
  return [
    ...(pending.length === 0
      ? []
      : [`Pending changesets: ${pending.length}. Merge the pull request "Version packages" first.`]),
    ...(versions.has('0.0.0') ? ['Version 0.0.0 marks packages that were never versioned.'] : []),
    ...(versions.size === 1 ? [] : [`The packages have different versions: ${[...versions].join(', ')}.`]),
  ]
}

/** Reasons in the working tree not to publish it, one sentence each. */
export function findGitBlockers(folder: string): string[] {
  let status: string
  try {
    status = execFileSync('git', ['status', '--porcelain'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  } catch {
    return [
      'This folder is not a git repository, so uncommitted files cannot be found. Publish from a clone.',
    ]
  }
  const changed = status.split('\n').filter(Boolean)
  return changed.length === 0 ? [] : [`Not committed: ${changed.map((line) => line.slice(3)).join(', ')}.`]
}

if (import.meta.main) {
  const blockers = [...findVersionBlockers(root), ...findGitBlockers(root)]
  for (const blocker of blockers) process.stderr.write(`${blocker}\n`)
  if (blockers.length > 0) process.exitCode = 1
}
