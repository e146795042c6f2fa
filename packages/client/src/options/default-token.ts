import { invalidInput } from '../error.ts'
import { isRecord } from '../guard.ts'

/**
 * Reads the token for options that do not name one from the variable `HIGHLEVEL_TOKEN`, on every platform that has
 * `process.env`. A `token` that is `undefined` stays so: it may come from a variable that is missing, and the other one may be
 * that of another account.
 *
 * @throws BlockSlotsError of code `invalid-input` where the variable is not set.
 */
export function defaultToken(options: object): string | undefined {
  try {
    if ('token' in options) return undefined
    const process: unknown = Reflect.get(globalThis, 'process')
    const token = isRecord(process) && isRecord(process.env) ? process.env.HIGHLEVEL_TOKEN : undefined
    if (typeof token === 'string' && token !== '') return token
  } catch {
    // Deno asks for a permission, which may be refused.
  }
  throw invalidInput('configure', 'there is no token. Set HIGHLEVEL_TOKEN, or give { token }.')
}
