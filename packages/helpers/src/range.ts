import type { BlockTimes } from './block.ts'
import { writingZone, inOrder, type Piece, pieceOf, readSpans, type BlockSpan, writeBack } from './span.ts'
import { writeMoment } from './zone/value.ts'

/** Joins blocks that are sorted by start where they overlap or touch; drops those without length. */
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
 * Joins blocks that overlap or touch, so that what is left is apart and in order of time. Instants are compared,
 * whatever offsets they are written in; each end keeps the offset it came with. Only the two times are kept,
 * because one block may come of many. Blocks without length are dropped.
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
 * Takes time out of blocks: what is left of each of `times` outside all of `minus`. Blocks do not merge: each
 * piece keeps the other properties of the block that it was, and is written in its offsets, a cut in that of its start.
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
 * @param minus - What is taken out of them, in any order.
 * @throws {RangeError} When a time has no offset or cannot be read, or a block ends before it starts; the message
 *   names the index.
 * @throws {TypeError} When an argument or an element is of the wrong type.
 */
export function subtractTimes<T extends BlockTimes>(times: Iterable<T>, minus: Iterable<BlockTimes>): T[] {
  const spans = readSpans(times, 'times')
  const holes = join(readSpans(minus, 'minus'))
  const pieces: Piece<T>[] = []
  // The first hole that ends after the start of a block also does for all blocks that start later.
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
