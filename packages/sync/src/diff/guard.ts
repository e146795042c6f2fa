import type { LedgerChange } from '../ledger.ts'
import type { Stop } from '../plan.ts'
import { maxDeletes, type Rules } from '../rules.ts'
import type { Step } from '../step.ts'
import { sourceOf, type Wanted } from '../wanted.ts'
import type { OwnBlock } from './own.ts'

/** What the guards judge: the difference of one owner. */
export type Judged = {
  readonly wanted: readonly Wanted[]
  /** The blocks made here that overlap the window. */
  readonly owns: readonly OwnBlock[]
  readonly steps: readonly Step[]
  readonly changes: readonly LedgerChange[]
  /** Native blocks of the list whose times have no offset. */
  readonly unreadable: number
  /** Ids of blocks that an unfinished step was to delete. */
  readonly deleting: ReadonlySet<string>
}

/** A list that shows none of so many blocks is empty by mistake. A person may well have deleted the only one. */
const minHidden = 2

/** The blocks that have to be there unless a person has deleted them, and those that are. */
export function ownedBlocks({ owns, deleting }: Pick<Judged, 'owns' | 'deleting'>): {
  readonly owned: number
  readonly shown: number
} {
  const shown = owns.filter(({ listed }) => listed !== undefined).length
  const hidden = owns.filter(
    ({ id, made, listed }) => listed === undefined && made.deletedByHand !== true && !deleting.has(id),
  ).length
  return { owned: shown + hidden, shown }
}

/**
 * Stops an owner when its list or a source looks like a failure. One number settles all that is seen at once: where several
 * guards stop an owner, each names the largest of their counts.
 */
export function findStop(judged: Judged, rules: Rules, allow: number | undefined): Stop | undefined {
  const stops = [
    unreadable(judged),
    findListStop(judged, rules),
    emptySources(judged),
    deletes(judged, rules),
  ]
  const seen = stops.filter((stop) => stop !== undefined)
  const [first] = seen
  const count = Math.max(...seen.map((stop) => stop.count))
  if (first === undefined || count === allow) return undefined
  return withAllowed({ ...first, count })
}

/** A stop that one number settles. */
type Seen = Stop & { readonly count: number }

/** Says what settles a stop. */
export const withAllowed = (stop: Seen): Stop => ({
  ...stop,
  message: `${stop.message}; if that is meant, type --allow ${stop.count} (allow: ${stop.count}).`,
})

function unreadable({ unreadable: count }: Judged): Seen | undefined {
  if (count === 0) return undefined
  return {
    reason: 'unreadable',
    count,
    message: `The list shows ${blocks(count)} whose times have no offset, which can be compared with nothing`,
  }
}

/** Stops an owner whose list lacks more of the blocks that were made here than a person is likely to delete. */
export function findListStop(judged: Pick<Judged, 'owns' | 'deleting'>, rules: Rules): Seen | undefined {
  const { owned, shown } = ownedBlocks(judged)
  const count = owned - shown
  if (shown === 0 && owned >= minHidden)
    return {
      reason: 'list-empty',
      count,
      message: `The list shows none of the ${blocks(owned)} that were made here`,
    }
  const most = maxDeletes(rules, owned)
  if (count <= most) return undefined
  return {
    reason: 'list-truncated',
    count,
    message: `The list lacks ${count} of the ${blocks(owned)} that were made here, more than the ${most} of maxDelete`,
  }
}

/** A source that yields nothing matters when blocks, or the memory of deleted ones, would be lost for it. */
function emptySources({ wanted, owns, steps, changes }: Judged): Seen | undefined {
  const lost = new Set([
    ...steps.flatMap((step) =>
      step.action === 'delete' || (step.action === 'update' && step.by === 'source') ? [step.id] : [],
    ),
    ...changes.flatMap(({ id, made }) => (made === null || made.reasons.length === 0 ? [id] : [])),
  ])
  if (lost.size === 0) return undefined
  const yielding = new Set(wanted.flatMap(({ reasons }) => reasons.map(sourceOf)))
  const isEmpty = (reason: string): boolean => !yielding.has(sourceOf(reason))
  const losing = owns.filter(({ id, made }) => lost.has(id) && made.reasons.some(isEmpty))
  const [name, ...others] = new Set(losing.flatMap(({ made }) => made.reasons.filter(isEmpty).map(sourceOf)))
  if (name === undefined) return undefined
  const [sources, yields] = others.length === 0 ? ['source', 'yields'] : ['sources', 'yield']
  return {
    reason: 'source-empty',
    source: name,
    count: losing.length,
    message: `The ${sources} ${[name, ...others].join(', ')} ${yields} nothing although ${blocks(losing.length)} made for it would be lost`,
  }
}

function deletes(judged: Judged, rules: Rules): Seen | undefined {
  // Of surplus blocks an equal one stays: no time becomes free, however many they are.
  const count = judged.steps.filter((step) => step.action === 'delete' && step.why !== 'surplus').length
  const { owned } = ownedBlocks(judged)
  const most = maxDeletes(rules, owned)
  if (count <= most) return undefined
  return {
    reason: 'max-delete',
    count,
    message: `${count} of the ${blocks(owned)} that were made here would be deleted, more than the ${most} of maxDelete`,
  }
}

const blocks = (count: number): string => (count === 1 ? '1 block' : `${count} blocks`)
