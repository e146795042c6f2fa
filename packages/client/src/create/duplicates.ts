import type { BlockSlotsApi } from '../api.ts'
import { setBounded } from '../bounded-map.ts'
import { timeoutsOf } from '../operation.ts'
import type { CallOptions } from '../options/call.ts'
import type { Settings } from '../options/client.ts'
import { call } from '../request/call.ts'
import { forkForRead, type CallContext, type UnknownOutcome } from '../request/context.ts'
import {
  claim,
  defaultReconcileTimeoutMs,
  historyOf,
  keyOf,
  openCreates,
  type SentCreate,
} from './history.ts'
import { listAround, readClock, rowOf } from './list.ts'
import { findBlock, naturalKey, type NewBlock, type Row } from './match.ts'
import { searchFor } from './reconcile.ts'

/** Blocks that exist twice, because the service applied a create after it had been sent again. */
export type Duplicate = {
  /** The block that the call returned; missing where the call, or `reconcile()`, ended without finding one. */
  readonly id?: string
  /** The others, which `delete` removes. */
  readonly duplicates: readonly string[]
}

/** The result of a search for duplicates. */
export type DuplicateReport = {
  /** Number of creates that were checked. */
  readonly checked: number
  /** Number of creates that cannot be checked yet; search again later. */
  readonly pending: number
  readonly duplicates: readonly Duplicate[]
}

/** A create that was sent again after it was found not to have been applied. */
export type ResentCreate = {
  /** The block that the call returned, if it did. */
  readonly id: string | undefined
  /** The quota that the create counts to. */
  readonly key: string
  readonly block: NewBlock
  /** The first request, and when the last one was sent. */
  readonly first: SentCreate
  /** From when on no duplicate can appear any more. */
  readonly dueAt: number
}

/** The creates of one client. */
export type CreateScope = {
  readonly settings: Settings
  readonly api: BlockSlotsApi
  /** Creates that may have left a duplicate behind. */
  readonly resent: Map<string, ResentCreate>
}

/**
 * Records a create that was sent again. Its first request may be applied for as long as a request may take, whatever was seen
 * of it: a response was observed after 62 s; or for three times as long as the client has waited, where that is longer, since
 * the service is slow then. A list may lag by a reconcile timeout.
 */
export function trackResend(
  { settings, resent }: CreateScope,
  { key, operation }: CallContext,
  { block, first }: { readonly block: NewBlock; readonly first?: UnknownOutcome | undefined },
  id?: string,
): void {
  if (first === undefined) return
  const { clock, reconcileTimeoutMs = defaultReconcileTimeoutMs } = settings
  const now = clock.now()
  const applicableMs = Math.max(timeoutsOf(operation).attemptMs, 3 * (now - first.endedAt))
  const unfound = `${naturalKey(block)} ${first.sentAt}`
  // An earlier entry for the same create without its id is obsolete.
  if (id !== undefined) resent.delete(unfound)
  const dueAt = first.endedAt + applicableMs + reconcileTimeoutMs
  setBounded(resent, id ?? unfound, { id, key, block, first: { ...first, lastSentAt: now }, dueAt })
}

/** Looks for duplicates of every create that was sent again and whose time is over. */
export function findDuplicates(
  { settings, api, resent }: CreateScope,
  options?: CallOptions,
): Promise<DuplicateReport> {
  const spec = { operation: 'listBlockedSlots', options, prepare: () => undefined } as const
  return call(settings, spec, async (context) => {
    const due = [...resent].filter(([, { dueAt }]) => dueAt <= settings.clock.now())
    const lists: (readonly Row[])[] = []
    for (const [, create] of due) lists.push(await rowsFor(context, api, create))
    // After the last list: when one cannot be read, what was found would be lost. And all at once: what was found may be the
    // block of an equal create meanwhile.
    let checked = 0
    const duplicates: Duplicate[] = []
    for (const [index, [name, create]] of due.entries()) {
      const found = duplicatesIn(context, create, lists[index] ?? [])
      if (found === undefined) continue
      const { id } = create
      for (const other of found) claim(settings, other, 'duplicate')
      if (found.length > 0) duplicates.push({ ...(id === undefined ? {} : { id }), duplicates: found })
      resent.delete(name)
      checked++
    }
    return { checked, pending: resent.size, duplicates }
  })
}

/** Reads the list around a create, and a block that shows the service's clock. */
async function rowsFor(
  context: CallContext,
  api: BlockSlotsApi,
  { key, block, first }: ResentCreate,
): Promise<readonly Row[]> {
  const fork = forkForRead(context, key)
  await readClock(fork, api, block, first)
  return (await listAround(fork, api, block)).rows
}

/** Returns the ids of duplicates; `undefined` when the list does not tell. */
function duplicatesIn(
  context: CallContext,
  { id, block, first }: ResentCreate,
  rows: readonly Row[],
): readonly string[] | undefined {
  const { settings } = context
  // A list that does not show the block proves nothing of others, unless the block was changed.
  const isShown = id === undefined || historyOf(settings).changes.has(id) || rowOf(rows, id) !== undefined
  const others = rows.filter((row) => row.id !== id)
  const { found, inconclusive } = findBlock(others, searchFor(context, { block, anyEqual: false }, first))
  // Equal creates that are under way, or whose outcome is open, may own what was found.
  const isOpen =
    settings.shared.mutex.has(keyOf(settings, block)) ||
    openCreates(settings, block, first, 'times').some(({ needsOwn }) => needsOwn)
  const isKnown = found.length > 0 ? !isOpen : isShown && inconclusive.length === 0
  return isKnown ? found.map((row) => row.id) : undefined
}
