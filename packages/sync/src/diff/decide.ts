import { isSameValue, pickValue, type Value } from '../block.ts'
import { asDeleted, storedValue, type Ledger, type LedgerChange, type LedgerEntry } from '../ledger.ts'
import type { Rules } from '../rules.ts'
import type { Step } from '../step.ts'
import type { Wanted } from '../wanted.ts'
import { askedFor, type ListedBlock } from './list.ts'
import type { Match, Matches } from './match.ts'
import type { OwnBlock } from './own.ts'

/** The context of a decision. */
export type Context = {
  readonly rules: Rules
  readonly ledger: Ledger
  /** Values that an earlier run may have created. */
  readonly creating: ReadonlySet<string>
  /** Ids that an earlier run may have deleted. */
  readonly deleting: ReadonlySet<string>
  /** Reasons whose items could not be read. */
  readonly unreadable: ReadonlySet<string>
}

/** A step, and how the ledger changes before it. */
export type Decision = { readonly step?: Step; readonly change?: LedgerChange }

/** Decides what to do for a wanted block. */
export function decideWanted(match: Match, context: Context): Decision {
  const { wanted } = match
  switch (match.kind) {
    case 'equal': {
      const { id } = match.block
      return { step: { action: 'exists', id, wanted, owned: context.ledger.has(id) } }
    }
    case 'edited':
      return decideEdited(wanted, match, context.rules)
    case 'deleted':
      return decideDeleted(match, match.own, context)
    case 'outdated': {
      const { id, value: was } = match.listed
      const change = remember(match.own, withoutDeletion(match.own.entry))
      if (context.rules.mode === 'add') return { step: createStep(match, context), ...change }
      const asked = askedFor(match.own.entry, match.listed)
      return { step: { action: 'update', id, wanted, was, ...asked, by: 'source' }, ...change }
    }
    case 'none':
      return { step: createStep(match, context) }
    default:
      return match satisfies never
  }
}

/** A person has changed the block, and its source has not changed since. */
function decideEdited(
  wanted: Wanted,
  { own, listed }: { readonly own: OwnBlock; readonly listed: ListedBlock },
  { mode, editedByHand }: Rules,
): Decision {
  const { id, value: was } = listed
  const change = remember(own, { ...withoutDeletion(own.entry), reasons: wanted.reasons })
  if (mode === 'add' || editedByHand === 'keep')
    return { step: { action: 'keep', id, was, wanted, why: 'edited-by-hand' }, ...change }
  return { step: { action: 'update', id, wanted, was, by: 'person' }, ...change }
}

/** The list lacks the block, and its source has not changed since. */
function decideDeleted(match: Match, { id, entry }: OwnBlock, context: Context): Decision {
  const { wanted } = match
  // An earlier run may have deleted it here, and was interrupted before it could remember that.
  const byHand = entry.deletedByHand === true || !context.deleting.has(id)
  if (!byHand || context.rules.deletedByHand === 'restore')
    return { step: createStep(match, context), ...remember({ id, entry }, asDeleted(entry)) }
  return {
    step: { action: 'keep', id, was: storedValue(entry), wanted, why: 'deleted-by-hand' },
    ...remember({ id, entry }, { ...entry, reasons: wanted.reasons, deletedByHand: true }),
  }
}

const createStep = ({ wanted, key }: Match, { creating }: Context): Step => ({
  action: 'create',
  wanted,
  ...(creating.has(key) && { sentBefore: true }),
})

/** Decides what to do with the blocks that this program created and that stand for no wanted one. */
export function decideRest({ matches, rest }: Matches, { rules: { mode }, unreadable }: Context): Decision[] {
  const wantedKeys = new Set(matches.map(({ key }) => key))
  return rest.map((own): Decision => {
    const { id, entry, listed } = own
    if (listed === undefined) return remember(own, asDeleted(entry))
    const change = remember(own, withoutDeletion(entry))
    if (mode === 'add') return change
    const { value: was, key } = listed
    // A person has edited it: to delete it could delete that person's entry.
    if (!own.isAsStored) return { step: { action: 'keep', id, was, why: 'edited-by-hand' }, ...change }
    // Time must never become free because an item cannot be read.
    if (entry.reasons.some((reason) => isUnreadable(reason, unreadable)))
      return { step: { action: 'keep', id, was, why: 'unreadable' }, ...change }
    const why = wantedKeys.has(key) || wantedKeys.has(own.wantedKey) ? 'surplus' : 'unwanted'
    return {
      step: { action: 'delete', id, was, ...askedFor(entry, listed), reasons: entry.reasons, why },
      ...change,
    }
  })
}

/** True for an item that could not be read, and for an instance of it: its id, a blank, and that of the instance. */
function isUnreadable(reason: string, unreadable: ReadonlySet<string>): boolean {
  if (unreadable.size === 0 || unreadable.has(reason)) return unreadable.size > 0
  for (let at = reason.indexOf(' '); at !== -1; at = reason.indexOf(' ', at + 1)) {
    if (unreadable.has(reason.slice(0, at))) return true
  }
  return false
}

/** Remembers the items and the value for which a block stays: a person may have moved it to the value of another item. */
export function rememberEqual(matches: readonly Match[], ledger: Ledger): LedgerChange[] {
  const wantsOf = new Map<string, EqualMatch[]>()
  for (const match of matches) {
    if (match.kind !== 'equal' || !ledger.has(match.block.id)) continue
    const { id } = match.block
    wantsOf.set(id, [...(wantsOf.get(id) ?? []), match])
  }
  return [...wantsOf].flatMap(([id, wants]) => {
    const entry = ledger.get(id)
    const [first] = wants
    if (entry === undefined || first === undefined) return []
    const reasons =
      wants.length === 1
        ? first.wanted.reasons
        : [...new Set(wants.flatMap(({ wanted }) => wanted.reasons))].toSorted()
    return remember({ id, entry }, { reasons, ...valueFor(wants, first, entry) }).change ?? []
  })
}

/** The value for which a block is remembered: it may stand for several when the service has altered its title. */
function valueFor(
  wants: readonly EqualMatch[],
  first: EqualMatch,
  entry: LedgerEntry,
): Omit<LedgerEntry, 'reasons'> {
  const same = wants.find(({ key, block }) => key === block.own?.wantedKey)
  const { key, wanted, block } = same ?? first
  const stored = key !== block.key && { stored: block.value }
  return { wanted: same === undefined ? pickValue(wanted) : entry.wanted, ...stored }
}

type EqualMatch = Extract<Match, { readonly kind: 'equal' }>

const withoutDeletion = ({ reasons, wanted, stored }: LedgerEntry): LedgerEntry => ({
  reasons,
  wanted,
  ...(stored && { stored }),
})

/** Changes the ledger where something differs. */
function remember(
  { id, entry }: Pick<OwnBlock, 'id' | 'entry'>,
  next: LedgerEntry,
): { readonly change?: LedgerChange } {
  const isSame =
    entry.deletedByHand === next.deletedByHand &&
    entry.unwanted === next.unwanted &&
    entry.reasons.length === next.reasons.length &&
    entry.reasons.every((reason, index) => reason === next.reasons[index]) &&
    isEqual(entry.wanted, next.wanted) &&
    isEqual(entry.stored, next.stored)
  return isSame ? {} : { change: { id, entry: next } }
}

const isEqual = (one: Value | undefined, other: Value | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && isSameValue(one, other))
