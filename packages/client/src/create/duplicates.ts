import type { BlockSlotsApi } from '../api.ts'
import { setBounded } from '../bounded-map.ts'
import { createTimeouts } from '../operation.ts'
import type { CallOptions } from '../options/call.ts'
import type { Settings } from '../options/client.ts'
import { call } from '../request/call.ts'
import { forkForRead, type CallContext } from '../request/context.ts'
import { createAgeOf } from './age.ts'
import {
  defaultReconcileTimeoutMs,
  historyOf,
  recordBlock,
  type CreateRecord,
  type SentCreate,
} from './history.ts'
import { listAround, readClock, rowOf } from './list.ts'
import type { Row } from './match.ts'
import { hasOwnOpen } from './open.ts'
import { findFor } from './reconcile.ts'

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
  /** One entry for each block that exists more than once; empty when there is none. */
  readonly duplicates: readonly Duplicate[]
}

/** What is known of a create that was sent again after it was found not to have been applied. */
export type ResentCreate = {
  /** The block that the call returned, if it did. */
  readonly id: string | undefined
  /** The quota that the create counts to. */
  readonly quota: string
  /** The first request, and when the last one was sent. */
  readonly sent: SentCreate
  /** From when on no duplicate can appear any more. */
  readonly dueAt: number
}

/** The creates of one client. */
export type CreateScope = {
  readonly settings: Settings
  readonly api: BlockSlotsApi
  /** Creates that may have left a duplicate behind. */
  readonly resent: Map<CreateRecord, ResentCreate>
}

/**
 * Records a create that was sent again. Its first request may be applied for as long as a request may take, whatever was seen
 * of it: a response was observed after 62 s; or for three times as long as the client has waited, where that is longer, since
 * the service is slow then. A list may lag by a reconcile timeout.
 */
export function trackResend(
  { settings, resent }: CreateScope,
  { key: quota }: CallContext,
  record: CreateRecord,
  id?: string,
): void {
  const { first } = record
  if (first === undefined) return
  const { clock, reconcileTimeoutMs = defaultReconcileTimeoutMs } = settings
  const now = clock.now()
  const applicableMs = Math.max(createTimeouts.attemptMs, 3 * (now - first.endedAt))
  const dueAt = first.endedAt + applicableMs + reconcileTimeoutMs
  setBounded(resent, record, { id, quota, sent: { ...first, lastSentAt: now }, dueAt })
}

/** Looks for duplicates of every create that was sent again and whose time is over. */
export function findDuplicates(
  { settings, resent }: CreateScope,
  options?: CallOptions,
): Promise<DuplicateReport> {
  const spec = { operation: 'listBlockedSlots', options, prepare: () => undefined } as const
  return call(settings, spec, async (context) => {
    const due = [...resent].filter(([, { dueAt }]) => dueAt <= settings.clock.now())
    const lists = new Map<CreateRecord, readonly Row[]>()
    for (const [record, create] of due) lists.set(record, await rowsFor(context, record, create))
    // After the last list: when one cannot be read, what was found would be lost. And all at once: what was found may be the
    // block of an equal create meanwhile.
    let checked = 0
    const duplicates: Duplicate[] = []
    for (const [record, create] of due) {
      const found = duplicatesIn(context, record, create, lists.get(record) ?? [])
      if (found === undefined) continue
      const { id } = create
      for (const other of found) recordBlock(settings, other, { claim: 'duplicate' })
      if (found.length > 0) duplicates.push({ ...(id === undefined ? {} : { id }), duplicates: found })
      resent.delete(record)
      checked++
    }
    return { checked, pending: resent.size, duplicates }
  })
}

/** Reads the list around a create, and a block that shows the service's clock. */
async function rowsFor(
  context: CallContext,
  { api, block }: CreateRecord,
  { quota, sent }: ResentCreate,
): Promise<readonly Row[]> {
  const fork = forkForRead(context, quota)
  await readClock(fork, api, block, sent)
  return (await listAround(fork, api, block)).rows
}

/** Returns the ids of duplicates; `undefined` when the list does not tell. */
function duplicatesIn(
  { settings }: CallContext,
  record: CreateRecord,
  { id, sent }: ResentCreate,
  rows: readonly Row[],
): readonly string[] | undefined {
  // A list that does not show the block proves nothing of others, unless the block was changed.
  const isShown =
    id === undefined ||
    historyOf(settings).blocks.get(id)?.change !== undefined ||
    rowOf(rows, id) !== undefined
  const others = rows.filter((row) => row.id !== id)
  const { found, inconclusive } = findFor(
    settings,
    { ...record, anyEqual: false },
    others,
    createAgeOf(settings, sent),
  )
  // Equal creates that are under way, or whose outcome is open, may own what was found.
  const isOpen = settings.shared.mutex.has(record.key) || hasOwnOpen(settings, record)
  const isKnown = found.length > 0 ? !isOpen : isShown && inconclusive.length === 0
  return isKnown ? found.map((row) => row.id) : undefined
}
