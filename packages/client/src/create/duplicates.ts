import type { BlockSlotsApi } from '../api.ts'
import { setBounded } from '../bounded-map.ts'
import type { CallOptions } from '../options/call.ts'
import type { Settings } from '../options/client.ts'
import { call } from '../request/call.ts'
import { forkForRead, type CallContext, type UnknownOutcome } from '../request/context.ts'
import { excludedIds, keyOf } from './history.ts'
import { listAround } from './list.ts'
import { findBlock, mayBeTruncated, type NewBlock } from './match.ts'
import { serviceTime } from './reconcile.ts'

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
  readonly sentAt: number
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

/** Records a create that was sent again. */
export function trackResend(
  { settings, resent }: CreateScope,
  { key }: CallContext,
  { block, first }: { readonly block: NewBlock; readonly first?: UnknownOutcome | undefined },
  id?: string,
): void {
  if (first === undefined) return
  const now = settings.clock.now()
  const dueAt = now + 2 * (now - first.endedAt)
  const unfound = `${keyOf(settings, block)} ${first.sentAt}`
  // An earlier entry for the same create without its id is obsolete.
  if (id !== undefined) resent.delete(unfound)
  setBounded(resent, id ?? unfound, { id, key, block, sentAt: first.sentAt, dueAt })
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
    const duplicates: Duplicate[] = []
    for (const [name, create] of due) {
      const found = await duplicatesOf(context, api, create)
      if (found === undefined) continue
      const { id } = create
      if (found.length > 0) duplicates.push({ ...(id === undefined ? {} : { id }), duplicates: found })
      checked.push(name)
    }
    // After the last list: when one cannot be read, what was found is lost and has to be found again.
    for (const name of checked) resent.delete(name)
    return { checked: checked.length, pending: resent.size, duplicates }
  })
}

/** Returns the ids of duplicates; `undefined` when the list may be truncated. */
async function duplicatesOf(
  context: CallContext,
  api: BlockSlotsApi,
  { id, key, block, sentAt }: ResentCreate,
): Promise<readonly string[] | undefined> {
  const rows = await listAround(forkForRead(context, key), api, block)
  if (mayBeTruncated(rows)) return undefined
  const isOther = excludedIds(context.settings, false)
  const { found } = findBlock(rows, block, (row) => row === id || isOther(row), serviceTime(context, sentAt))
  return found.map((row) => row.id)
}
