import { type Context, createBlock, readList, readUntil, slotMs } from './context.ts'
import type { Finding } from './finding.ts'

/** Which lists contain a block. */
export type EdgesSample = {
  /** Of a range that starts when the block ends. */
  readonly endsAtStart: boolean
  /** Of a range that ends when the block starts. */
  readonly startsAtEnd: boolean
  /** Of a range within the block. */
  readonly around: boolean
  /** Of a range that ends within the block. */
  readonly overEnd: boolean
  /** Of a range that starts within the block. */
  readonly overStart: boolean
}

/** Lists ranges around one block. */
export async function measureEdges(context: Context): Promise<EdgesSample> {
  const slot = context.takeSlot()
  const { from, to } = slot
  const { id } = await createBlock(context, slot)
  await readUntil(context, [from, to], [id])
  const isIn = async (start: number, end: number): Promise<boolean> =>
    (await readList(context, start, end)).rows.some((row) => row.id === id)
  const part = slotMs / 4
  return {
    endsAtStart: await isIn(to, to + slotMs),
    startsAtEnd: await isIn(from - slotMs, from),
    around: await isIn(from + part, to - part),
    overEnd: await isIn(from - slotMs, from + part),
    overStart: await isIn(to - part, to + slotMs),
  }
}

/** Judges which blocks a list contains. */
export function judgeEdges(sample: EdgesSample): Finding {
  const { endsAtStart, startsAtEnd, around, overEnd, overStart } = sample
  const lacking = [
    ...(around ? [] : ['a block that is longer than the range']),
    ...(overEnd ? [] : ['a block that ends after the range']),
    ...(overStart ? [] : ['a block that starts before the range']),
  ]
  const touching =
    endsAtStart && startsAtEnd
      ? 'what touches the range is listed'
      : endsAtStart
        ? 'what ends when the range starts is listed, what starts when it ends is not'
        : startsAtEnd
          ? 'what starts when the range ends is listed, what ends when it starts is not'
          : 'what only touches the range is not listed'
  const isAll = lacking.length === 0
  const found = isAll ? `yes; ${touching}` : `not ${lacking.join(', nor ')}; ${touching}`
  return { topic: 'edges', state: isAll ? 'ok' : 'warning', found, samples: sample }
}
