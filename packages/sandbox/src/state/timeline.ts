/** A range of time with a value, in epoch milliseconds. */
export type Span = { readonly start: number; readonly end: number }

/** Spans of one owner, found by the time that they overlap. */
export type Timeline<S extends Span> = {
  readonly add: (span: S) => void
  readonly remove: (span: S) => void
  /** The spans that overlap a range, in no order. Both are half open. */
  readonly find: (from: number, to: number) => S[]
}

/**
 * Creates an empty timeline.
 *
 * Spans of similar length share a list that is sorted by start. In a list of lengths up to `max`, what ends after `from`
 * starts after `from - max`: the spans before that are skipped, however many they are, and one that lasts a year makes
 * only its own list longer.
 *
 * @returns The timeline.
 */
export function createTimeline<S extends Span>(): Timeline<S> {
  /** Sorted lists by the binary exponent of their longest span. */
  const lists = new Map<number, S[]>()
  return {
    add(span) {
      const exponent = exponentOf(span)
      const list = lists.get(exponent)
      if (list === undefined) lists.set(exponent, [span])
      else list.splice(firstAfter(list, span.start), 0, span)
    },
    remove(span) {
      const list = lists.get(exponentOf(span)) ?? []
      const index = list.indexOf(span, firstAfter(list, span.start - 1))
      if (index !== -1) list.splice(index, 1)
    },
    find(from, to) {
      const found: S[] = []
      for (const [exponent, list] of lists) {
        for (let index = firstAfter(list, from - 2 ** exponent); index < list.length; index += 1) {
          const span = list[index]
          if (span === undefined || !(span.start < to)) break
          if (span.end > from) found.push(span)
        }
      }
      return found
    },
  }
}

/** The exponent of a power of two that is longer; 1 for a span that ends before it starts. */
function exponentOf({ start, end }: Span): number {
  // Rounded up in any case: the logarithm of a number above a power of two may be rounded down to it.
  return Math.floor(Math.log2(Math.max(1, end - start))) + 1
}

/** The index of the first span that starts after a time. */
function firstAfter(list: readonly Span[], time: number): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle]?.start ?? Infinity) <= time) low = middle + 1
    else high = middle
  }
  return low
}
