/** Twice the longest key: longer text is not a misspelt name, and would be slow to compare. */
const maxLength = 64
/** More names than a person writes, of which comparing each with each wrong one would be slow. */
const maxNames = 2000

/** The edit distance of two words: letters inserted, left out, replaced, or swapped with the next. */
function distance(from: string, to: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1]
      let best = Math.min((row[j - 1] ?? 0) + (same ? 0 : 1), (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        best = Math.min(best, (before[j - 2] ?? 0) + 1)
      }
      next.push(best)
    }
    ;[before, row] = [row, next]
  }
  return row[to.length] ?? from.length
}

const normalize = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, '')

/** Finds the name that a wrong one was probably meant to be. */
export function suggest(wrong: string, names: readonly string[]): string | undefined {
  if (wrong === '' || wrong.length > maxLength || names.length > maxNames) return undefined
  const given = normalize(wrong)
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const name of names) {
    const whole = normalize(name)
    // An owner without its location is near as well.
    const near = whole.endsWith(`/${given}`) ? 1 : distance(given, whole)
    if (near <= Math.max(1, Math.floor(given.length / 3)) && near < (best?.distance ?? Infinity)) {
      best = { name, distance: near }
    }
  }
  return best?.name
}

/** Writes a suggestion as a sentence that follows another; empty without one. */
export function writeSuggestion(wrong: unknown, names: readonly string[]): string {
  const name = typeof wrong === 'string' ? suggest(wrong, names) : undefined
  return name === undefined ? '' : ` Did you mean "${name}"?`
}
