import { invalidInput } from '../error.ts'
import { isRecord } from '../guard.ts'
import { examineOptions, type OptionRules } from './read.ts'

/**
 * Reads the options of a function that creates something. Unlike `pickOptions`, it never repeats what a getter throws.
 *
 * @param least What they have at least, for the error.
 * @throws BlockSlotsError of code `invalid-input`.
 */
export function readOptions<Options extends object>(
  options: Options,
  rules: OptionRules<Options>,
  least?: string,
): Partial<Options> {
  let fault = `options must be an object${least === undefined ? '' : ` with at least ${least}`}.`
  try {
    if (isRecord(options)) {
      const read = examineOptions<Options>(options, rules)
      if (read.fault === undefined) return read.picked
      fault = read.fault
    }
  } catch {
    // Without the cause: what a getter throws may hold a secret, and none are known yet.
    fault = 'the options cannot be read.'
  }
  throw invalidInput('configure', fault)
}
