import { raceSignal, withDeadline } from '../abort.ts'
import { isBlockSlotsError, type BlockSlotsError } from '../error.ts'
import type { RefreshEvent } from '../event.ts'
import { createTokenError } from './endpoint.ts'
import { refreshNeed, refusedRefreshIntervalMs, type Lifetime, type RefreshNeed } from './expiry.ts'
import type { AccessToken, TokenRequest } from './provider.ts'
import { singleFlight } from './single-flight.ts'

/** A token in use. Its lifetime is a function, since the estimate of the service's clock changes. */
export type HeldToken = { readonly token: AccessToken; readonly lifetime: () => Lifetime }

/** Result of a refresh. */
export type NextToken<Held extends HeldToken> = {
  readonly held: Held
  /** Outcome of the event to emit; `undefined` for no event. */
  readonly outcome: 'renewed' | 'adopted' | undefined
}

/** Fetching and scheduling of the tokens. */
export type ExpiringTokenOptions<Held extends HeldToken> = {
  /**
   * Fetches the next token; `undefined` when there is no other than the one that is held.
   *
   * @param refused True when the service refused the token that is held.
   */
  readonly fetchNext: (
    request: TokenRequest,
    held: Held | undefined,
    refused: boolean,
  ) => Promise<NextToken<Held> | undefined>
  /** From 0 to 1, constant for a location. */
  readonly spread: number
  /** Upper bound of the backoff, which starts at 5 s and doubles. */
  readonly maxBackoffMs: number
}

/** Mutable state of a token. */
export type TokenState<Held> = {
  held: Held | undefined
  /** When a refresh was last started because a token was refused. */
  refusedAtMs: number
  /** The next backoff, and the end of the one after the last refresh failed. */
  backoffMs: number
  backoffUntilMs: number
  /** Error of the last refresh, if it failed with one of this package. */
  lastError: BlockSlotsError | undefined
}

/** A token that is refreshed before it expires, by one refresh at a time. */
export type ExpiringToken<Held extends HeldToken> = {
  readonly state: Readonly<TokenState<Held>>
  readonly isExpired: (nowMs: number) => boolean
  /** Returns a token that has not expired. Uses the one that is held as long as it lasts when the next cannot be fetched. */
  readonly get: (request: TokenRequest) => Promise<AccessToken>
  /** Refreshes the token of a generation that the service refused. Resolves to true when another one is held then. */
  readonly renew: (generation: number, request: TokenRequest) => Promise<boolean>
}

const minBackoffMs = 5_000
/** Bounds a refresh with all that it waits for: three requests, the lock, the store. */
const maxRefreshMs = 120_000

/** Creates a token that is fetched when it is first needed. */
export function expiringToken<Held extends HeldToken>(
  options: ExpiringTokenOptions<Held>,
): ExpiringToken<Held> {
  const flight = singleFlight<void>()
  const state: TokenState<Held> = {
    held: undefined,
    refusedAtMs: -Infinity,
    backoffMs: minBackoffMs,
    backoffUntilMs: -Infinity,
    lastError: undefined,
  }
  const needAt = (nowMs: number): RefreshNeed =>
    state.held === undefined ? 'expired' : refreshNeed(state.held.lifetime(), nowMs, options.spread)
  const refresh = (request: TokenRequest, refused: boolean): Promise<void> =>
    flight.run(() => refreshState(state, options, request, refused))

  return {
    state,
    isExpired: (nowMs) => needAt(nowMs) === 'expired',
    async get(request) {
      const nowMs = request.clock.now()
      const need = needAt(nowMs)
      const isBackingOff = nowMs < state.backoffUntilMs
      if (state.held !== undefined && need !== 'expired') {
        if (need === 'advisory' && !isBackingOff) refresh(request, false).catch(() => {})
        if (need !== 'mandatory' || isBackingOff) return state.held.token
      }
      try {
        await raceSignal(request.signal, refresh(request, false))
      } catch (error) {
        if (request.signal.aborted || needAt(request.clock.now()) === 'expired') throw error
      }
      if (state.held === undefined) throw new TypeError('A refresh returned no token.')
      return state.held.token
    },
    async renew(generation, request) {
      const { held } = state
      if (held !== undefined && held.token.generation !== generation) return true
      if (!flight.isInFlight()) {
        const nowMs = request.clock.now()
        if (nowMs - state.refusedAtMs < refusedRefreshIntervalMs) return false
        state.refusedAtMs = nowMs
      }
      await raceSignal(request.signal, refresh(request, held !== undefined))
      return state.held !== undefined && state.held.token.generation !== generation
    },
  }
}

/** Fetches the next token and holds it, or starts a backoff. Emits an event for either. */
async function refreshState<Held extends HeldToken>(
  state: TokenState<Held>,
  { fetchNext, maxBackoffMs }: ExpiringTokenOptions<Held>,
  request: TokenRequest,
  refused: boolean,
): Promise<void> {
  const { clock, notify } = request
  const startedAtMs = clock.now()
  const emit = (fields: Pick<RefreshEvent, 'outcome' | 'code' | 'expiresAt'>): void =>
    notify({ type: 'refresh', at: startedAtMs, durationMs: clock.now() - startedAtMs, ...fields })
  try {
    const next = await withDeadline(clock, maxRefreshMs, ({ controller: { signal } }) =>
      fetchNext({ ...request, signal }, state.held, refused),
    )
    state.backoffMs = minBackoffMs
    state.backoffUntilMs = -Infinity
    state.lastError = undefined
    if (next === undefined) return
    const { held, outcome } = next
    state.held = held
    if (outcome !== undefined) emit({ outcome, expiresAt: held.lifetime().expiresAtMs })
  } catch (error) {
    const known = isBlockSlotsError(error) ? error : overdueError(clock.now() - startedAtMs, error)
    state.lastError = known
    state.backoffUntilMs = Math.max(clock.now() + state.backoffMs, known?.retryAt ?? 0)
    state.backoffMs = Math.min(state.backoffMs * 2, maxBackoffMs)
    emit({ outcome: 'failed', ...(known === undefined ? {} : { code: known.code }) })
    throw known ?? error
  }
}

/** The error of a refresh that was ended by its bound, which says nothing against the token. */
function overdueError(elapsedMs: number, cause: unknown): BlockSlotsError | undefined {
  if (elapsedMs < maxRefreshMs) return undefined
  const verdict = { code: 'unavailable', applied: 'no', retry: 'after' } as const
  return createTokenError({ name: 'createAccessToken', secrets: [] }, verdict, {
    message: `no result within ${maxRefreshMs} ms`,
    cause,
  })
}
