import { setBounded } from '../bounded-map.ts'
import { instantOf } from '../validate/date-time.ts'
import {
  hasSameLead,
  historyOf,
  newestBlocks,
  type BlockRecord,
  type HistoryScope,
  type KnownBlock,
  type Moment,
} from './history.ts'
import type { NewBlock, Row } from './match.ts'

/** Enough for creates that overlap each other. */
const maxOffsets = 16

/** True when a block shows a clock that holds for a create: a later one proves nothing if the machine may have slept. */
const holdsFor = ({ order, wallLeadMs }: BlockRecord, sent: Moment): boolean =>
  order !== undefined && (hasSameLead(wallLeadMs, sent.wallLeadMs) ?? order < sent.order)

/** Records when rows were first listed, and learns the service's clock from those of blocks that were created here. */
export function recordRows(scope: HistoryScope, rows: readonly Row[]): void {
  const { seen, blocks } = historyOf(scope)
  for (const { id, dateAdded } of rows) {
    if (!seen.has(id)) setBounded(seen, id, scope.shared.sent.count)
    const record = blocks.get(id)
    if (record?.at === undefined || record.offset !== undefined) continue
    const offset = instantOf(dateAdded ?? '') - record.at
    // In its place: the block is no newer for it.
    if (!Number.isNaN(offset)) blocks.set(id, { ...record, offset })
  }
}

/** Returns the least that the service's clock was ahead when a create was sent; `undefined` if no block has shown it. */
export function offsetAt(scope: HistoryScope, sent: Moment): number | undefined {
  const shown = newestBlocks(scope, maxOffsets, (one) => one.offset !== undefined && holdsFor(one, sent))
  return shown.length === 0 ? undefined : Math.max(...shown.map(({ offset = NaN }) => offset))
}

/** Returns the newest block that would show the service's clock as it was when a create was sent, if nothing has yet. */
export function findCalibrator(
  scope: HistoryScope,
  { locationId }: NewBlock,
  sent: Moment,
): KnownBlock | undefined {
  if (offsetAt(scope, sent) !== undefined) return undefined
  return newestBlocks(
    scope,
    1,
    (one) => one.offset === undefined && holdsFor(one, sent) && one.block.locationId === locationId,
  )[0]
}

/** Records that a list does not show a block, which may have been deleted: it tells no clock. */
export function recordUnlisted(scope: HistoryScope, id: string): void {
  const { blocks } = historyOf(scope)
  const record = blocks.get(id)
  if (record?.offset === undefined) blocks.set(id, { ...record, id, order: undefined })
}
