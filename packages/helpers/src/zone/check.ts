import { quote } from './quote.ts'

/** Temporal's four resolutions of an ambiguous clock reading. */
export const disambiguations = ['compatible', 'earlier', 'later', 'reject'] as const

/**
 * Rejects options other than an object: most likely a zone was given in their place.
 *
 * @throws {TypeError} For anything but an object.
 */
export function checkOptions(options: unknown, example: string): asserts options is object {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`Expected options such as ${example} and got ${quote(options)}.`)
  }
}

/**
 * Rejects a value that an option does not have.
 *
 * @throws {RangeError} For any value not in the list.
 */
export function checkChoice(option: string, value: unknown, choices: readonly string[]): void {
  if (choices.some((each) => each === value)) return
  throw new RangeError(
    `${quote(value)} is not a value of ${option}. Use ${choices
      .map((each) => quote(each))
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1')}.`,
  )
}
