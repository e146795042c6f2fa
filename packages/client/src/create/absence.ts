import type { BlockSlotsApi } from '../api.ts'
import type { CallContext } from '../request/context.ts'
import { defaultReconcileTimeoutMs, knownBlocks, type KnownBlock } from './history.ts'
import { listAround, wideMarginMs, type List } from './list.ts'
import { isAt, ownerOf, showsBlocks, type NewBlock, type Row } from './match.ts'

/** The short list around a block and the wide one of its owner, neither of which shows the block. */
export type EmptyLists = { readonly short: List; readonly wide: List }

/** No service is known to truncate lists to fewer rows. */
export const minPageSize = 10

/** Reads the wide list of a block's owner. */
export const listWide = (context: CallContext, api: BlockSlotsApi, block: NewBlock): Promise<List> =>
  listAround(context, api, block, wideMarginMs)

/**
 * True when the short list has all rows. An empty one cannot have been truncated, and no other if the wide one is longer. One
 * that is as long may be all that the owner has, where it is shorter than any page.
 */
export function isComplete({ rows: short }: List, { rows: wide }: List): boolean {
  if (short.length === 0 || wide.length > short.length) return true
  const ids = new Set(wide.map(({ id }) => id))
  return short.length < minPageSize && short.every(({ id }) => ids.has(id))
}

/**
 * True when lists that do not show a block prove that it is not there: they are complete, and they can be believed. They have
 * to show the newest block that is known of the owner, at its times; one younger than the reconcile timeout need not be shown
 * yet. Where none is known, any block of the owner will do, and where it has none, the newest of other owners in the same
 * sub-account.
 *
 * @param exceptId A block whose absence is the question, so that it is no evidence.
 */
export async function provesAbsence(
  context: CallContext,
  api: BlockSlotsApi,
  block: NewBlock,
  { short, wide, exceptId }: EmptyLists & { readonly exceptId?: string | undefined },
): Promise<boolean> {
  const { settings } = context
  const { clock, reconcileTimeoutMs = defaultReconcileTimeoutMs } = settings
  const { own, others } = knownBlocks(settings, block)
  const shown = await showsNewest(own)
  return (shown ?? (showsBlocks(wide.rows) || (await showsNewest(others)) === true)) && isComplete(short, wide)

  /** Looks for the newest block that has to be shown; `undefined` when there is none. */
  async function showsNewest(known: readonly KnownBlock[]): Promise<boolean | undefined> {
    for (const { id, block: one, at } of known) {
      if (id === exceptId) continue
      const isIt = (row: Row): boolean => row.id === id
      const row = wide.rows.find(isIt) ?? (await listAround(context, api, one)).rows.find(isIt)
      if (row !== undefined) return isAt(row, one) && !isHidden(id, one)
      if (clock.now() - at > reconcileTimeoutMs) return false
    }
    return undefined
  }

  /** True when the wide list should show a block and does not, and is no longer than the short one: it may be truncated. */
  function isHidden(id: string, one: NewBlock): boolean {
    const isOwn = ownerOf(one) === ownerOf(block) && isWithin(one, block)
    const isListed = wide.rows.some((row) => row.id === id)
    return isOwn && !isListed && short.rows.length > 0 && wide.rows.length <= short.rows.length
  }
}

/** True when a wide list around a block covers another one. */
const isWithin = (one: NewBlock, around: NewBlock): boolean =>
  Date.parse(one.startTime) < Date.parse(around.endTime) + wideMarginMs &&
  Date.parse(one.endTime) > Date.parse(around.startTime) - wideMarginMs
