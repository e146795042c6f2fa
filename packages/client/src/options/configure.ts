import { invalidInput } from '../error.ts'
import { isRecord } from '../guard.ts'
import { examineOptions, type OptionNames } from './read.ts'

/**
 * Reads the options of a function that creates something, as `pickOptions` does.
 *
 * @param least What they have at least, for the error.
 * @throws BlockSlotsError of code `invalid-input`.
 */
export function readOptions<Options extends object>(
  options: Options,
  names: OptionNames<Options>,
  least?: string,
): Partial<Options> {
  if (!isRecord(options)) {
    const needed = least === undefined ? '' : ` with at least ${least}`
    throw invalidInput('configure', `options must be an object${needed}.`)
  }
  let read: ReturnType<typeof examineOptions<Options>>
  try {
    read = examineOptions<Options>(options, names)
  } catch {
    // Without the cause: what a getter throws may hold a secret, and none are known yet.
    throw invalidInput('configure', 'the options cannot be read.')
  }
  if (read.fault !== undefined) throw invalidInput('configure', read.fault)
  return read.picked
}
