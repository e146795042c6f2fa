import type { Value } from '../block.ts'

/** Returns the items in order. */
export function sorted<Item>(items: Iterable<Item>, compare: (one: Item, other: Item) => number): Item[] {
  const result = [...items]
  result.sort(compare)
  return result
}

/** Orders texts by their code units, the same on every machine. */
export const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Returns the items in the order of their values: by start, end and title, then by a text. */
export function sortedByTime<Item>(
  items: readonly Item[],
  valueOf: (item: Item) => Value,
  textOf: (item: Item) => string = () => '',
): Item[] {
  // Reading a time in each comparison would take longer than everything else.
  const rows = items.map((item) => {
    const { startTime, endTime, title } = valueOf(item)
    return { item, start: Date.parse(startTime), end: Date.parse(endTime), text: `${title} ${textOf(item)}` }
  })
  rows.sort(
    (one, other) => one.start - other.start || one.end - other.end || compareTexts(one.text, other.text),
  )
  return rows.map(({ item }) => item)
}
