/** A queue that everybody can leave at any time, at the same cost however long it is. */
export type Queue<Item> = {
  readonly items: Set<Item>
  /** Who came first of those that are still there. */
  readonly head: () => Item | undefined
}

/** Makes a queue without anybody in it. */
export function createQueue<Item>(): Queue<Item> {
  const items = new Set<Item>()
  // Goes through the set once: a set that is read from its front again and again trips over all who have left.
  let walk = items.values()
  let first: Item | undefined
  const head = (): Item | undefined => {
    while (items.size > 0) {
      if (first !== undefined && items.has(first)) return first
      const { value, done } = walk.next()
      first = value
      if (done === true) walk = items.values()
    }
    return (first = undefined)
  }
  return { items, head }
}
