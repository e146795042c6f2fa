import { raceSignal, withDeadline } from '../abort.ts'
import { isBlockSlotsError, type BlockSlotsError } from '../error.ts'
import type { RefreshEvent } from '../event.ts'
import { refreshNeed, refusedRefreshIntervalMs, type Lifetime, type RefreshNeed } from './expiry.ts'
import type { AccessToken, TokenRequest } from './provider.ts'
import { singleFlight } from './single-flight.ts'

/** A token in use. Its lifetime is a function, since the estimate of the service's clock changes. */
export type HeldToken = { readonly token: AccessToken; readonly lifetime: () => Lifetime }

/** Result of a refresh. */
export type NextToken<Held extends HeldToken> = {
  /** What to hold from now on; `undefined` when there is no token yet. */
  readonly held: Held | undefined
  /** What to report; `undefined` when nothing changed. */
  readonly outcome: 'renewed' | 'adopted' | undefined
}

/** How tokens are fetched, and when. */
export type ExpiringTokenOptions<Held extends HeldToken> = {
  /**
   * Fetches the next token.
   *
   * @param refused True when the service refused the token that is held.
   */
  readonly fetchNext: (
    request: TokenRequest,
    held: Held | undefined,
    refused: boolean,
  ) => Promise<NextToken<Held>>
  /** From 0 to 1, constant for a location. */
  readonly spread: number
  /** Upper bound of the backoff, which starts at 5 s and doubles. */
  readonly maxBackoffMs: number
}

/** A token that is refreshed before it expires, by one refresh at a time. */
export type ExpiringToken<Held extends HeldToken> = {
  readonly held: () => Held | undefined
  readonly isExpired: (nowMs: number) => boolean
  /** The end of the backoff after the last refresh failed, and its error. */
  readonly backoff: () => { readonly untilMs: number; readonly error: BlockSlotsError | undefined }
  /** Returns a token that has not expired. Uses the one that is held as long as it lasts when the next cannot be fetched. */
  readonly get: (request: TokenRequest) => Promise<AccessToken>
  /** Refreshes the token of a generation that the service refused. Resolves to true when another one is held then. */
  readonly renew: (generation: number, request: TokenRequest) => Promise<boolean>
}

const minBackoffMs = 5_000
/** Bounds a refresh with all that it waits for: three requests, the lock, the store. */
const maxRefreshMs = 120_000

type State<Held> = {
  held: Held | undefined
  /** When a refresh was last started because a token was refused. */
  refusedAtMs: number
  backoffMs: number
  backoffUntilMs: number
  lastError: BlockSlotsError | undefined
}

/** Creates a token that is fetched when it is first needed. */
export function expiringToken<Held extends HeldToken>(
  options: ExpiringTokenOptions<Held>,
): ExpiringToken<Held> {
  const flight = singleFlight<void>()
  const state: State<Held> = {
    held: undefined,
    refusedAtMs: Number.NEGATIVE_INFINITY,
    backoffMs: minBackoffMs,
    backoffUntilMs: Number.NEGATIVE_INFINITY,
    lastError: undefined,
  }
  const needAt = (nowMs: number): RefreshNeed =>
    state.held === undefined ? 'expired' : refreshNeed(state.held.lifetime(), nowMs, options.spread)
  const refresh = (request: TokenRequest, refused: boolean): Promise<void> =>
    flight.run(() => refreshState(state, options, request, refused))

  return {
    held: () => state.held,
    isExpired: (nowMs) => needAt(nowMs) === 'expired',
    backoff: () => ({ untilMs: state.backoffUntilMs, error: state.lastError }),
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

/** Fetches the next token and holds it, or starts a backoff. Reports either. */
async function refreshState<Held extends HeldToken>(
  state: State<Held>,
  { fetchNext, maxBackoffMs }: ExpiringTokenOptions<Held>,
  request: TokenRequest,
  refused: boolean,
): Promise<void> {
  const { clock, notify } = request
  const startedAtMs = clock.now()
  const report = (fields: Pick<RefreshEvent, 'outcome' | 'code' | 'expiresAt'>): void =>
    notify({ type: 'refresh', at: startedAtMs, durationMs: clock.now() - startedAtMs, ...fields })
  try {
    const { held, outcome } = await withDeadline(clock, maxRefreshMs, (signal) =>
      fetchNext({ ...request, signal }, state.held, refused),
    )
    state.held = held
    state.backoffMs = minBackoffMs
    state.backoffUntilMs = Number.NEGATIVE_INFINITY
    state.lastError = undefined
    const expiresAt = held?.lifetime().expiresAtMs
    if (outcome !== undefined) report({ outcome, ...(expiresAt === undefined ? {} : { expiresAt }) })
  } catch (error) {
    const known = isBlockSlotsError(error) ? error : undefined
    state.lastError = known
    state.backoffUntilMs = Math.max(clock.now() + state.backoffMs, known?.retryAt ?? 0)
    state.backoffMs = Math.min(state.backoffMs * 2, maxBackoffMs)
    report({ outcome: 'failed', ...(known === undefined ? {} : { code: known.code }) })
    throw error
  }
}
