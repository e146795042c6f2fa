import { isRecord } from '../guard.ts'

/** The names of all options of a function: the compiler asks for one that is added. */
export type OptionNames<Options> = { readonly [Name in keyof Options]-?: true }

/**
 * Reads each option once, since a getter may return something else the second time. An unknown option is an error: a
 * `baseURL` that is ignored would send a test to the real service.
 *
 * @throws RangeError when the options are no object, or have one that is unknown; and what a getter throws.
 */
export function pickOptions<Options extends object>(
  options: Options,
  names: OptionNames<Options>,
): Partial<Options> {
  if (!isRecord(options)) throw new RangeError('options must be an object.')
  const { picked, fault } = examineOptions<Options>(options, names)
  if (fault !== undefined) throw new RangeError(fault)
  return picked
}

const startOf = (name = ''): string => name.slice(0, 3).toLowerCase()

/** Reads the options, and describes the first fault; throws what a getter throws. */
export function examineOptions<Options extends object>(
  options: Options,
  names: OptionNames<Options>,
): { readonly picked: Partial<Options>; readonly fault?: string } {
  const picked: Partial<Options> = {}
  for (const name in names) picked[name] = options[name]
  const unknown = Object.keys(options).filter((name) => !Object.hasOwn(names, name))
  if (unknown.length === 0) return { picked }
  const known = Object.keys(names)
  const similar = known.find((name) => startOf(name) === startOf(unknown[0]))
  const advice = similar === undefined ? '' : `Did you mean ${similar}? `
  const listed = unknown.slice(0, 5).join(', ')
  return { picked, fault: `${listed}: there is no such option. ${advice}There are ${known.join(', ')}.` }
}
