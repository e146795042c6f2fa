import { type Context, createBlock, readList, type ReadList, readUntil } from './context.ts'
import type { Finding } from './finding.ts'

/** A list of many blocks: in which order they were created, and how lists show them. */
export type LongListSample = {
  /** Their starts by id, in the order of creation. */
  readonly created: readonly { readonly id: string; readonly from: number }[]
  /** The ids of lists that were read one after the other. */
  readonly lists: readonly (readonly string[])[]
  /** True when a list of one block alone shows one that the long list lacks; missing where it lacks none. */
  readonly isShownAlone?: boolean
}

const listsToCompare = 3

/** Creates many blocks in another order than that of their times, and lists all of them. */
export async function measureLongList(context: Context): Promise<LongListSample> {
  const { count, takeSlot } = context
  const slots = shuffle(Array.from({ length: count }, takeSlot))
  const starts = slots.map(({ from }) => from)
  const range = [Math.min(...starts), Math.max(...slots.map(({ to }) => to))] as const
  const created: { id: string; from: number }[] = []
  for (const slot of slots) {
    const { id } = await createBlock(context, slot)
    created.push({ id, from: slot.from })
  }
  const all = created.map(({ id }) => id)
  const ids = idsIn(await readUntil(context, range, all))
  const lists = [ids]
  while (lists.length < listsToCompare) lists.push(idsIn(await readList(context, ...range)))
  const missing = created.find(({ id }) => !ids.includes(id))
  if (missing === undefined) return { created, lists }
  const slot = slots.find(({ from }) => from === missing.from)
  const alone = slot === undefined ? [] : (await readList(context, slot.from, slot.to)).rows
  return { created, lists, isShownAlone: alone.some(({ id }) => id === missing.id) }
}

const idsIn = ({ rows }: ReadList): string[] => rows.map(({ id }) => id)

/** Orders values in another way, which is not the reverse either, and is always the same. */
export function shuffle<Value>(values: readonly Value[]): Value[] {
  const half = Math.ceil(values.length / 2)
  return values
    .slice(0, half)
    .flatMap((value, index) => [...values.slice(half + index, half + index + 1), value])
}

const isRising = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? NaN))

/** Judges the order of lists. */
export function judgeOrder({ created, lists }: LongListSample): Finding {
  const samples = { lists: lists.map((ids) => ids.map((id) => created.findIndex((one) => one.id === id))) }
  const finding = { topic: 'order', state: 'ok', samples } as const
  const positions = new Map(created.map(({ id, from }, order) => [id, { from, order }]))
  const [first = []] = lists
  if (lists.some((ids) => ids.join() !== first.join())) {
    return { ...finding, found: 'by nothing: the order changes from list to list' }
  }
  const known = first.flatMap((id) => positions.get(id) ?? [])
  const [starts, orders] = [known.map(({ from }) => from), known.map(({ order }) => order)]
  if (isRising(starts)) return { ...finding, found: 'by their start' }
  if (isRising(starts.toReversed())) return { ...finding, found: 'by their start, the latest first' }
  if (isRising(orders)) return { ...finding, found: 'by their creation' }
  if (isRising(orders.toReversed())) return { ...finding, found: 'by their creation, the newest first' }
  return { ...finding, found: 'neither by their start nor by their creation, but always alike' }
}

/** Judges whether lists are complete. */
export function judgeLength({ created, lists, isShownAlone }: LongListSample): Finding {
  const [first = []] = lists
  const listed = created.filter(({ id }) => first.includes(id)).length
  const finding = { topic: 'length', samples: { created: created.length, listed, isShownAlone } } as const
  if (listed === created.length) return { ...finding, state: 'ok', found: `yes, with ${listed} blocks` }
  return isShownAlone === true
    ? {
        ...finding,
        state: 'warning',
        found: `no: they end after ${first.length} of ${created.length} blocks`,
      }
    : {
        ...finding,
        state: 'unknown',
        found: `${created.length - listed} of ${created.length} blocks are in no list, not even in a short one`,
      }
}
