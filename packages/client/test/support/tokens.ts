import type { Clock } from '../../src/clock.ts'
import type { RefreshEvent } from '../../src/event.ts'
import type { TokenRequest } from '../../src/token/provider.ts'
import { refreshingToken, type RefreshingTokenOptions } from '../../src/token/refreshing-token.ts'
import type { TokenProvider } from '../../src/token/provider.ts'
import { json } from './service.ts'

/** A clock that stands until it is moved, and then wakes whoever slept till then. */
export type TestClock = Clock & {
  readonly advance: (ms: number) => Promise<void>
  /** Lets a promise settle, and jumps to the next sleeper whenever nothing else moves. */
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
          signal.removeEventListener('abort', fall)
          settle()
        }
        const fall = done(() => reject(signal.reason))
        const sleeper = { at: nowMs + Math.max(0, ms), wake: done(resolve) }
        sleepers.add(sleeper)
        signal.addEventListener('abort', fall)
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
      for (let turn = 0; turn < 10_000; turn++) {
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

/** What happens to one request: it is answered, or lost before or after it was carried out, or answered otherwise. */
type Fate = 'answer' | 'lost before' | 'lost after' | 'stall before' | 'stall after' | (() => Response)

/** An app at the token endpoint of a server that rotates refresh tokens and revokes them all when one is used twice. */
export type TokenServer = {
  readonly fetch: (request: Request) => Promise<Response>
  /** What happens to the requests to come, in order; all others are answered. */
  readonly fates: Fate[]
  readonly count: {
    requests: number
    rotations: number
    repeats: number
    revocations: number
    minted: number
  }
  /** The access token that works now. */
  readonly current: () => string | undefined
  /** The server's own clock, ahead of ours by so much. */
  skewMs: number
  expiresIn: unknown
  /** Makes the refresh token worthless, as an uninstall does. */
  readonly revoke: () => void
  /** The forms that came, oldest first. */
  readonly forms: URLSearchParams[]
}

export const app = { clientId: 'app-1', clientSecret: 'client-secret-0123456789abcdef' } as const
export const firstRefreshToken = 'refresh-0-8f14e45fceea167a'
export const agencyToken = 'agency-token-45c48cce2e2d7fbd'

export function tokenServer(
  clock: Clock,
  { graceMs = 0, seed = firstRefreshToken }: { graceMs?: number; seed?: string } = {},
): TokenServer {
  let number = 0
  let live: string | undefined = seed
  let access: string | undefined
  let former: { readonly token: string; readonly at: number; readonly body: unknown } | undefined
  const nonce = Math.imul(clock.now(), 2654435761).toString(16)
  const refused = (status: number, error: string, words: string): Response =>
    json(status, { error, error_description: words })

  const issue = (used: string): unknown => {
    number += 1
    server.count.rotations += 1
    live = `refresh-${number}-${nonce}-${'r'.repeat(8)}`
    access = `access-${number}-${nonce}-${'a'.repeat(8)}`
    const body = {
      access_token: access,
      token_type: 'Bearer',
      expires_in: server.expiresIn,
      refresh_token: live,
      userType: 'Location',
      locationId: 'C2QujeCh8ZnC7al2InWR',
      companyId: 'l1C08ntBrFjLS0elLIYU',
    }
    former = { token: used, at: clock.now(), body }
    return body
  }

  const answer = (path: string, form: URLSearchParams, headers: Headers): Response => {
    const dated = { date: new Date(clock.now() + server.skewMs).toUTCString() }
    if (path === '/oauth/locationToken') {
      const allowed = headers.get('authorization') === `Bearer ${agencyToken}`
      if (!allowed) return json(401, { statusCode: 401, message: 'Invalid JWT' }, dated)
      if (headers.get('version') !== '2021-07-28')
        return json(401, { message: 'version header was not found.' })
      server.count.minted += 1
      access = `minted-${server.count.minted}-${nonce}-${'m'.repeat(8)}`
      return json(
        201,
        { access_token: access, expires_in: server.expiresIn, locationId: form.get('locationId') },
        dated,
      )
    }
    if (form.get('client_id') !== app.clientId || form.get('client_secret') !== app.clientSecret) {
      return refused(401, 'invalid_client', 'Client authentication failed')
    }
    const isCode = form.get('grant_type') === 'authorization_code'
    const token = form.get(isCode ? 'code' : 'refresh_token') ?? ''
    if (former?.token === token && live !== undefined && clock.now() - former.at <= graceMs) {
      server.count.repeats += 1
      return json(200, former.body, dated)
    }
    if (token === live) return json(200, issue(token), dated)
    // Known and used: somebody stole it, as far as the server can tell.
    if (live !== undefined && (token === seed || token.includes(nonce))) {
      server.count.revocations += 1
      live = undefined
      access = undefined
    }
    return refused(400, 'invalid_grant', 'Invalid grant: refresh token is invalid')
  }

  const server: TokenServer = {
    fates: [],
    count: { requests: 0, rotations: 0, repeats: 0, revocations: 0, minted: 0 },
    current: () => access,
    skewMs: 0,
    expiresIn: 86_399,
    revoke: () => (live = access = undefined),
    forms: [],
    async fetch(request) {
      server.count.requests += 1
      const fate = server.fates.shift() ?? 'answer'
      if (request.redirect !== 'manual') return json(500, { message: 'would follow a redirect' })
      if (request.headers.get('content-type') !== 'application/x-www-form-urlencoded') {
        return json(415, { message: 'not a form' })
      }
      const form = new URLSearchParams(await request.text())
      server.forms.push(form)
      if (typeof fate === 'function') return fate()
      const before = fate.endsWith('before')
      const response = before ? undefined : answer(new URL(request.url).pathname, form, request.headers)
      if (fate.startsWith('stall')) return new Promise(() => {})
      if (fate === 'answer' && response !== undefined) return response
      throw Object.assign(new TypeError('fetch failed'), {
        cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      })
    },
  }
  return server
}

/** One process: a provider with what a client gives it. */
export type Party = {
  readonly provider: TokenProvider
  readonly request: TokenRequest
  readonly events: RefreshEvent[]
  readonly get: (signal?: AbortSignal) => Promise<string>
  readonly renew: (value: string) => Promise<boolean>
}

export function party(clock: Clock, server: Pick<TokenServer, 'fetch'>, provider: TokenProvider): Party {
  const events: RefreshEvent[] = []
  const request: TokenRequest = {
    baseUrl: 'https://service.test',
    fetch: server.fetch,
    Request,
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

/** The same with tokens that are refreshed. */
export const refresher = (
  clock: Clock,
  server: TokenServer,
  options: Partial<RefreshingTokenOptions> = {},
): Party => party(clock, server, refreshingToken({ ...app, refreshToken: firstRefreshToken, ...options }))
