import type { BlockTimes } from './block.ts'
import { writingZone, inOrder, type Piece, pieceOf, readSpans, type BlockSpan, writeBack } from './span.ts'
import { writeMoment } from './zone/value.ts'

/** Joins blocks that overlap or touch, given in order of their starts; drops blocks without length. */
function join<T extends BlockTimes>(spans: Iterable<BlockSpan<T>>): BlockSpan<T>[] {
  const joined: BlockSpan<T>[] = []
  let latest: BlockSpan<T> | undefined
  for (const span of spans) {
    if (span.start === span.end) continue
    if (latest === undefined || span.start > latest.end) joined.push((latest = span))
    else if (span.end > latest.end) Object.assign(latest, { end: span.end, last: span.last })
  }
  return joined
}

/**
 * Joins blocks that overlap or touch. The result is in order of time and without overlaps. Instants are compared,
 * not texts; each end keeps its own offset. Only the two times are kept, because one block may result from many.
 * Blocks without length are dropped.
 *
 * @example
 * ```ts
 * import { mergeTimes } from '@block-slots/helpers'
 *
 * const merged = mergeTimes([
 *   { startTime: '2026-12-24T12:00:00+01:00', endTime: '2026-12-24T14:00:00+01:00' },
 *   { startTime: '2026-12-24T08:00:00-05:00', endTime: '2026-12-24T10:00:00-05:00' },
 * ])
 * console.log(merged)
 * // => [
 * // =>   {
 * // =>     startTime: '2026-12-24T12:00:00+01:00',
 * // =>     endTime: '2026-12-24T10:00:00-05:00'
 * // =>   }
 * // => ]
 * ```
 *
 * @param times - The blocks, in any order.
 * @throws {RangeError} When a time has no offset or cannot be read, or a block ends before it starts; the message
 *   names the index.
 * @throws {TypeError} When an argument or an element is of the wrong type.
 */
export function mergeTimes(times: Iterable<BlockTimes>): BlockTimes[] {
  return join(readSpans(times, 'times')).map(({ first, last }) => ({
    startTime: writeBack(first),
    endTime: writeBack(last),
  }))
}

/**
 * Subtracts time from blocks: gives the rest of each of `times` outside all of `minus`. Blocks do not merge: each
 * piece keeps the other properties of its block, and its offsets; a cut is written in the offset of the start.
 * Pieces without length are dropped; the others are in order of their starts.
 *
 * @example
 * ```ts
 * import { subtractTimes } from '@block-slots/helpers'
 *
 * const day = { startTime: '2026-12-24T09:00:00+01:00', endTime: '2026-12-24T17:00:00+01:00' }
 * const lunch = { startTime: '2026-12-24T12:00:00+01:00', endTime: '2026-12-24T13:00:00+01:00' }
 * for (const { startTime, endTime } of subtractTimes([day], [lunch])) console.log(startTime, endTime)
 * // => 2026-12-24T09:00:00+01:00 2026-12-24T12:00:00+01:00
 * // => 2026-12-24T13:00:00+01:00 2026-12-24T17:00:00+01:00
 * ```
 *
 * @param times - The blocks, in any order.
 * @param minus - The blocks to subtract, in any order.
 * @throws {RangeError} When a time has no offset or cannot be read, or a block ends before it starts; the message
 *   names the index.
 * @throws {TypeError} When an argument or an element is of the wrong type.
 */
export function subtractTimes<T extends BlockTimes>(times: Iterable<T>, minus: Iterable<BlockTimes>): T[] {
  const spans = readSpans(times, 'times')
  const holes = join(readSpans(minus, 'minus'))
  const pieces: Piece<T>[] = []
  // Holes that end before the start of a block are of no use to later blocks either.
  let passed = 0
  for (const span of spans) {
    const home = writingZone(span.first)
    while ((holes[passed]?.end ?? Infinity) <= span.start) passed += 1
    let [at, text] = [span.start, writeBack(span.first)]
    for (let index = passed; at < span.end; index += 1) {
      const hole = holes[index]
      const until = Math.min(hole?.start ?? Infinity, span.end)
      if (at < until) {
        const end = until === span.end ? writeBack(span.last) : writeMoment(home, until)
        pieces.push(pieceOf(span, at, text, end))
      }
      at = hole?.end ?? Infinity
      if (at < span.end) text = writeMoment(home, at)
    }
  }
  return inOrder(pieces)
}
