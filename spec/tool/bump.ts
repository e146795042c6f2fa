/**
 * `pnpm --filter @block-slots/spec bump`: describes the change since the last release, and fails when the pending changesets are
 * too low for it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Change, changeOf, type Verdict } from './change/change.ts'
import { severities } from './change/severity.ts'
import { type Bump, demanded, remedy, type Shortage, shortages, tellers } from './change/shortage.ts'
import { queue } from './change/waiting.ts'
import { fields } from './document.ts'
import { contracts } from './released.ts'

export type Finding = {
  /** Missing before the first release, when there is nothing to compare with. */
  readonly verdict: Verdict | undefined
  readonly version: string
  readonly needs: Bump
  readonly short: readonly Shortage[]
  /** Faults of the changesets themselves. */
  readonly faults: readonly string[]
}

/** True when the repository can be versioned as it is. */
export function passes({ short, faults }: Finding): boolean {
  return short.length === 0 && faults.length === 0
}

/**
 * Compares the contract with the released one, and checks the changesets of a repository.
 *
 * @param compare The comparison of two contracts, which takes a second.
 */
export async function check(root: string, compare: typeof changeOf = changeOf): Promise<Finding> {
  const { before, after } = contracts(root)
  const version = String(fields(JSON.parse(readFileSync(join(root, 'spec/package.json'), 'utf8')))['version'])
  const { waiting, faults } = await queue(root)
  if (before === undefined) {
    // Everything is new: any bump is enough, but a changeset is needed.
    const short = shortages(waiting, ['@block-slots/spec'], 'patch')
    const lost =
      version === '0.0.0'
        ? []
        : [`${version} is released, but spec/released.yaml, which says what that was, is gone.`]
    return { verdict: undefined, version, needs: 'patch', short, faults: [...faults, ...lost] }
  }
  const verdict = await compare(before, after)
  const needs = demanded(verdict.severity, version)
  const short = shortages(waiting, tellers(verdict.severity), needs)
  return { verdict, version, needs, short, faults }
}

function places(where: readonly string[]): string {
  const named = where.slice(0, 3).join(', ')
  return where.length > 3 ? `${named} and ${where.length - 3} more` : named
}

function lines(changes: readonly Change[]): string[] {
  return severities.toReversed().flatMap((severity) => {
    const group = changes.filter((one) => one.severity === severity)
    const shown = group
      .slice(0, 12)
      .map(({ text, where }) => `  ${severity.padEnd(9)}  ${text}\n${' '.repeat(13)}${places(where)}`)
    return group.length > 12 ? [...shown, `  ${severity.padEnd(9)}  and ${group.length - 12} more`] : shown
  })
}

/** Formats a finding for a terminal. */
export function report(finding: Finding): string {
  return [bumpReport(finding), ...finding.faults].join('\n')
}

function bumpReport({ verdict, version, needs, short }: Finding): string {
  const change =
    verdict === undefined
      ? ['The contract has never been released; all of it is new.']
      : verdict.severity === 'none'
        ? [`The contract is the one released with ${version}.`]
        : [`Changed since ${version}, ${verdict.severity}:`, ...lines(verdict.changes)]
  if (needs === 'none') return change.join('\n')
  if (short.length === 0)
    return [...change, `It demands a ${needs} bump, and the waiting changesets have it.`].join('\n')
  const missing = short.map(({ name, has }) =>
    has === 'none' ? `  No changeset names ${name}.` : `  The changesets bump ${name} by a ${has} alone.`,
  )
  return [...change, `It demands a ${needs} bump:`, ...missing, `Type:\n  ${remedy(short)}`].join('\n')
}

if (import.meta.main) {
  const [root = fileURLToPath(new URL('../..', import.meta.url))] = process.argv.slice(2)
  const finding = await check(root)
  process.stdout.write(`${report(finding)}\n`)
  process.exitCode = passes(finding) ? 0 : 1
}
