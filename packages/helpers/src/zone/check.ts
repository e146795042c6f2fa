import { quote } from './quote.ts'

/** Temporal's four ways to settle an ambiguous clock reading. */
export const disambiguations = ['compatible', 'earlier', 'later', 'reject'] as const

/**
 * Refuses options that are no object: a zone given in their place, most likely.
 *
 * @throws {TypeError} For anything but an object.
 */
export function checkOptions(options: unknown, example: string): asserts options is object {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`Expected options such as ${example} and got ${quote(options)}.`)
  }
}

/**
 * Refuses a word that is not one of those an option takes.
 *
 * @throws {RangeError} For any other word.
 */
export function checkChoice(option: string, word: unknown, words: readonly string[]): void {
  if (words.some((each) => each === word)) return
  throw new RangeError(
    `${quote(word)} is no value of ${option}. Use ${words
      .map((each) => quote(each))
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1')}.`,
  )
}
