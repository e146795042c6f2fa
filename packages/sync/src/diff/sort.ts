import type { Value } from '../block.ts'

/** Returns the items in order. */
export function sorted<Item>(items: Iterable<Item>, compare: (one: Item, other: Item) => number): Item[] {
  const result = [...items]
  result.sort(compare)
  return result
}

/** Orders texts by their code units, the same on every machine. */
export const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Orders values by start, end and title. */
export const compareValues = (one: Value, other: Value): number =>
  Date.parse(one.startTime) - Date.parse(other.startTime) ||
  Date.parse(one.endTime) - Date.parse(other.endTime) ||
  compareTexts(one.title, other.title)
