import type { Clock } from '../../src/clock.ts'
import type { RefreshEvent } from '../../src/event.ts'
import { memoryStore } from '../../src/token/memory-store.ts'
import type { TokenProvider, TokenRequest } from '../../src/token/provider.ts'
import { refreshingToken, type RefreshingTokenOptions } from '../../src/token/refreshing-token.ts'
import type { TokenStore } from '../../src/token/store.ts'
import { json } from './service.ts'

/** A clock that moves only on request, and wakes those whose sleep has ended. */
export type TestClock = Clock & {
  readonly advance: (ms: number) => Promise<void>
  /** Waits for a promise, and jumps to the end of the next sleep whenever nothing else runs. */
  readonly run: <Value>(promise: Promise<Value>) => Promise<Value>
  readonly sleepers: () => number
}

const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export function testClock(startMs = 1_795_342_800_000): TestClock {
  let nowMs = startMs
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>()
  const jump = async (toMs: number): Promise<void> => {
    nowMs = Math.max(nowMs, toMs)
    const order = [...sleepers]
    order.sort((one, other) => one.at - other.at)
    for (const sleeper of order) {
      if (sleeper.at <= nowMs) sleeper.wake()
    }
    await idle()
  }
  return {
    now: () => nowMs,
    sleepers: () => sleepers.size,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const done = (settle: () => void) => (): void => {
          sleepers.delete(sleeper)
          signal.removeEventListener('abort', onAbort)
          settle()
        }
        const onAbort = done(() => reject(signal.reason))
        const sleeper = { at: nowMs + Math.max(0, ms), wake: done(resolve) }
        sleepers.add(sleeper)
        signal.addEventListener('abort', onAbort)
      }),
    async advance(ms) {
      await idle()
      const end = nowMs + ms
      for (let next = earliest(); next <= end; next = earliest()) await jump(next)
      await jump(end)
      await idle()
    },
    async run(promise) {
      let settled = false
      const settle = (): void => {
        settled = true
      }
      promise.then(settle, settle)
      for (let round = 0; round < 10_000; round++) {
        await idle()
        await idle()
        if (settled) break
        if (sleepers.size > 0) await jump(earliest())
      }
      return promise
    },
  }
  function earliest(): number {
    return Math.min(...[...sleepers].map(({ at }) => at), Number.POSITIVE_INFINITY)
  }
}

/** Fate of one request: responded, lost or stalled before or after it took effect, or a given response. */
type Fate = 'respond' | 'lost before' | 'lost after' | 'stall before' | 'stall after' | (() => Response)

/** A token endpoint that rotates refresh tokens, and revokes all tokens when one is used twice. */
export type TokenServer = {
  readonly fetch: (request: Request) => Promise<Response>
  /** Outcomes of the next requests, in order; all others get a response. */
  readonly fates: Fate[]
  readonly count: {
    requests: number
    rotations: number
    repeats: number
    revocations: number
    locationTokens: number
  }
  /** Returns the valid access token. */
  readonly current: () => string | undefined
  /** Milliseconds by which the server's clock is ahead of the test clock. */
  skewMs: number
  expiresIn: unknown
  /** Revokes the tokens, as an uninstall does. */
  readonly revoke: () => void
  /** Paths that do not exist. */
  missing: readonly string[]
  /** The received forms, oldest first. */
  readonly forms: URLSearchParams[]
}

export const app = { clientId: 'app-1', clientSecret: 'client-secret-0123456789abcdef' } as const
export const firstRefreshToken = 'refresh-0-8f14e45fceea167a'
export const agencyToken = 'agency-token-45c48cce2e2d7fbd'

export function tokenServer(
  clock: Clock,
  { graceMs = 0, seed = firstRefreshToken }: { graceMs?: number; seed?: string } = {},
): TokenServer {
  let issued = 0
  let refreshToken: string | undefined = seed
  let accessToken: string | undefined
  let previous: { readonly token: string; readonly at: number; readonly body: unknown } | undefined
  const nonce = Math.imul(clock.now(), 2654435761).toString(16)
  const refused = (status: number, error: string, description: string): Response =>
    json(status, { error, error_description: description })

  const issue = (used: string): unknown => {
    issued += 1
    server.count.rotations += 1
    refreshToken = `refresh-${issued}-${nonce}-${'r'.repeat(8)}`
    accessToken = `access-${issued}-${nonce}-${'a'.repeat(8)}`
    const body = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: server.expiresIn,
      refresh_token: refreshToken,
      userType: 'Location',
      locationId: 'C2QujeCh8ZnC7al2InWR',
      companyId: 'l1C08ntBrFjLS0elLIYU',
    }
    previous = { token: used, at: clock.now(), body }
    return body
  }

  const respond = (path: string, form: URLSearchParams, headers: Headers): Response => {
    const dated = { date: new Date(clock.now() + server.skewMs).toUTCString() }
    const isV3 = path === '/oauth/location-token'
    if (server.missing.includes(path)) return json(404, { message: `Cannot POST ${path}` }, dated)
    if (path === '/oauth/locationToken' || isV3) {
      const allowed = headers.get('authorization') === `Bearer ${agencyToken}`
      if (!allowed) return json(401, { statusCode: 401, message: 'Invalid JWT' }, dated)
      if (headers.get('version') !== (isV3 ? 'v3' : '2021-07-28'))
        return json(401, { message: 'version header was not found.' })
      server.count.locationTokens += 1
      accessToken = `location-${server.count.locationTokens}-${nonce}-${'m'.repeat(8)}`
      return json(
        201,
        isV3
          ? { accessToken, expiresIn: server.expiresIn, locationId: form.get('locationId') }
          : { access_token: accessToken, expires_in: server.expiresIn, locationId: form.get('locationId') },
        dated,
      )
    }
    if (form.get('client_id') !== app.clientId || form.get('client_secret') !== app.clientSecret) {
      return refused(401, 'invalid_client', 'Client authentication failed')
    }
    const isCode = form.get('grant_type') === 'authorization_code'
    const token = form.get(isCode ? 'code' : 'refresh_token') ?? ''
    if (previous?.token === token && refreshToken !== undefined && clock.now() - previous.at <= graceMs) {
      server.count.repeats += 1
      return json(200, previous.body, dated)
    }
    if (token === refreshToken) return json(200, issue(token), dated)
    // Known and used: as far as the server can tell, it was stolen.
    if (refreshToken !== undefined && (token === seed || token.includes(nonce))) {
      server.count.revocations += 1
      refreshToken = undefined
      accessToken = undefined
    }
    return refused(400, 'invalid_grant', 'Invalid grant: refresh token is invalid')
  }

  const server: TokenServer = {
    fates: [],
    missing: [],
    count: { requests: 0, rotations: 0, repeats: 0, revocations: 0, locationTokens: 0 },
    current: () => accessToken,
    skewMs: 0,
    expiresIn: 86_399,
    revoke: () => (refreshToken = accessToken = undefined),
    forms: [],
    async fetch(request) {
      server.count.requests += 1
      const fate = server.fates.shift() ?? 'respond'
      if (request.redirect !== 'manual') return json(500, { message: 'would follow a redirect' })
      if (request.headers.get('content-type') !== 'application/x-www-form-urlencoded') {
        return json(415, { message: 'not a form' })
      }
      const form = new URLSearchParams(await request.text())
      server.forms.push(form)
      if (typeof fate === 'function') return fate()
      const before = fate.endsWith('before')
      const response = before ? undefined : respond(new URL(request.url).pathname, form, request.headers)
      if (fate.startsWith('stall')) return new Promise(() => {})
      if (fate === 'respond' && response !== undefined) return response
      throw Object.assign(new TypeError('fetch failed'), {
        cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      })
    },
  }
  return server
}

/** A token server with its clock, and an empty store. */
export function setupTokens(options: Parameters<typeof tokenServer>[1] = {}): {
  clock: TestClock
  server: TokenServer
  store: TokenStore
} {
  const clock = testClock()
  return { clock, server: tokenServer(clock, options), store: memoryStore() }
}

/** A provider as one process uses it, with the request of a client. */
export type Caller = {
  readonly provider: TokenProvider
  readonly request: TokenRequest
  readonly events: RefreshEvent[]
  readonly get: (signal?: AbortSignal) => Promise<string>
  readonly renew: (value: string) => Promise<boolean>
}

export function createCaller(
  clock: Clock,
  server: Pick<TokenServer, 'fetch'>,
  provider: TokenProvider,
): Caller {
  const events: RefreshEvent[] = []
  const request: TokenRequest = {
    baseUrl: 'https://service.test',
    fetch: server.fetch,
    clock,
    signal: new AbortController().signal,
    notify: (event) => events.push(event),
  }
  const generations = new Map<string, number>()
  return {
    provider,
    request,
    events,
    async get(signal = request.signal) {
      const { value, generation } = await provider.get({ ...request, signal })
      generations.set(value, generation)
      return value
    },
    renew: (value) => provider.renew(generations.get(value) ?? 0, request),
  }
}

/** A caller of `refreshingToken`. */
export const refresher = (
  clock: Clock,
  server: TokenServer,
  options: Partial<RefreshingTokenOptions> = {},
): Caller =>
  createCaller(clock, server, refreshingToken({ ...app, refreshToken: firstRefreshToken, ...options }))
