import type { BlockSlotsApi } from '../api.ts'
import type { CallContext } from '../request/context.ts'
import { knownBlocks } from './history.ts'
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
 * True when lists that do not show a block prove that it is not there: they are complete, and they can be believed, since they
 * show the newest block that was created here for the owner, with the times that were sent. Where none was, any block of the
 * owner will do; where it has none, the newest block of another owner in the same sub-account.
 *
 * @param exceptId A block whose absence is the question, so that it is no evidence.
 */
export async function provesAbsence(
  context: CallContext,
  api: BlockSlotsApi,
  block: NewBlock,
  { short, wide, exceptId }: EmptyLists & { readonly exceptId?: string | undefined },
): Promise<boolean> {
  const known = knownBlocks(context.settings, block).find(({ id }) => id !== exceptId)
  const isOwn = known !== undefined && ownerOf(known.block) === ownerOf(block)
  if (!isComplete(short, wide)) return false
  if (!isOwn && showsBlocks(wide.rows)) return true
  if (known === undefined) return false
  const isKnown = ({ id }: Row): boolean => id === known.id
  const row = wide.rows.find(isKnown) ?? (await listAround(context, api, known.block)).rows.find(isKnown)
  if (row === undefined || !isAt(row, known.block)) return false
  // A wide list that should show it and does not is truncated, so that only a longer one than the short one proves anything.
  const isMissing = isOwn && !wide.rows.some(isKnown) && isWithin(known.block, block)
  return !isMissing || short.rows.length === 0 || wide.rows.length > short.rows.length
}

/** True when a wide list around a block covers another one. */
const isWithin = (one: NewBlock, around: NewBlock): boolean =>
  Date.parse(one.startTime) < Date.parse(around.endTime) + wideMarginMs &&
  Date.parse(one.endTime) > Date.parse(around.startTime) - wideMarginMs
