import { invalidInput } from '../error.ts'
import { isBlockSlotsError, type ErrorCode } from '../error.ts'
import { isRecord } from '../guard.ts'
import { askForToken, type Issued, type Reply } from './endpoint.ts'
import { dueOf, fingerprint, type Life } from './expiry.ts'
import { tokenMemory } from './history.ts'
import type { AccessToken, TokenProvider, TokenRequest } from './provider.ts'
import { refusalPauseMs } from './refresh.ts'
import { tokenProvider, type TokenSource } from './source.ts'
import { bounded, within } from './wait.ts'

/** Which sub-account a token is for, and who may have one made. */
export type LocationTokenOptions = {
  /** The agency. */
  readonly companyId: string
  /** The sub-account. */
  readonly locationId: string
  /** A token of the agency, with the scope `oauth.write`, or where it comes from. */
  readonly agency: TokenSource
}

/** What the endpoint is published for. */
const version = '2021-07-28'
const name = 'createLocationToken'
/** Pause after the next token could not be had while the last one still works. */
const pauseMs = 5_000
/** Bounds all that one needs: the token of the agency, and two requests. */
const longestMs = 120_000

type Held = { readonly token: AccessToken; readonly life: Life }

/**
 * Has tokens of a sub-account made by the token of its agency. One lives about a day, is kept in this process, and is made
 * anew when it runs out; nothing is stored, since another one can be had at any time. Works alone, and as the `exchange`
 * of `refreshingToken`.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option cannot be used. The calls that use it reject with what
 *   the service answered when no token could be had, such as `forbidden` for a token without the scope.
 * @example
 * ```ts
 * import { locationToken, secret } from '@block-slots/client'
 *
 * const token = locationToken({
 *   companyId: 'l1C08ntBrFjLS0elLIYU',
 *   locationId: 'C2QujeCh8ZnC7al2InWR',
 *   agency: secret('example-agency-token'),
 * })
 * console.log(token.locationId?.()) // => C2QujeCh8ZnC7al2InWR
 * ```
 */
export function locationToken(options: LocationTokenOptions): TokenProvider {
  if (!isRecord(options)) throw invalidInput('configure', 'options must be an object with an agency.')
  const { companyId, locationId } = options
  for (const [field, id] of Object.entries({ companyId, locationId })) {
    if (typeof id !== 'string' || !/^[\w-]+$/.test(id)) {
      throw invalidInput(
        'configure',
        `${field} must be the id of ${field === 'companyId' ? 'an agency' : 'a sub-account'}.`,
      )
    }
  }
  const agency = tokenProvider(options.agency)
  const memory = tokenMemory()
  const spread = fingerprint(locationId) / 2 ** 32
  let held: Held | undefined
  let flight: Promise<Held> | undefined
  let renewedMs = Number.NEGATIVE_INFINITY
  let quietUntilMs = Number.NEGATIVE_INFINITY

  const secrets = (): readonly string[] => [...new Set([...memory.values(), ...agency.secrets()])]

  const ask = async (request: TokenRequest, token: AccessToken): Promise<Reply> =>
    askForToken(request, {
      name,
      path: '/oauth/locationToken',
      form: { companyId, locationId },
      headers: { Authorization: `Bearer ${token.value}`, Version: version },
      signal: request.signal,
      secrets: [...secrets(), token.value],
    })

  /** Has one made; a refused token of the agency is renewed once. */
  const make = async (request: TokenRequest): Promise<Held> => {
    const token = await agency.get(request)
    let reply = await ask(request, token)
    if (isUnauthenticated(reply) && (await agency.renew(token.generation, request))) {
      reply = await ask(request, await agency.get(request))
    }
    agency.observe?.(reply.date, reply.sentMs, reply.endedMs)
    if (reply.kind !== 'issued') throw reply.error
    return holdOf(reply.issued, reply.sentMs, request.clock.now())
  }

  const holdOf = ({ accessToken: value, lifeMs }: Issued, sentMs: number, nowMs: number): Held => {
    if (held !== undefined) memory.note(held.token.value, nowMs)
    return {
      token: { value, generation: memory.note(value, nowMs) },
      life: { endsMs: sentMs + lifeMs, lifeMs },
    }
  }

  /** Starts the one making, or joins it. It does not end with the caller that started it. */
  const making = (request: TokenRequest): Promise<Held> => {
    flight ??= fly(request).finally(() => (flight = undefined))
    return flight
  }
  const fly = async (request: TokenRequest): Promise<Held> => {
    const { clock, notify } = request
    const startedMs = clock.now()
    const tell = (fields: { outcome: 'renewed' | 'failed'; expiresAt?: number; code?: ErrorCode }): void =>
      notify({ type: 'refresh', at: startedMs, durationMs: clock.now() - startedMs, ...fields })
    try {
      held = await bounded(clock, longestMs, (signal) => make({ ...request, signal }))
      tell({ outcome: 'renewed', expiresAt: held.life.endsMs })
      return held
    } catch (error) {
      const { code, retryAt = 0 } = isBlockSlotsError(error) ? error : {}
      quietUntilMs = Math.max(clock.now() + pauseMs, retryAt)
      tell({ outcome: 'failed', ...(code === undefined ? {} : { code }) })
      throw error
    }
  }

  return {
    secrets,
    locationId: () => locationId,
    async get(request) {
      const nowMs = request.clock.now()
      const due = held === undefined ? 'over' : dueOf(held.life, nowMs, spread)
      if (held !== undefined && due !== 'over') {
        if (due === 'soon' && nowMs >= quietUntilMs) making(request).catch(() => {})
        if (due !== 'now' || nowMs < quietUntilMs) return held.token
      }
      try {
        return (await within(request.signal, making(request))).token
      } catch (error) {
        if (request.signal.aborted || held === undefined) throw error
        if (dueOf(held.life, request.clock.now(), spread) === 'over') throw error
        return held.token
      }
    },
    async renew(generation, request) {
      if (held !== undefined && held.token.generation !== generation) return true
      const nowMs = request.clock.now()
      if (flight === undefined && nowMs - renewedMs < refusalPauseMs) return false
      if (flight === undefined) renewedMs = nowMs
      return (await within(request.signal, making(request))).token.generation !== generation
    },
  }
}

const isUnauthenticated = (reply: Reply): boolean =>
  reply.kind === 'dead' || (reply.kind === 'refused' && reply.error.code === 'unauthenticated')
