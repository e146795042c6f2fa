import type { BlockSlotsApi } from '../api.ts'
import { setBounded } from '../bounded-map.ts'
import { timeoutsOf } from '../operation.ts'
import type { CallOptions } from '../options/call.ts'
import type { Settings } from '../options/client.ts'
import { call } from '../request/call.ts'
import { forkForRead, type CallContext, type UnknownOutcome } from '../request/context.ts'
import type { SentCreate } from './age.ts'
import { claim, defaultReconcileTimeoutMs, historyOf, openCreates } from './history.ts'
import { listAround, readClock, rowOf } from './list.ts'
import { findBlock, naturalKey, type NewBlock } from './match.ts'
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
    const checked: string[] = []
    const named = new Set<string>()
    const duplicates: Duplicate[] = []
    for (const [name, create] of due) {
      const found = await duplicatesOf(context, api, create)
      if (found === undefined) continue
      const { id } = create
      const others = found.filter((other) => !named.has(other))
      for (const other of others) named.add(other)
      if (others.length > 0) duplicates.push({ ...(id === undefined ? {} : { id }), duplicates: others })
      checked.push(name)
    }
    // After the last list: when one cannot be read, what was found is lost and has to be found again.
    for (const name of checked) resent.delete(name)
    for (const id of named) claim(settings, id, 'duplicate')
    return { checked: checked.length, pending: resent.size, duplicates }
  })
}

/** Returns the ids of duplicates; `undefined` when the list does not tell. */
async function duplicatesOf(
  context: CallContext,
  api: BlockSlotsApi,
  { id, key, block, first }: ResentCreate,
): Promise<readonly string[] | undefined> {
  const { settings } = context
  const fork = forkForRead(context, key)
  await readClock(fork, api, block, first)
  const list = await listAround(fork, api, block)
  // A list that does not show the block proves nothing of others, unless the block was changed.
  const isShown = id === undefined || historyOf(settings).changes.has(id) || rowOf(list, id) !== undefined
  const others = list.rows.filter((row) => row.id !== id)
  const { found, inconclusive } = findBlock(others, searchFor(context, { block, anyEqual: false }, first))
  // Equal creates whose outcome is open may own what was found.
  const isOpen = found.length > 0 && openCreates(settings, block, first).some(({ needsOwn }) => needsOwn)
  const isKnown = found.length > 0 ? !isOpen : isShown && inconclusive.length === 0
  return isKnown ? found.map((row) => row.id) : undefined
}
