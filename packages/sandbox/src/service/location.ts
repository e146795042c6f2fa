import type { Decision, OperationCall, SandboxContext } from '../context.ts'
import { checkLocation } from './auth.ts'

/**
 * Reads a location. A token of another one is rejected, also where the requested one does not exist (assumed).
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The location, or an error.
 */
export function getLocation(call: OperationCall, context: SandboxContext): Decision {
  const { id } = call
  const location = context.store.locations.get(id) ?? { id, name: id, timezone: 'UTC' }
  return { reply: checkLocation(id, call) ?? { status: 200, body: { location } } }
}
