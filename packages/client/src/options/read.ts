import { isRecord } from '../guard.ts'

/** What an option has to be, in the words of its error, and the check. */
export type OptionRule = readonly [expected: string, isValid: (value: unknown) => boolean]

/**
 * All options of a function: the compiler asks for one that is added. Each with its rule, or `true` where its value is checked
 * by itself.
 */
export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule | true }

/** The names of all options of a function whose values are checked by themselves. */
export type OptionNames<Options> = { readonly [Name in keyof Options]-?: true }

/** The rule of an option that is called. */
export const functionRule: OptionRule = ['a function', (value) => typeof value === 'function']

/**
 * Reads each option once, since a getter may return something else the second time. An unknown option is an error: a
 * `baseURL` that is ignored would send a test to the real service.
 *
 * @throws RangeError when the options are no object, or one is unknown or cannot be used; and what a getter throws.
 */
export function pickOptions<Options extends object>(
  options: Options,
  rules: OptionRules<Options>,
): Partial<Options> {
  if (!isRecord(options)) throw new RangeError('options must be an object.')
  const { picked, fault } = examineOptions<Options>(options, rules)
  if (fault !== undefined) throw new RangeError(fault)
  return picked
}

const startOf = (name = ''): string => name.slice(0, 3).toLowerCase()

/**
 * Reads the options, and describes the first fault; throws what a getter throws.
 *
 * @param kind What they are, for the error: the fields of an input are read in the same way.
 */
export function examineOptions<Options extends object>(
  options: Options,
  rules: OptionRules<Options>,
  kind: 'option' | 'field' = 'option',
): { readonly picked: Partial<Options>; readonly fault?: string | undefined } {
  const picked: Partial<Options> = {}
  let fault: string | undefined
  for (const name in rules) {
    const value = (picked[name] = options[name])
    const rule = rules[name]
    // Without the value, which may be a secret in the wrong place.
    if (value !== undefined && rule !== true && !rule[1](value)) fault ??= `${name} must be ${rule[0]}.`
  }
  // A field that is undefined is not sent; an option may be so because a variable is missing.
  const counts = (name: string): boolean => kind === 'option' || Reflect.get(options, name) !== undefined
  const unknown = Object.keys(options).filter((name) => !Object.hasOwn(rules, name) && counts(name))
  if (unknown.length === 0) return { picked, fault }
  const known = Object.keys(rules)
  const similar = known.find((name) => startOf(name) === startOf(unknown[0]))
  const advice = similar === undefined ? '' : `Did you mean ${similar}? `
  const listed = unknown.slice(0, 5).join(', ')
  return { picked, fault: `${listed}: there is no such ${kind}. ${advice}There are ${known.join(', ')}.` }
}
