import type { BlockSlotsApi } from '../api.ts'
import type { CallContext } from '../request/context.ts'
import { knownBlocks, knownSince, type KnownBlock, type KnownBlocks } from './history.ts'
import { listAround, rowOf, wideMarginMs, type List } from './list.ts'
import { isAt, ownerOf, showsBlocks, type NewBlock } from './match.ts'

/** The short list around a block and the wide one of its owner, neither of which shows the block, and what they have to show. */
type Evidence = {
  readonly short: List
  readonly wide: List
  readonly known: KnownBlocks
  readonly exceptId?: string | undefined
}

/** No service is known to truncate lists to fewer rows. */
export const minPageSize = 10

/** Reads the wide list of a block's owner. */
export const listWide = (context: CallContext, api: BlockSlotsApi, block: NewBlock): Promise<List> =>
  listAround(context, api, block, wideMarginMs)

/**
 * True when the short list has all rows. An empty one cannot have been truncated, and no other if the wide one is longer. One
 * that is as long may be all that the owner has, where it is shorter than any page.
 */
export function isComplete(short: List, wide: List): boolean {
  if (isLonger(wide, short)) return true
  return short.rows.length < minPageSize && short.rows.every(({ id }) => rowOf(wide.rows, id) !== undefined)
}

/** True when the wide list proves by its length that the short one is not truncated. */
const isLonger = ({ rows: wide }: List, { rows: short }: List): boolean =>
  short.length === 0 || wide.length > short.length

/**
 * True when lists that do not show a block prove that it is not there: they are complete, and they can be trusted. They have
 * to show the newest block that was known of the owner when evidence was first looked for, or a later one, at its times.
 * Where none was known, any block of the owner will do, and where it has none, the newest of the other owners in the same
 * sub-account.
 *
 * @param known Blocks known at that time. One that is younger than the reconcile timeout may be shown only later.
 * @param exceptId A block whose absence is the question, so that it is no evidence.
 */
export async function provesAbsence(
  context: CallContext,
  api: BlockSlotsApi,
  block: NewBlock,
  { short, wide, known, exceptId }: Evidence,
): Promise<boolean> {
  const now = knownBlocks(context.settings, block)
  // A wide list without a block that it should show may be truncated.
  const isHidden = now.own.some(
    (one) => one.id !== exceptId && isInWide(one) && rowOf(wide.rows, one.id) === undefined,
  )
  // Nor is a list known to be complete that shows the same few rows, of which none is known.
  const isInconclusive = isHidden || now.own.every(({ id }) => id === exceptId)
  if (!isComplete(short, wide) || (isInconclusive && !isLonger(wide, short))) return false
  const ofOwner = await showsNewest(known.own, now.own)
  return ofOwner ?? (showsBlocks(wide.rows) || (await showsNewest(known.others, now.others)) === true)

  /** Looks for the newest block that was known, or a later one; `undefined` when none was known. */
  async function showsNewest(
    then: readonly KnownBlock[],
    later: readonly KnownBlock[],
  ): Promise<boolean | undefined> {
    const newest = then.find(({ id }) => id !== exceptId)
    if (newest === undefined) return undefined
    const candidates = later.filter((one) => knownSince(one) > knownSince(newest) && one.id !== exceptId)
    for (const one of [...candidates, newest]) {
      const { rows } = isInWide(one) ? wide : await listAround(context, api, one.block)
      const row = rowOf(rows, one.id)
      if (row !== undefined) return isAt(row, one.block)
    }
    return false
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
