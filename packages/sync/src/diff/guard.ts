import type { LedgerChange } from '../ledger.ts'
import type { Stop } from '../plan.ts'
import { defaultRules, maxDeletes, type Rules } from '../rules.ts'
import type { Step } from '../step.ts'
import { sourceOf, type Wanted } from '../wanted.ts'
import type { OwnBlock } from './own.ts'

/** The difference of one owner, which the guards check. */
export type GuardInput = {
  readonly wanted: readonly Wanted[]
  /** The blocks that this program created and that overlap the window. */
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
export function ownedBlocks({ owns, deleting }: Pick<GuardInput, 'owns' | 'deleting'>): {
  readonly owned: number
  readonly shown: number
} {
  const shown = owns.filter(({ listed }) => listed !== undefined).length
  const hidden = owns.filter(
    ({ id, entry, listed }) => listed === undefined && entry.deletedByHand !== true && !deleting.has(id),
  ).length
  return { owned: shown + hidden, shown }
}

/**
 * Stops an owner when its list or a source looks as if it had failed. One number overrides all guards at once: where several of
 * them stop an owner, the first names the largest of their counts.
 */
export function findStop(input: GuardInput, rules: Rules, allow: number | undefined): Stop | undefined {
  const stops = [
    findUnreadable(input),
    findListStop(input, rules),
    findEmptySources(input),
    findDeletes(input, rules),
  ]
  const found = stops.filter((stop) => stop !== undefined)
  const [first] = found
  const count = Math.max(...found.map((stop) => stop.count))
  if (first === undefined || count === allow) return undefined
  return withAllowed({ ...first, count })
}

/** A stop that an override can name by its count. Its message is a sentence without an end. */
type CountedStop = Stop & { readonly count: number }

/** Completes the sentence of a stop by the option that overrides it, for the command line and for code. */
export const withAllowed = (stop: CountedStop): Stop => ({
  ...stop,
  message: `${stop.message}; to go on anyway, pass --allow ${stop.count} (in code, allow: ${stop.count}).`,
})

function findUnreadable({ unreadable: count }: GuardInput): CountedStop | undefined {
  if (count === 0) return undefined
  return {
    reason: 'unreadable',
    count,
    message: `The list shows ${blocks(count)} whose times have no offset and cannot be compared`,
  }
}

/** Stops an owner whose list lacks more of the blocks that this program created than a person is likely to delete. */
export function findListStop(
  input: Pick<GuardInput, 'owns' | 'deleting'>,
  rules: Rules,
): CountedStop | undefined {
  const { owned, shown } = ownedBlocks(input)
  const count = owned - shown
  if (shown === 0 && owned >= minHidden)
    return {
      reason: 'list-empty',
      count,
      message: `The list shows none of the ${blocks(owned)} that this program created`,
    }
  // A list is not trusted more where more may be deleted: what it lacks may be created again beside what it hides.
  const most = Math.min(maxDeletes(rules, owned), maxDeletes(defaultRules, owned))
  if (count <= most) return undefined
  return {
    reason: 'list-truncated',
    count,
    message: `The list lacks ${count} of the ${blocks(owned)} that this program created, and a person is not likely to delete more than ${most}`,
  }
}

/** A source that yields nothing matters when blocks, or the memory of deleted ones, would be lost for it. */
function findEmptySources({ wanted, owns, steps, changes }: GuardInput): CountedStop | undefined {
  const lost = new Set([
    ...steps.flatMap((step) =>
      step.action === 'delete' || (step.action === 'update' && step.by === 'source') ? [step.id] : [],
    ),
    ...changes.flatMap(({ id, entry }) => (entry === null || entry.unwanted === true ? [id] : [])),
  ])
  if (lost.size === 0) return undefined
  const yielding = new Set(wanted.flatMap(({ reasons }) => reasons.map(sourceOf)))
  const isEmpty = (reason: string): boolean => !yielding.has(sourceOf(reason))
  const losing = owns.filter(({ id, entry }) => lost.has(id) && entry.reasons.some(isEmpty))
  const [name, ...others] = new Set(
    losing.flatMap(({ entry }) => entry.reasons.filter(isEmpty).map(sourceOf)),
  )
  if (name === undefined) return undefined
  const [sources, yields] = others.length === 0 ? ['source', 'yields'] : ['sources', 'yield']
  return {
    reason: 'source-empty',
    source: name,
    count: losing.length,
    message: `The ${sources} ${[name, ...others].join(', ')} ${yields} nothing, although ${blocks(losing.length)} created for ${others.length === 0 ? 'it' : 'them'} would be lost`,
  }
}

function findDeletes(input: GuardInput, rules: Rules): CountedStop | undefined {
  // Of surplus blocks an equal one stays: no time becomes free, however many they are.
  const count = input.steps.filter((step) => step.action === 'delete' && step.why !== 'surplus').length
  const { owned } = ownedBlocks(input)
  const most = maxDeletes(rules, owned)
  if (count <= most) return undefined
  return {
    reason: 'max-delete',
    count,
    message: `${count} of the ${blocks(owned)} that this program created would be deleted, more than the ${most} of maxDelete`,
  }
}

const blocks = (count: number): string => (count === 1 ? '1 block' : `${count} blocks`)
