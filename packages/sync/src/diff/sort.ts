import type { Value } from '../block.ts'

/** Orders texts by their code units, the same on every machine. */
export const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Returns the items in the order of their values: by start, end and title, then by a text. */
export function sortByTime<Item>(
  items: readonly Item[],
  valueIn: (item: Item) => Value,
  textIn: (item: Item) => string = () => '',
): Item[] {
  // Reading a time in each comparison would take longer than everything else.
  const rows = items.map((item) => {
    const { startTime, endTime, title } = valueIn(item)
    return { item, start: Date.parse(startTime), end: Date.parse(endTime), text: `${title} ${textIn(item)}` }
  })
  const inOrder = rows.toSorted(
    (one, other) => one.start - other.start || one.end - other.end || compareTexts(one.text, other.text),
  )
  return inOrder.map(({ item }) => item)
}
