import type { Decision, OperationCall, SandboxContext } from '../context.ts'
import { errorReply } from '../reply.ts'
import { checkLocation } from './auth.ts'

/**
 * Reads a user. That an unknown one is not found is assumed.
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The user, or an error.
 */
export function getUser(call: OperationCall, context: SandboxContext): Decision {
  const user = context.store.users.get(call.id)
  if (user === undefined) return { reply: errorReply(404, 'User not found') }
  const { id, name, locationId } = user
  return { reply: checkLocation(locationId, call) ?? { status: 200, body: { id, name } } }
}
