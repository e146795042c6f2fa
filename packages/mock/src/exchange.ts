import { decide } from './decide.ts'
import { type Delivery, deliver } from './delivery.ts'
import type { World } from './outcome.ts'
import { recordArrival, recordCommit } from './record.ts'
import type { Received } from './received.ts'
import { scrubFields } from './scrub.ts'
import { commit, secretsOf } from './store.ts'

/** How a carrier brings a request in. */
export type Incoming = {
  method: string
  /** Path and query as they were sent. */
  target: string
  /** Reads the request to its end; gives `undefined` when the client goes away before that. */
  read: () => Promise<Received | undefined>
}

/**
 * Takes one request through the sandbox: it arrives, something is decided and committed, it is answered. Each step
 * is written to the audit log as it happens.
 *
 * @param incoming The request.
 * @param world The sandbox.
 * @returns What goes out; `undefined` when there is nobody left to answer.
 */
export async function exchange(incoming: Incoming, world: World): Promise<Delivery | undefined> {
  const received = await incoming.read()
  if (received === undefined) return undefined
  const { audit } = world
  const traceId = world.names.trace()
  const secrets = secretsOf(world.store)
  if (received.bearer !== undefined) secrets.push(received.bearer)
  const request = audit.begin()
  audit.add(request, recordArrival(received, world, secrets))

  const { answer, change } = decide(received, world)
  if (change !== undefined) {
    commit(world.store, change)
    audit.add(request, recordCommit(change, secrets))
  }

  const at = audit.add(request, { kind: 'answer', status: answer.status, traceId })
  const headers = { date: new Date(at).toUTCString(), ...answer.headers }
  const body = answer.status < 400 ? answer.body : scrubFields(answer.body, secrets)
  return deliver({ ...answer, headers, body: { ...body, traceId } })
}
