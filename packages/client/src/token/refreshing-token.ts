import { isBlockSlotsError, type BlockSlotsError, invalidInput } from '../error.ts'
import type { components } from '../openapi.gen.ts'
import { readOptions } from '../options/configure.ts'
import type { OptionNames } from '../options/read.ts'
import { expiringToken, type HeldToken, type NextToken } from './expiring-token.ts'
import { refreshNeed } from './expiry.ts'
import { fallbackToken } from './fallback.ts'
import { fingerprint } from './fingerprint.ts'
import type { InitialGrant } from './grant.ts'
import { tokenHistory } from './history.ts'
import { memoryStore } from './memory-store.ts'
import type { AccessToken, TokenProvider, TokenRequest } from './provider.ts'
import { refreshRecord, type RefreshContext, type RefreshResult } from './refresh.ts'
import type { Secret } from './secret.ts'
import { createServiceClock, type ServiceClock } from './service-clock.ts'
import { invalidToken, reveal, tokenProvider } from './source.ts'
import type { TokenRecord, TokenStore } from './store.ts'

/** Options of `refreshingToken`. */
export type RefreshingTokenOptions = {
  /** The id of the app. */
  readonly clientId: string
  /** The secret of the app. */
  readonly clientSecret: string | Secret
  /** Store of the tokens. Default: `memoryStore()`, which loses them with the process. */
  readonly store?: TokenStore | undefined
  /** Key in the store, one for each installation, such as the id of the sub-account. Default: the client id. */
  readonly key?: string | undefined
  /** The first refresh token. Used while the store has none, and again when the stored one is invalid. */
  readonly refreshToken?: string | Secret | undefined
  /** The code of an installation, instead of a refresh token. */
  readonly code?: string | Secret | undefined
  /** The redirect address that the code was sent to. */
  readonly redirectUri?: string | undefined
  /** Type of account of the tokens. Default: `Location`, a sub-account, as block slots need it. */
  readonly userType?: components['schemas']['TokenUserType'] | undefined
  /** Provider to use while the refresh token is invalid, usually `locationToken(…)`. */
  readonly fallback?: TokenProvider | undefined
}

const maxBackoffMs = 300_000

/** A token in use, with the record that holds it. */
type RefreshedToken = HeldToken & { readonly record: TokenRecord }

/**
 * Creates a provider that keeps an access token fresh: refreshes it in the background when a tenth of its lifetime is left,
 * and stores every new pair before using it, so that a rotated refresh token is never lost. One refresh at a time for all
 * processes that share the store.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option is invalid. Calls that use the provider reject with
 *   `reauthorization-required` when the app has to be installed again, with `store-unavailable` when the store cannot be
 *   reached, and with the error of the token endpoint when it issued no token.
 * @example
 * ```ts
 * import { memoryStore, refreshingToken, secret } from '@block-slots/client'
 *
 * const token = refreshingToken({
 *   clientId: '6578278e879ad2646715ba9c-lq1r2s3t',
 *   clientSecret: secret('example-client-secret'),
 *   refreshToken: secret('example-refresh-token'),
 *   store: memoryStore(),
 * })
 * console.log(JSON.stringify({ token })) // => {"token":{}}
 * ```
 */
export function refreshingToken(options: RefreshingTokenOptions): TokenProvider {
  const { store, key, clientSecret, initialGrant, formOf, fallbackProvider } = checkOptions(options)
  const history = tokenHistory()
  const serviceClock = createServiceClock()
  const spread = fingerprint(key) / 2 ** 32
  const fallback = fallbackProvider === undefined ? undefined : fallbackToken(fallbackProvider, history)
  const tokens = expiringToken<RefreshedToken>({ fetchNext, spread, maxBackoffMs })

  const secrets = (): readonly string[] => {
    const { accessToken, refreshToken } = tokens.state.held?.record ?? {}
    const own = [clientSecret, initialGrant?.value, accessToken, refreshToken, ...history.values()]
    const known = own.filter((value) => value !== undefined)
    return [...new Set([...known, ...(fallbackProvider?.secrets() ?? [])])]
  }
  const context: RefreshContext = {
    store,
    key,
    serviceClock,
    initialGrant,
    formOf,
    secrets,
    written: 0,
    pendingStoreCalls: 0,
    unsaved: undefined,
    invalidGrant: undefined,
  }

  /** Refreshes the stored record, unless it already has another usable token. */
  async function fetchNext(
    request: TokenRequest,
    held: RefreshedToken | undefined,
    refused: boolean,
  ): Promise<NextToken<RefreshedToken> | undefined> {
    const { clock } = request
    const result = await refreshRecord(context, request, {
      refused,
      isMetBy: (record) =>
        record.accessToken !== held?.token.value &&
        isUsable(record, clock.now() + serviceClock.offsetMs(), spread),
    })
    const { accessToken: value, refreshToken } = result.record
    const isSame = value === held?.token.value
    if (value === undefined || (isSame && !result.isFresh)) return undefined
    // The old secrets are forgotten a day from now, not a day after they were first used.
    for (const secret of [held?.record.refreshToken, held?.token.value, refreshToken]) {
      if (secret !== undefined) history.add(secret, clock.now())
    }
    fallback?.stop()
    const token = { value, generation: history.add(value, clock.now()) }
    const next = { token, record: result.record, lifetime: lifetimeOf(result, serviceClock) }
    if (result.isFresh) return { held: next, outcome: isSame ? undefined : 'renewed' }
    // Finding a stored token at the start is no event.
    return { held: next, outcome: held === undefined ? undefined : 'adopted' }
  }

  /** Gets a token of the fallback when a person has to reauthorize the app. Rethrows any other error. */
  async function getFallback(error: unknown, request: TokenRequest): Promise<AccessToken> {
    const isNeeded = !request.signal.aborted && isBlockSlotsError(error, 'reauthorization-required')
    if (fallback === undefined || !isNeeded) throw error
    return fallback.get(request)
  }

  return {
    secrets,
    observe: serviceClock.observe,
    isWaitingForStore: () => context.pendingStoreCalls > 0,
    locationId: () => tokens.state.held?.record.locationId ?? fallbackProvider?.locationId?.(),
    async get(request) {
      const nowMs = request.clock.now()
      const { backoffUntilMs, lastError } = tokens.state
      if (fallback?.isInUse() && nowMs < backoffUntilMs) return fallback.get(request)
      const retryAt = lastError?.retryAt ?? -Infinity
      if (nowMs < retryAt && tokens.isExpired(nowMs)) throw lastError
      return tokens.get(request).catch((error: unknown) => getFallback(error, request))
    },
    async renew(generation, request) {
      if (fallback?.isInUse()) return fallback.renew(generation, request)
      return tokens
        .renew(generation, request)
        .catch(async (error: unknown) => (await getFallback(error, request)).generation !== generation)
    },
  }
}

/** True for a stored token that needs no refresh before its use. */
function isUsable(
  { accessToken, issuedAt = 0, expiresAt = 0 }: TokenRecord,
  serviceNowMs: number,
  spread: number,
): boolean {
  if (accessToken === undefined) return false
  // It cannot be earlier than when the token was issued: a clock that says so is slow.
  const nowMs = Math.max(serviceNowMs, issuedAt)
  const need = refreshNeed({ expiresAtMs: expiresAt, durationMs: expiresAt - issuedAt }, nowMs, spread)
  return need === 'none' || need === 'advisory'
}

/** A fresh token ends by the client's clock, even if the wall clock jumps; a stored one by the service's. */
function lifetimeOf({ record, isFresh }: RefreshResult, serviceClock: ServiceClock): HeldToken['lifetime'] {
  const { issuedAt = 0, expiresAt = 0 } = record
  const fixedOffsetMs = isFresh ? serviceClock.offsetMs() : undefined
  return () => ({
    durationMs: expiresAt - issuedAt,
    expiresAtMs: expiresAt - (fixedOffsetMs ?? serviceClock.offsetMs()),
  })
}

type CheckedOptions = Pick<RefreshContext, 'store' | 'key' | 'initialGrant' | 'formOf'> & {
  readonly clientSecret: string
  readonly fallbackProvider: TokenProvider | undefined
}

const optionNames: OptionNames<RefreshingTokenOptions> = {
  clientId: true,
  clientSecret: true,
  store: true,
  key: true,
  refreshToken: true,
  code: true,
  redirectUri: true,
  userType: true,
  fallback: true,
}

const invalid = (message: string): BlockSlotsError => invalidInput('configure', message)

/** Checks options that come from a person or a configuration file, and reads each once. */
function checkOptions(options: RefreshingTokenOptions): CheckedOptions {
  const given = readOptions(options, optionNames, 'clientId and clientSecret')
  const { store = memoryStore(), redirectUri, userType = 'Location', fallback, refreshToken, code } = given
  const clientId = checkText('clientId', given.clientId)
  const key = given.key ?? clientId
  if (refreshToken !== undefined && code !== undefined) throw invalid('pass refreshToken or code, not both.')
  if (typeof key !== 'string' || key === '') throw invalid('key must be a non-empty string.')
  if (userType !== 'Location' && userType !== 'Company')
    throw invalid('userType must be "Location" or "Company".')
  if (redirectUri !== undefined && typeof redirectUri !== 'string')
    throw invalid('redirectUri must be a string.')
  if (typeof store?.read !== 'function' || typeof store.write !== 'function') {
    throw invalid('store must be a token store, such as memoryStore().')
  }
  const clientSecret = checkText('clientSecret', given.clientSecret)
  let initialGrant: InitialGrant | undefined
  if (code !== undefined) initialGrant = { type: 'authorization_code', value: checkText('code', code) }
  if (refreshToken !== undefined) {
    initialGrant = { type: 'refresh_token', value: checkText('refreshToken', refreshToken) }
  }
  return {
    store,
    key,
    clientSecret,
    initialGrant,
    formOf: ({ type, value }) => ({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: type,
      [type === 'refresh_token' ? type : 'code']: value,
      user_type: userType,
      redirect_uri: redirectUri,
    }),
    fallbackProvider: fallback === undefined ? undefined : tokenProvider(fallback, tokenHistory()),
  }
}

function checkText(name: string, given: unknown): string {
  const value = reveal(given)
  const fault = invalidToken(value, 'is empty')
  if (fault !== undefined || typeof value !== 'string') throw invalid(`${name} ${fault}.`)
  return value
}
