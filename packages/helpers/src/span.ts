import type { BlockTimes } from './block.ts'
import { daySeconds } from './zone/date.ts'
import { quote } from './zone/quote.ts'
import { type Zone, zoneOf } from './zone/resolve.ts'
import { readInstant } from './instant.ts'
import type { OffsetSource } from './zone/source.ts'
import { type Reading, writeIn } from './zone/value.ts'

/** A parsed block: its instants in milliseconds since 1970, and the readings of its two times. */
export type BlockSpan<T> = {
  readonly start: number
  end: number
  readonly first: Reading
  last: Reading
  readonly block: T
}

/** Reads a time of a block: its instant in milliseconds since 1970, and its reading. */
function readEnd(text: unknown, name: string, source: OffsetSource | undefined): [number, Reading] {
  if (typeof text !== 'string') {
    throw new TypeError(
      `Expected ${name} to be a text such as "2026-12-24T12:00:00+01:00" and got ${quote(text)}. Write other times with toOffsetDateTime.`,
    )
  }
  let reading: Reading
  try {
    reading = readInstant(text, source)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new RangeError(`${name}: ${error.message}`)
  }
  if (reading.epoch === undefined) {
    throw new RangeError(
      `${name}: ${quote(text)} has no offset, so it is not an instant. Give one with toOffsetDateTime(time, { timeZone }).`,
    )
  }
  return [reading.epoch * 1000 + reading.millis, reading]
}

/**
 * Rejects values other than blocks.
 *
 * @throws {TypeError} For anything but an object.
 */
export function checkBlock(block: unknown, label: string): asserts block is object {
  if (typeof block === 'object' && block !== null) {
    if (!(Symbol.asyncIterator in block)) return
    throw new TypeError(
      `Expected ${label} to be blocks and got an async iterable, as busyTimes gives. Collect it first: await Array.fromAsync(times), or await toBlocks(times) for busy times.`,
    )
  }
  throw new TypeError(
    `Expected ${label} to be a block such as { startTime: "2026-12-24T12:00:00+01:00", endTime: "2026-12-24T18:00:00+01:00" } and got ${quote(block)}.`,
  )
}

// 273 years: a block "for ever", to 9999-12-31, has 2.9 million days, too many to return one by one.
const maxDays = 100_000

/**
 * Rejects a range that is to be treated day by day and has too many.
 *
 * @throws {RangeError} For more than 100,000 days.
 */
export function checkDays(label: string, start: number, end: number): void {
  if (end - start <= maxDays * daySeconds * 1000) return
  throw new RangeError(
    `Expected ${label} to have at most ${maxDays} days and got ${Math.ceil((end - start) / daySeconds / 1000)}. Give an earlier end.`,
  )
}

/**
 * Reads blocks and sorts them by start, stably.
 *
 * @throws {RangeError} For a time without an instant, and a block that ends before it starts; names the index.
 * @throws {TypeError} For a value that is not iterable, and an element that is not a block; names the index.
 */
export function readSpans<T extends BlockTimes>(
  times: Iterable<T>,
  name: string,
  source?: OffsetSource,
): BlockSpan<T>[] {
  const list: unknown = times
  if (typeof list === 'object' && list !== null) checkBlock(list, name)
  if (typeof list !== 'object' || list === null || !(Symbol.iterator in list)) {
    throw new TypeError(
      `Expected ${quote(name)} to be an array or another iterable of blocks and got ${quote(list)}. Put a single block into [ ].`,
    )
  }
  const spans: BlockSpan<T>[] = []
  let index = 0
  for (const block of times) {
    const label = `${name}[${index}]`
    index += 1
    checkBlock(block, label)
    const [start, first] = readEnd(block.startTime, `${label}.startTime`, source)
    const [end, last] = readEnd(block.endTime, `${label}.endTime`, source)
    if (end < start) {
      throw new RangeError(
        `${label} ends before it starts: it runs from ${block.startTime} to ${block.endTime}. Swap or correct its times.`,
      )
    }
    spans.push({ start, end, first, last, block })
  }
  spans.sort((a, b) => a.start - b.start)
  return spans
}

/** The zone or offset to write a reading in: its own, else UTC. */
export function writingZone(reading: Reading): Zone {
  return reading.home ?? zoneOf('UTC')
}

/** Writes a reading in its own offset. */
export function writeBack(reading: Reading): string {
  return writeIn(writingZone(reading), reading.epoch ?? Number.NaN, reading)
}

/** A part of a block, with its start in milliseconds since 1970 to sort by. */
export type Piece<T> = { readonly start: number; readonly piece: T }

/** Creates a part of a block with the other properties of the block. */
export function pieceOf<T extends BlockTimes>(
  { block }: BlockSpan<T>,
  start: number,
  startTime: string,
  endTime: string,
): Piece<T> {
  return { start, piece: { ...block, startTime, endTime } }
}

/** Sorts pieces by start. */
export function inOrder<T>(pieces: Piece<T>[]): T[] {
  pieces.sort((a, b) => a.start - b.start)
  return pieces.map(({ piece }) => piece)
}
