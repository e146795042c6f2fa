import { invalidInput } from '../error.ts'
import { readOptions } from '../options/configure.ts'
import type { OptionNames } from '../options/read.ts'
import { isMissingRoute, requestToken, type TokenResponse } from './endpoint.ts'
import { expiringToken, type HeldToken, type NextToken } from './expiring-token.ts'
import { fingerprint } from './fingerprint.ts'
import { tokenHistory } from './history.ts'
import type { AccessToken, TokenProvider, TokenRequest } from './provider.ts'
import { tokenProvider, type TokenSource } from './source.ts'

/** Options of `locationToken`. */
export type LocationTokenOptions = {
  /** The agency. */
  readonly companyId: string
  /** The sub-account. */
  readonly locationId: string
  /** A token of the agency with the scope `oauth.write`, or a source of such tokens. */
  readonly agency: TokenSource
}

/** The endpoint, and the one that takes its place in version v3: HighLevel announced the removal of the first. */
const endpoints = [
  { path: '/oauth/locationToken', version: '2021-07-28' },
  { path: '/oauth/location-token', version: 'v3' },
] as const

type Endpoint = (typeof endpoints)[number]

/** Constant: a token that cannot be issued now can be at any time. */
const maxBackoffMs = 5_000

/**
 * Creates a provider of tokens for a sub-account, issued by means of the token of its agency. A token lives about a day, is
 * held in memory, and is replaced before it expires; nothing is stored, since another can be issued at any time. Works alone,
 * and as the `fallback` of `refreshingToken`.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option is invalid. Calls that use the provider reject with the
 *   error of the service when it issued no token, such as `forbidden` for an agency token without the scope.
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
  const { companyId, locationId, agency } = checkOptions(options)
  const history = tokenHistory()
  const spread = fingerprint(locationId) / 2 ** 32
  const tokens = expiringToken({ fetchNext, spread, maxBackoffMs })

  const secrets = (): readonly string[] => [...new Set([...history.values(), ...agency.secrets()])]

  /** Those that may exist, best first. */
  let candidates: readonly [Endpoint, Endpoint] = endpoints

  const requestAt = (
    { path, version }: Endpoint,
    request: TokenRequest,
    token: AccessToken,
  ): Promise<TokenResponse> =>
    requestToken(request, {
      name: 'createLocationToken',
      path,
      form: { companyId, locationId },
      headers: { Authorization: `Bearer ${token.value}`, Version: version },
      signal: request.signal,
      secrets: [...secrets(), token.value],
    })

  /** Requests a token, from the other endpoint where the first does not exist. */
  async function requestWith(request: TokenRequest, token: AccessToken): Promise<TokenResponse> {
    const [first, second] = candidates
    const response = await requestAt(first, request, token)
    if (response.kind !== 'refused' || !isMissingRoute(response.error.status)) return response
    const other = await requestAt(second, request, token)
    // The other way round from now on: the one that does not exist costs a request each time.
    if (other.kind === 'issued') candidates = [second, first]
    return other
  }

  /** Requests a token, and once more when the agency's token was refused and could be renewed. */
  async function fetchNext(
    request: TokenRequest,
    held: HeldToken | undefined,
  ): Promise<NextToken<HeldToken>> {
    const token = await agency.get(request)
    let response = await requestWith(request, token)
    if (isUnauthenticated(response) && (await agency.renew(token.generation, request))) {
      response = await requestWith(request, await agency.get(request))
    }
    agency.observe?.(response.date, response.sentMs, response.endedMs)
    if (response.kind !== 'issued') throw response.error
    const { accessToken: value, lifetimeMs } = response.issued
    const nowMs = request.clock.now()
    if (held !== undefined) history.add(held.token.value, nowMs)
    const lifetime = { expiresAtMs: response.sentMs + lifetimeMs, durationMs: lifetimeMs }
    const next = { token: { value, generation: history.add(value, nowMs) }, lifetime: () => lifetime }
    return { held: next, outcome: 'renewed' }
  }

  return { secrets, locationId: () => locationId, get: tokens.get, renew: tokens.renew }
}

const isUnauthenticated = (response: TokenResponse): boolean =>
  response.kind === 'invalid-grant' ||
  (response.kind === 'refused' && response.error.code === 'unauthenticated')

const optionNames: OptionNames<LocationTokenOptions> = { companyId: true, locationId: true, agency: true }

type CheckedOptions = Omit<LocationTokenOptions, 'agency'> & { readonly agency: TokenProvider }

function checkOptions(options: LocationTokenOptions): CheckedOptions {
  const { companyId, locationId, agency } = readOptions(options, optionNames, 'an agency')
  if (!isId(companyId)) throw invalidInput('configure', 'companyId must be the id of an agency.')
  if (!isId(locationId)) throw invalidInput('configure', 'locationId must be the id of a sub-account.')
  return { companyId, locationId, agency: tokenProvider(agency, tokenHistory()) }
}

const isId = (value: unknown): value is string => typeof value === 'string' && /^[\w-]+$/.test(value)
