import { invalidInput } from '../error.ts'
import { isBlockSlotsError, type BlockSlotsError } from '../error.ts'
import type { components } from '../openapi.gen.ts'
import { isRecord } from '../guard.ts'
import { dueOf, fingerprint, serviceTime, type Life } from './expiry.ts'
import { tokenMemory } from './history.ts'
import { memoryStore } from './memory-store.ts'
import type { AccessToken, TokenProvider, TokenRequest } from './provider.ts'
import { refusalPauseMs, renewGrant, type Renewals, type Renewed, type Seed, type Wish } from './refresh.ts'
import type { Secret } from './secret.ts'
import { invalidToken, reveal, tokenProvider } from './source.ts'
import type { TokenRecord, TokenStore } from './store.ts'
import { bounded, within } from './wait.ts'

/** How an app gets its tokens. */
export type RefreshingTokenOptions = {
  /** The id of the app. */
  readonly clientId: string
  /** The secret of the app. */
  readonly clientSecret: string | Secret
  /** Where the tokens are kept. Default: in this process alone, so that they are lost with it. */
  readonly store?: TokenStore | undefined
  /** What they are kept under, one key for each installation, such as the id of the sub-account. Default: the client id. */
  readonly key?: string | undefined
  /** The first refresh token, needed as long as the store has none, and taken again when it has a dead one. */
  readonly refreshToken?: string | Secret | undefined
  /** The code of an installation, in the place of a refresh token. */
  readonly code?: string | Secret | undefined
  /** The redirect address that the code was sent to. */
  readonly redirectUri?: string | undefined
  /** What the tokens are for. Default: `Location`, a sub-account, as block slots need it. */
  readonly userType?: components['schemas']['TokenUserType'] | undefined
  /** Where tokens come from when the refresh token is dead: usually `locationToken(…)`. */
  readonly fallback?: TokenProvider | undefined
}

/** Pauses after a renewal that failed while the token still works. */
const shortestPauseMs = 5_000
const longestPauseMs = 300_000
/** Bounds a renewal with all that it waits for: three requests, the lock, the store. */
const longestRenewalMs = 120_000

/** A token that is in use. */
type Held = { readonly token: AccessToken; readonly life: () => Life; readonly grant: TokenRecord }

/**
 * Keeps an access token fresh: renews it in the background when a tenth of its life is left and stores every new pair
 * before it is used, so that a rotated refresh token is never lost; one renewal at a time for all who use the store.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option cannot be used. The calls that use it reject with
 *   `reauthorization-required` when a person has to install the app again, with `store-unavailable` when the store is out
 *   of reach, and with what the token endpoint answered when no token could be had.
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
  const { clientId, clientSecret, store, key, seed, form, exchange } = readOptions(options)
  const memory = tokenMemory()
  const time = serviceTime()
  const spread = fingerprint(key) / 2 ** 32
  let held: Held | undefined
  let minted: { readonly ours: AccessToken; readonly theirs: AccessToken } | undefined
  let flight: Promise<void> | undefined
  let renewedMs = Number.NEGATIVE_INFINITY
  let pauseMs = shortestPauseMs
  let quietUntilMs = Number.NEGATIVE_INFINITY
  let told: BlockSlotsError | undefined

  const secrets = (): readonly string[] => {
    const { accessToken, refreshToken } = held?.grant ?? {}
    const all = [clientSecret, seed?.value, accessToken, refreshToken, ...memory.values()]
    return [...new Set([...all.filter((value) => value !== undefined), ...(exchange?.secrets() ?? [])])]
  }
  const renewals: Renewals = {
    store,
    key,
    time,
    seed,
    secrets,
    marked: 0,
    unsaved: undefined,
    dead: undefined,
    formOf: ({ grant, value }) => ({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: grant,
      [grant === 'refresh_token' ? 'refresh_token' : 'code']: value,
      ...form,
    }),
  }

  const hold = ({ grant, fresh }: Renewed, nowMs: number): void => {
    const { accessToken: value, refreshToken, issuedAt = 0, expiresAt = 0 } = grant
    if (value === undefined || (value === held?.token.value && !fresh)) return
    // The former are forgotten a day from now, not from when they came.
    for (const old of [held?.grant.refreshToken, held?.token.value, refreshToken]) {
      if (old !== undefined) memory.note(old, nowMs)
    }
    const token = { value, generation: memory.note(value, nowMs) }
    const lifeMs = expiresAt - issuedAt
    // A fresh one ends by this clock, whatever becomes of the wall's; a stored one by the service's.
    const endsMs = expiresAt - time.offsetMs()
    held = { token, grant, life: () => ({ lifeMs, endsMs: fresh ? endsMs : expiresAt - time.offsetMs() }) }
    minted = undefined
  }

  const dueAt = (life: Life, nowMs: number): ReturnType<typeof dueOf> => dueOf(life, nowMs, spread)

  /** Starts the one renewal, or joins it. It does not end with the caller that started it. */
  const renewal = (request: TokenRequest, refused?: string): Promise<void> => {
    flight ??= fly(request, refused).finally(() => (flight = undefined))
    return flight
  }
  const fly = async (request: TokenRequest, refused: string | undefined): Promise<void> => {
    const { clock, notify } = request
    const startedMs = clock.now()
    const former = held?.token.value
    const tell = (fields: Pick<Parameters<typeof notify>[0], 'outcome' | 'code' | 'expiresAt'>): void =>
      notify({ type: 'refresh', at: startedMs, durationMs: clock.now() - startedMs, ...fields })
    const wish: Wish = {
      refused: refused !== undefined,
      willDo: ({ accessToken, issuedAt = 0, expiresAt = 0 }) => {
        if (accessToken === undefined || accessToken === (refused ?? former)) return false
        // Whoever issued it lived after that: a clock that says earlier is slow.
        const nowMs = Math.max(clock.now() + time.offsetMs(), issuedAt)
        const due = dueAt({ endsMs: expiresAt, lifeMs: expiresAt - issuedAt }, nowMs)
        return due === 'no' || due === 'soon'
      },
    }
    try {
      const renewed = await bounded(clock, longestRenewalMs, (signal) =>
        renewGrant(renewals, request, wish, signal),
      )
      hold(renewed, clock.now())
      pauseMs = shortestPauseMs
      quietUntilMs = Number.NEGATIVE_INFINITY
      told = undefined
      const expiresAt = held?.life().endsMs
      if (former !== undefined || renewed.fresh) {
        const outcome = renewed.fresh ? 'renewed' : 'adopted'
        if (held?.token.value !== former) tell({ outcome, ...(expiresAt === undefined ? {} : { expiresAt }) })
      }
    } catch (error) {
      told = isBlockSlotsError(error) ? error : undefined
      quietUntilMs = Math.max(clock.now() + pauseMs, told?.retryAt ?? 0)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      tell({ outcome: 'failed', ...(told === undefined ? {} : { code: told.code }) })
      throw error
    }
  }

  /** A token by the other way, under a number of ours. */
  const mint = async (provider: TokenProvider, request: TokenRequest): Promise<AccessToken> => {
    const theirs = await provider.get(request)
    const ours = { value: theirs.value, generation: memory.note(theirs.value, request.clock.now()) }
    minted = { ours, theirs }
    return ours
  }

  return {
    secrets,
    observe: time.learn,
    locationId: () => held?.grant.locationId ?? exchange?.locationId?.(),
    async get(request) {
      const { clock, signal } = request
      const nowMs = clock.now()
      if (exchange !== undefined && minted !== undefined && nowMs < quietUntilMs)
        return mint(exchange, request)
      const due = held === undefined ? 'over' : dueAt(held.life(), nowMs)
      if (held !== undefined && due !== 'over') {
        const quiet = nowMs < quietUntilMs
        if (due === 'no' || (due === 'soon' && quiet)) return held.token
        if (due === 'soon') {
          renewal(request).catch(() => {})
          return held.token
        }
        // A renewal failed a moment ago: the last of it is used up meanwhile.
        if (quiet) return held.token
      } else if (told?.retryAt !== undefined && nowMs < told.retryAt) throw told
      try {
        await within(signal, renewal(request))
      } catch (error) {
        if (signal.aborted) throw error
        if (held !== undefined && dueAt(held.life(), clock.now()) !== 'over') return held.token
        if (exchange === undefined || !isBlockSlotsError(error, 'reauthorization-required')) throw error
        return mint(exchange, request)
      }
      if (held === undefined) throw new TypeError('A renewal gave no token.')
      return held.token
    },
    async renew(generation, request) {
      const { clock, signal } = request
      if (exchange !== undefined && minted !== undefined) {
        if (minted.ours.generation !== generation) return true
        return exchange.renew(minted.theirs.generation, request)
      }
      const refused = held?.token
      if (refused !== undefined && refused.generation !== generation) return true
      const startedMs = clock.now()
      if (flight === undefined && startedMs - renewedMs < refusalPauseMs) return false
      if (flight === undefined) renewedMs = startedMs
      try {
        await within(signal, renewal(request, refused?.value))
      } catch (error) {
        if (exchange === undefined || !isBlockSlotsError(error, 'reauthorization-required')) throw error
        return (await mint(exchange, request)).generation !== generation
      }
      return held !== undefined && held.token.generation !== generation
    },
  }
}

type Checked = {
  readonly clientId: string
  readonly clientSecret: string
  readonly store: TokenStore
  readonly key: string
  readonly seed: Seed | undefined
  readonly form: { readonly user_type: string; readonly redirect_uri: string | undefined }
  readonly exchange: TokenProvider | undefined
}

const wrong = (words: string): BlockSlotsError => invalidInput('configure', words)

/** Checks what a person or a configuration file gave, and reads it once. */
function readOptions(options: RefreshingTokenOptions): Checked {
  if (!isRecord(options)) throw wrong('options must be an object with clientId and clientSecret.')
  const { clientId, store = memoryStore(), redirectUri, userType = 'Location', fallback: exchange } = options
  const text = (name: string, given: unknown): string => {
    const value = reveal(given)
    const fault = invalidToken(value)
    if (fault !== undefined || typeof value !== 'string') throw wrong(`${name} ${fault?.split('. ')[0]}.`)
    return value
  }
  const id = text('clientId', clientId)
  const key = options.key ?? id
  const seeds = (['refreshToken', 'code'] as const).filter((name) => options[name] !== undefined)
  const [name] = seeds
  if (seeds.length > 1) throw wrong('pass refreshToken or code, not both.')
  if (typeof key !== 'string' || key === '') throw wrong('key must be a non-empty string.')
  if (userType !== 'Location' && userType !== 'Company')
    throw wrong('userType must be "Location" or "Company".')
  if (redirectUri !== undefined && typeof redirectUri !== 'string')
    throw wrong('redirectUri must be a string.')
  if (typeof store.read !== 'function' || typeof store.write !== 'function') {
    throw wrong('store must be a token store, such as memoryStore().')
  }
  const grant = name === 'code' ? 'authorization_code' : 'refresh_token'
  return {
    clientId: id,
    clientSecret: text('clientSecret', options.clientSecret),
    store,
    key,
    seed: name === undefined ? undefined : { grant, value: text(name, options[name]) },
    form: { user_type: userType, redirect_uri: redirectUri },
    exchange: exchange === undefined ? undefined : tokenProvider(exchange),
  }
}
