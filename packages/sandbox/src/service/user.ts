import type { Decision, OperationCall, SandboxContext } from '../context.ts'
import { errorReply, isReply } from '../reply.ts'
import type { SandboxUser } from '../state/state.ts'
import { checkLocation } from './auth.ts'
import { parseQuery } from './query.ts'

/**
 * Reads a user. That an unknown one is not found is assumed, and so is that a deleted one is.
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The user, or an error.
 */
export function getUser(call: OperationCall, context: SandboxContext): Decision {
  const user = context.store.users.get(call.id)
  if (user === undefined) return { reply: errorReply(404, 'User not found') }
  return { reply: checkLocation(user.locationId, call) ?? { status: 200, body: namesOf(user) } }
}

/**
 * Lists the users of a location, with the rows of deleted ones.
 *
 * @param call The request.
 * @param context The sandbox.
 * @returns The list, or an error.
 */
export function listUsers(call: OperationCall, context: SandboxContext): Decision {
  const query = parseQuery(call, ['locationId'])
  if (isReply(query)) return { reply: query }
  const { locationId } = query
  const users = [...context.store.users.values()]
    .filter((user) => user.locationId === locationId)
    .map((user) => ({ ...namesOf(user), deleted: user.deleted ?? false }))
  return { reply: checkLocation(locationId, call) ?? { status: 200, body: { users } } }
}

function namesOf({ id, name, firstName, lastName, email }: SandboxUser): Omit<SandboxUser, 'locationId'> {
  return {
    id,
    name,
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    ...(email !== undefined && { email }),
  }
}
