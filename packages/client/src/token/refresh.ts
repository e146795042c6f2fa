import { withDeadline } from '../abort.ts'
import type { BlockSlotsError } from '../error.ts'
import {
  createTokenError,
  requestToken,
  type IssuedTokens,
  type TokenEndpointRequest,
  type TokenResponse,
} from './endpoint.ts'
import { refusedRefreshIntervalMs } from './expiry.ts'
import { availableGrant, storedGrant, withUsedGrant, type InitialGrant } from './grant.ts'
import type { TokenRequest } from './provider.ts'
import type { ServiceClock } from './service-clock.ts'
import { isTokenRecord, storeUnavailable, type TokenRecord, type TokenStore } from './store.ts'

/** State that all refreshes of one provider share. */
export type RefreshContext = {
  readonly store: TokenStore
  readonly key: string
  readonly serviceClock: ServiceClock
  readonly initialGrant: InitialGrant | undefined
  readonly formOf: (grant: InitialGrant) => TokenEndpointRequest['form']
  readonly secrets: () => readonly string[]
  /** The generation that was written last here, to tell our own marker from that of another process. */
  written: number
  /** Operations of the store that have not ended. */
  pendingStoreCalls: number
  /** A pair that was issued and could not be stored yet, with the refresh token that was stored before it. */
  unsaved: UnsavedRecord | undefined
  /** A grant that the service called invalid, not to be sent again before a moment of the client's clock. */
  invalidGrant:
    | { readonly value: string; readonly retryAt: number; readonly error: BlockSlotsError }
    | undefined
}

type UnsavedRecord = { readonly record: TokenRecord; readonly replaced: string | undefined }

/** Purpose of a refresh. */
export type RefreshGoal = {
  /** True when a stored record makes the refresh unnecessary. */
  readonly isMetBy: (record: TokenRecord) => boolean
  /** True when the service refused the token that is held. */
  readonly refused: boolean
}

/** Result of a refresh. */
export type RefreshResult = {
  readonly record: TokenRecord
  /** True for tokens fresh from the service, false for those that another process stored. */
  readonly isFresh: boolean
}

/** One refresh; the signal of its request bounds all of it. */
type Run = { readonly context: RefreshContext; readonly request: TokenRequest; readonly goal: RefreshGoal }

/** Name of the request in errors. */
const name = 'createAccessToken'
/** Bounds one operation of the store: a file, or a server nearby. */
const maxStoreMs = 10_000
/** Delays before an unknown outcome is requested again, so many times. Servers with a grace period repeat the same pair. */
const retryDelaysMs = [250, 1_000] as const
/** The shortest grace period that is known of servers which have one. */
const reuseGraceMs = 10_000
/** A request can take 30 s: a marker that another process without a lock set longer ago is stale. */
const markerTimeoutMs = 35_000
const markerPollMs = 250
/** An invalid grant is sent again after this time: the service may have been wrong, and nothing more can be lost. */
const invalidGrantRetryMs = 300_000
/** Rounds of reading and losing to another writer; a store that never accepts a write is broken. */
const maxRounds = 300

/**
 * Refreshes the stored tokens, unless another process does or did: marks the record, sends the refresh token, and returns
 * the new pair only after storing it.
 */
export async function refreshRecord(
  context: RefreshContext,
  request: TokenRequest,
  goal: RefreshGoal,
): Promise<RefreshResult> {
  const run: Run = { context, request, goal }
  // Most that come late find what they need without the lock.
  const early = await readState(run)
  if (early.result !== undefined) return early.result
  const release = await lockStore(run)
  try {
    let useInitialGrant = false
    for (let round = 0; round < maxRounds; round++) {
      const { stored, result } = await readState(run)
      if (result !== undefined) return result
      if (await waitForOtherRefresh(run, stored)) continue
      const next = await refreshOnce(run, stored, useInitialGrant)
      if (typeof next === 'object') return next
      useInitialGrant = next === 'use-initial-grant'
    }
    throw storeUnavailable('kept changing.')
  } finally {
    // The refresh is complete, even if the lock cannot be released.
    if (release !== undefined) await callStore(run, 'released', release).catch(() => {})
  }
}

/** Waits for the store within the bound on one operation, and names what failed in its error. */
async function callStore<Value>(
  { context, request }: Pick<Run, 'context' | 'request'>,
  verb: string,
  operation: () => Promise<Value>,
): Promise<Value> {
  const { clock, signal } = request
  context.pendingStoreCalls++
  try {
    // In an async function, since a store may throw where it should reject.
    return await withDeadline(clock, maxStoreMs, async () => operation(), signal)
  } catch (cause) {
    throw storeUnavailable(`cannot be ${verb}.`, cause, context.secrets())
  } finally {
    context.pendingStoreCalls--
  }
}

/** Takes the lock of the store, if it has one. A lock that is granted too late is released. */
async function lockStore({ context, request }: Run): Promise<(() => Promise<void>) | undefined> {
  const { store, key } = context
  if (store.lock === undefined) return undefined
  // Not the signal of the wait, which ends with it: a store may tie the lock to its signal.
  const late = new AbortController()
  const signal = AbortSignal.any([request.signal, late.signal])
  const lock = async (): Promise<(() => Promise<void>) | undefined> => {
    const release = await store.lock?.(key, signal)
    if (signal.aborted) await release?.()
    return release
  }
  try {
    return await callStore({ context, request }, 'locked', lock)
  } catch (error) {
    late.abort(error)
    throw error
  }
}

/** Reads the stored record, and rejects anything else. */
async function readRecord(run: Run): Promise<TokenRecord | undefined> {
  const { store, key } = run.context
  const record: unknown = await callStore(run, 'read', () => store.read(key))
  if (record === undefined || isTokenRecord(record)) return record
  throw storeUnavailable('holds no token record under this key; it was left unchanged.')
}

const writeRecord = (run: Run, record: TokenRecord): Promise<boolean> => {
  const { store, key } = run.context
  return callStore(run, 'written', () => store.write(key, record, record.generation - 1))
}

type State = { readonly stored: TokenRecord | undefined; readonly result?: RefreshResult }

/** Saves a pair that could not be saved before, then reads the record; with a result when that meets the goal. */
async function readState(run: Run): Promise<State> {
  const { context, request, goal } = run
  const { unsaved, serviceClock } = context
  if (unsaved !== undefined) await saveRecord(run, unsaved)
  const stored = await readRecord(run)
  if (stored === undefined) return { stored }
  const now = request.clock.now() + serviceClock.offsetMs()
  const sinceMs = now - (stored.renewedAt ?? -Infinity)
  const isTooEarly = goal.refused && sinceMs >= 0 && sinceMs < refusedRefreshIntervalMs
  if (!isTooEarly && !goal.isMetBy(stored)) return { stored }
  return { stored, result: { record: stored, isFresh: false } }
}

/** Without a lock, waits while another process may be refreshing. True when the record has to be read again. */
async function waitForOtherRefresh(
  { context, request }: Run,
  stored: TokenRecord | undefined,
): Promise<boolean> {
  const { store, written, serviceClock } = context
  const { clock, signal } = request
  if (store.lock !== undefined || stored?.refreshStartedAt === undefined) return false
  const sinceMs = clock.now() + serviceClock.offsetMs() - stored.refreshStartedAt
  if (stored.generation === written || Math.abs(sinceMs) > markerTimeoutMs) return false
  await clock.sleep(markerPollMs, signal)
  return true
}

/** Makes one attempt, and returns the next step when it gets no tokens. */
async function refreshOnce(
  run: Run,
  stored: TokenRecord | undefined,
  useInitialGrant: boolean,
): Promise<RefreshResult | 'read-again' | 'use-initial-grant'> {
  const { context, request, goal } = run
  const { serviceClock, invalidGrant } = context
  const { clock } = request
  const grant =
    (useInitialGrant ? undefined : storedGrant(stored)) ?? availableGrant(context.initialGrant, stored)
  if (grant === undefined) throw createMissingGrantError(context)
  if (grant.value === invalidGrant?.value && clock.now() < invalidGrant.retryAt) {
    if (useInitialGrant || availableGrant(context.initialGrant, stored, grant) === undefined)
      throw invalidGrant.error
    return 'use-initial-grant'
  }
  const now = clock.now() + serviceClock.offsetMs()
  const marked: TokenRecord = {
    ...stored,
    generation: (stored?.generation ?? 0) + 1,
    refreshStartedAt: now,
    ...(goal.refused ? { renewedAt: now } : {}),
    ...(grant.type === 'refresh_token' ? { refreshToken: grant.value } : {}),
  }
  if (!(await writeRecord(run, marked))) return 'read-again'
  context.written = marked.generation
  const response = await requestWithRetries(context, request, grant)
  if (response.kind === 'issued') {
    const isInitial = grant.value === context.initialGrant?.value
    const record = toRecord(response, isInitial ? withUsedGrant(marked, grant) : marked, serviceClock)
    const saved = await saveRecord(run, { record, replaced: marked.refreshToken })
    return { record: saved, isFresh: saved.accessToken === record.accessToken }
  }
  if (response.kind !== 'invalid-grant') throw response.error
  return nextStep(run, grant, marked.generation, response.error)
}

/** Decides how to go on after an invalid grant: another process may have used it, or a person supplied another. */
async function nextStep(
  run: Run,
  grant: InitialGrant,
  markedGeneration: number,
  error: BlockSlotsError,
): Promise<'read-again' | 'use-initial-grant'> {
  const { context, request } = run
  const retryAt = request.clock.now() + invalidGrantRetryMs
  context.invalidGrant = { value: grant.value, retryAt, error }
  const latest = await readRecord(run)
  if (latest !== undefined && latest.generation !== markedGeneration) return 'read-again'
  if (availableGrant(context.initialGrant, latest, grant) === undefined) throw error
  return 'use-initial-grant'
}

/** Requests tokens, and again with the same grant while the outcome is unknown and servers are known to repeat the pair. */
async function requestWithRetries(
  { formOf, secrets, serviceClock }: RefreshContext,
  request: TokenRequest,
  grant: InitialGrant,
): Promise<TokenResponse> {
  const { clock, signal } = request
  const startedMs = clock.now()
  for (let retries = 0; ; retries++) {
    const response = await requestToken(request, {
      name,
      path: '/oauth/token',
      form: formOf(grant),
      signal,
      secrets: [...secrets(), grant.value],
    })
    serviceClock.observe(response.date, response.sentMs, response.endedMs)
    if (response.kind !== 'unknown') return response
    const waitedForMs = (response.error.retryAt ?? 0) - response.endedMs
    const delayMs = Math.max(retryDelaysMs[retries] ?? Infinity, waitedForMs)
    const exceedsGrace = response.endedMs + delayMs - startedMs > reuseGraceMs
    if (exceedsGrace || signal.aborted) return response
    await clock.sleep(delayMs, signal)
  }
}

/** Builds the record of a response: moments in the service's time, and the old refresh token if there is no new one. */
function toRecord(
  { issued, sentMs }: { readonly issued: IssuedTokens; readonly sentMs: number },
  marked: TokenRecord,
  serviceClock: ServiceClock,
): TokenRecord {
  // oxlint-disable-next-line no-unused-vars -- This is how a field is left out.
  const { refreshStartedAt, ...kept } = marked
  const { accessToken, refreshToken = marked.refreshToken, lifetimeMs, locationId, companyId } = issued
  const issuedAt = Math.floor(sentMs + serviceClock.offsetMs())
  const optional = { refreshToken, locationId, companyId }
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined))
  return {
    ...kept,
    generation: marked.generation + 1,
    accessToken,
    issuedAt,
    expiresAt: issuedAt + lifetimeMs,
    ...known,
  }
}

/** Stores a new pair, and returns what is stored then: another process may have replaced the same refresh token. */
async function saveRecord(run: Run, unsaved: UnsavedRecord): Promise<TokenRecord> {
  const { context, request } = run
  const { clock, signal } = request
  const startedMs = clock.now()
  context.unsaved = unsaved
  let { record } = unsaved
  let failures = 0
  for (let round = 0; round < maxRounds; round++) {
    try {
      if (await writeRecord(run, record)) {
        context.unsaved = undefined
        context.written = record.generation
        return record
      }
    } catch (error) {
      // Until the pair is stored, this process alone has it, so a failed write is worth more than one attempt.
      const delayMs = retryDelaysMs[failures++]
      if (delayMs === undefined || clock.now() - startedMs >= maxStoreMs) throw error
      await clock.sleep(delayMs, signal)
    }
    const stored = await readRecord(run)
    // A later pair of another process, or this one: a write may fail after it took effect.
    if (stored?.accessToken !== undefined && stored.refreshToken !== unsaved.replaced) {
      context.unsaved = undefined
      return stored
    }
    record = { ...record, generation: (stored?.generation ?? 0) + 1 }
  }
  throw storeUnavailable('kept changing.')
}

function createMissingGrantError({ secrets, key }: RefreshContext): BlockSlotsError {
  return createTokenError(
    { name, secrets: secrets() },
    { code: 'reauthorization-required', applied: 'no', retry: 'never' },
    {
      message: `the store has no refresh token under "${key}", and none was given`,
      hint: 'Install the app and pass its code or refresh token, or use the store and key that it was saved with.',
    },
  )
}
