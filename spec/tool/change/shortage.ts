/** Which bump a change demands, and whether the waiting changesets name one that is high enough. */
import { type Severity } from './severity.ts'

/** From the lowest to the highest, in the words of changesets. */
const bumps = ['none', 'patch', 'minor', 'major'] as const
export type Bump = (typeof bumps)[number]

/** A changeset: what it bumps. */
export type Waiting = { readonly releases: readonly { readonly name: string; readonly type: Bump }[] }

/**
 * The lowest bump that carries the change. Below 1.0.0 `^0.2.3` takes patches alone, so what breaks nobody may be one,
 * and what breaks somebody is a minor.
 */
export function demanded(severity: Severity, version: string): Bump {
  const started = Number.parseInt(version, 10) >= 1
  const table: Record<Severity, Bump> = {
    none: 'none',
    editorial: 'patch',
    additive: started ? 'minor' : 'patch',
    breaking: started ? 'major' : 'minor',
  }
  return table[severity]
}

/**
 * The packages whose changelog has to tell it. The client's types are the contract, and whoever has the client reads
 * nothing else; other words in a description change nothing for its users.
 */
export function tellers(severity: Severity): string[] {
  if (severity === 'none') return []
  return severity === 'editorial' ? ['@block-slots/spec'] : ['@block-slots/client', '@block-slots/spec']
}

export type Shortage = { readonly name: string; readonly has: Bump; readonly needs: Bump }

/** The packages that are named with less than they need, or not at all. */
export function shortages(waiting: readonly Waiting[], names: readonly string[], needs: Bump): Shortage[] {
  return names.flatMap((name) => {
    const named = waiting.flatMap((one) => one.releases).filter((one) => one.name === name)
    const has = bumps.findLast((bump) => named.some((one) => one.type === bump)) ?? 'none'
    return bumps.indexOf(has) < bumps.indexOf(needs) ? [{ name, has, needs }] : []
  })
}

/** What to type to end the shortage. */
export function remedy(short: readonly Shortage[]): string {
  const needs = short[0]?.needs ?? 'none'
  const names = short.map((one) => one.name).join(',')
  return `pnpm changeset --message "What users see, in the past tense." --${needs} ${names}`
}
