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
  // A wide list without a block that it should show may be truncated, however young the block is.
  const isHidden = own.some((one) => one.id !== exceptId && isInWide(one) && rowOf(wide, one) === undefined)
  const isLonger = short.rows.length === 0 || wide.rows.length > short.rows.length
  if (!isComplete(short, wide) || (isHidden && !isLonger)) return false
  return (await showsNewest(own)) ?? (showsBlocks(wide.rows) || (await showsNewest(others)) === true)

  /** Looks for the newest block that has to be shown; `undefined` when there is none. */
  async function showsNewest(known: readonly KnownBlock[]): Promise<boolean | undefined> {
    for (const one of known) {
      if (one.id === exceptId) continue
      const row = rowOf(isInWide(one) ? wide : await listAround(context, api, one.block), one)
      if (row !== undefined) return isAt(row, one.block)
      if (clock.now() - one.at > reconcileTimeoutMs) return false
    }
    return undefined
  }

  /** True when the wide list covers the block of the same owner. */
  function isInWide({ block: one }: KnownBlock): boolean {
    return (
      ownerOf(one) === ownerOf(block) &&
      Date.parse(one.startTime) < Date.parse(block.endTime) + wideMarginMs &&
      Date.parse(one.endTime) > Date.parse(block.startTime) - wideMarginMs
    )
  }
}

const rowOf = ({ rows }: List, { id }: KnownBlock): Row | undefined => rows.find((row) => row.id === id)
