/** Computes the bump that a change demands, and the changesets that are too low for it. */
import { type Severity } from './severity.ts'

/** From the lowest to the highest, in the terms of changesets. */
const bumps = ['none', 'patch', 'minor', 'major'] as const
export type Bump = (typeof bumps)[number]

/** A changeset: the bumps it names. */
export type Waiting = { readonly releases: readonly { readonly name: string; readonly type: Bump }[] }

/**
 * The lowest bump that carries the change. Below 1.0.0 `^0.2.3` takes patches alone, so a change that is not
 * breaking may be one, and a breaking change is a minor.
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
 * The packages whose changelog has to name the change. The types of the client are the contract, and its users read the
 * changelog of the client alone; reworded descriptions change nothing for them.
 */
export function tellers(severity: Severity): string[] {
  if (severity === 'none') return []
  return severity === 'editorial' ? ['@block-slots/spec'] : ['@block-slots/client', '@block-slots/spec']
}

export type Shortage = { readonly name: string; readonly has: Bump; readonly needs: Bump }

/** Packages whose bump is too low or missing. */
export function shortages(waiting: readonly Waiting[], names: readonly string[], needs: Bump): Shortage[] {
  return names.flatMap((name) => {
    const named = waiting.flatMap((one) => one.releases).filter((one) => one.name === name)
    const has = bumps.findLast((bump) => named.some((one) => one.type === bump)) ?? 'none'
    return bumps.indexOf(has) < bumps.indexOf(needs) ? [{ name, has, needs }] : []
  })
}

/** The command that adds the missing changesets. */
export function remedy(short: readonly Shortage[]): string {
  const needs = short[0]?.needs ?? 'none'
  const names = short.map((one) => one.name).join(',')
  return `pnpm changeset --message "What users see, in the past tense." --${needs} ${names}`
}
