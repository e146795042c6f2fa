import { UsageError } from '../error.ts'

/**
 * Rejects words beside the options, which are parts of a time or a name with a blank in it.
 *
 * @throws UsageError when there are any.
 */
export function checkWords(words: readonly string[]): void {
  if (words.length === 0) return
  throw new UsageError(
    `Expected only options and got "${words.join(' ')}". Name whose time with --user or --calendar, and put what has a blank ` +
      'in it in quotes: --from "tomorrow 9:00".',
  )
}
