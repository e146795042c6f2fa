import { valueKey } from '../block.ts'
import type { Wanted } from '../wanted.ts'
import type { ListedBlock, ListIndex } from './list.ts'
import type { OwnBlock } from './own.ts'

/** The block that the calendar or the ledger has for a wanted one. */
export type Match = { readonly wanted: Wanted; readonly key: string } &
  /** A block that is equal. */
  (
    | { readonly kind: 'equal'; readonly block: ListedBlock }
    /** A block that was created with this value and shows another. */
    | { readonly kind: 'edited'; readonly own: OwnBlock; readonly listed: ListedBlock }
    /** A block that was created with this value and is not in the list. */
    | { readonly kind: 'deleted'; readonly own: OwnBlock }
    /** A block that was created with an earlier value of the same item. */
    | { readonly kind: 'outdated'; readonly own: OwnBlock; readonly listed: ListedBlock }
    | { readonly kind: 'none' }
  )

/** The match of each wanted block, and the blocks that this program created and that stand for none of them. */
export type Matches = { readonly matches: readonly Match[]; readonly rest: readonly OwnBlock[] }

/**
 * Finds for each wanted block the one that stands for it. The value decides first, no matter who made the block or what the
 * item is called now: feeds are known to rename all their items. Several blocks and several values of one item are paired in
 * the order of time.
 */
export function matchWanted(
  wanted: readonly Wanted[],
  { byKey }: ListIndex,
  owns: readonly OwnBlock[],
): Matches {
  const wants = wanted.map((want) => ({ wanted: want, key: valueKey(want) }))
  // Every machine keeps the same one of equal blocks, so two of them never delete each other's.
  const equal = wants.map(({ key }) => byKey.get(key)?.[0])
  const used = new Set(equal.flatMap((block) => (block === undefined ? [] : [block.id])))

  const free = owns.filter(({ id }) => !used.has(id))
  const shown = free.filter(({ listed }) => listed !== undefined)
  const byValue = new Queues(used)
  // A block that was moved is preferred to one that is gone.
  for (const own of [...shown, ...free.filter(isMissed)]) byValue.add(own.wantedKey, own)
  // For all before any is matched by its item: of several blocks of one item, the one of this value.
  const sameValue = wants.map(({ key }, index) =>
    equal[index] === undefined ? byValue.take([key]) : undefined,
  )
  const byItem = new Queues(used)
  for (const own of shown) for (const reason of own.entry.reasons) byItem.add(reason, own)

  const matches = wants.map((want, index): Match => {
    const block = equal[index]
    if (block !== undefined) return { ...want, kind: 'equal', block }
    const same = sameValue[index]
    if (same !== undefined)
      return same.listed === undefined
        ? { ...want, kind: 'deleted', own: same }
        : { ...want, kind: 'edited', own: same, listed: same.listed }
    const own = byItem.take(want.wanted.reasons)
    return own?.listed === undefined
      ? { ...want, kind: 'none' }
      : { ...want, kind: 'outdated', own, listed: own.listed }
  })
  return { matches, rest: owns.filter(({ id }) => !used.has(id)) }
}

/** True for a block that is gone although it was wanted until then. One that was not is made again when it is wanted again. */
const isMissed = ({ listed, entry }: OwnBlock): boolean => listed === undefined && entry.unwanted !== true

type Queue = { next: number; readonly owns: OwnBlock[] }

/** Blocks by a key, each given out once. Linear: a block that was given out under another key is passed over once. */
class Queues {
  readonly #used: Set<string>
  readonly #queues = new Map<string, Queue>()

  constructor(used: Set<string>) {
    this.#used = used
  }

  add(key: string, own: OwnBlock): void {
    const queue = this.#queues.get(key)
    if (queue === undefined) this.#queues.set(key, { next: 0, owns: [own] })
    else queue.owns.push(own)
  }

  take(keys: readonly string[]): OwnBlock | undefined {
    for (const key of keys) {
      const queue = this.#queues.get(key)
      const own = queue && this.#next(queue)
      if (own !== undefined) return own
    }
    return undefined
  }

  #next(queue: Queue): OwnBlock | undefined {
    for (; queue.next < queue.owns.length; queue.next += 1) {
      const own = queue.owns[queue.next]
      if (own === undefined || this.#used.has(own.id)) continue
      this.#used.add(own.id)
      return own
    }
    return undefined
  }
}
