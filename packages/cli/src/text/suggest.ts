/** Longer text is no misspelt name, and would be slow to compare. */
const maxLength = 64

/** The edit distance of two words: letters inserted, left out, replaced, or swapped with the next. */
function distanceOf(from: string, to: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : Infinity
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    ;[before, row] = [row, next]
  }
  return row[to.length] ?? from.length
}

/** Finds the name that a wrong one was probably meant to be. Both are compared as `normalize` returns them. */
export function suggest(
  wrong: string,
  names: readonly string[],
  normalize: (name: string) => string = (name) => name.toLowerCase(),
): string | undefined {
  const given = normalize(wrong)
  if (given === '' || given.length > maxLength) return undefined
  const limit = Math.max(1, Math.floor(given.length / 3))
  const [nearest] = names
    .map((name) => ({ name, distance: distanceOf(given, normalize(name).slice(0, maxLength)) }))
    .filter(({ distance }) => distance <= limit)
    .toSorted((one, other) => one.distance - other.distance)
  return nearest?.name
}

/** Writes a suggestion as a sentence that follows another; empty without one. */
export function writeSuggestion(...given: Parameters<typeof suggest>): string {
  const name = suggest(...given)
  return name === undefined ? '' : ` Did you mean "${name}"?`
}
