/** A screen of a terminal after a command. */
export type Screen = {
  /** Lines as the terminal shows them. */
  readonly rows: readonly string[]
  /** Lines as the command has printed them: those that the terminal has wrapped are one. */
  readonly lines: readonly string[]
}

/** Lines that were wider than the terminal, which it has wrapped wherever they were. */
export function findWrapped({ rows, lines }: Screen): string[] {
  const shown = new Set(rows.map((row) => row.trimEnd()))
  return lines.filter((line) => !shown.has(line.trimEnd()))
}

const words = (lines: readonly string[]): string[] => lines.join('\n').match(/[\p{L}\p{N}_-]+/gu) ?? []

/**
 * Words that are in no line of a wide terminal: parts of broken ones. A word that ends in an ellipsis was shortened, and
 * says so.
 */
export function findBroken(narrow: readonly string[], wide: readonly string[]): string[] {
  const whole = new Set(words(wide))
  const shortened = narrow.map((line) => line.replaceAll(/[\p{L}\p{N}_-]*…/gu, ''))
  return [...new Set(words(shortened))].filter((word) => !whole.has(word))
}
