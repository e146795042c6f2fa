import type { BlockSlotsApi } from '../api.ts'
import type { CallContext } from '../request/context.ts'
import { knownBlocks } from './history.ts'
import { listAround, wideMarginMs, type List } from './list.ts'
import { isAt, showsBlocks, type NewBlock } from './match.ts'

/** Two lists of a block's owner, the short one around the block and the wide one, that do not show the block. */
export type EmptyLists = { readonly short: List; readonly wide: List }

/** Reads the wide list of a block's owner. */
export const listWide = (context: CallContext, api: BlockSlotsApi, block: NewBlock): Promise<List> =>
  listAround(context, api, block, wideMarginMs)

/**
 * True when lists that do not show a block prove that it is not there:
 *
 * - They can be believed. They show the newest block that was created here for the owner; where none was, any block of the
 *   owner; where it has none, the newest block of another owner in the same sub-account. Its times are as they were sent.
 * - They are complete. An empty list cannot have been truncated, and any other not if a list has been read that is longer.
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
  const { length } = short.rows
  const isOwn = known !== undefined && ownsSame(known.block, block)
  if (!isOwn && showsBlocks(wide.rows)) return length === 0 || wide.rows.length > length
  if (known === undefined) return false
  const isKnown = ({ id }: { readonly id: string }): boolean => id === known.id
  const lists = wide.rows.some(isKnown) ? [wide] : [wide, await listAround(context, api, known.block)]
  const row = lists.flatMap(({ rows }) => rows).find(isKnown)
  if (row === undefined || !isAt(row, known.block)) return false
  return length === 0 || lists.some(({ rows }) => rows.length > length)
}

const ownsSame = (one: NewBlock, other: NewBlock): boolean =>
  one.calendarId === other.calendarId && one.assignedUserId === other.assignedUserId
