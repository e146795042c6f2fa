import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { seedState, startSandbox, virtualClock, type Fault, type SandboxToken } from '@block-slots/sandbox'
import {
  createBlockSlotsClient,
  isBlockSlotsError,
  locationToken,
  memoryStore,
  refreshingToken,
  secret,
  type Limiter,
  type TokenSource,
  type TokenStore,
} from '@block-slots/client/src/index.ts'
import { redisLimiter } from '@block-slots/client/src/rate-limit/redis/index.ts'
import { encodingNames, encodings, type Encoding } from '@block-slots/client/test/support/encoding.ts'
import { calls, operations, query, type Called } from '@block-slots/client/test/support/service.ts'

/** Part of every twelve characters of a canary, which makes the search fast. */
export const mark = 'Zq'

/** A unique secret, full of characters that URLs and JSON encode. */
const canary = (name: string, signs: string): string =>
  (createHash('sha256').update(name).digest('hex').slice(0, 24).match(/.{3}/g) ?? [])
    .map((part, index) => mark + part + signs[index % signs.length])
    .join('')
const clientSigns = '/+=.-~'
/** Without characters that the user part of a URL cannot have. */
const otherSigns = '+=.-~!'

export const canaries: Readonly<
  Record<
    | 'access token, old'
    | 'access token, new'
    | 'refresh token, old'
    | 'refresh token, new'
    | 'client secret'
    | 'private integration token'
    | 'agency token'
    | 'authorization code'
    | 'cookie'
    | 'proxy authorization'
    | 'password of Redis'
    | 'password of a token store',
    string
  >
> = {
  'access token, old': canary('access old', clientSigns),
  'access token, new': canary('access new', clientSigns),
  'refresh token, old': canary('refresh old', clientSigns),
  'refresh token, new': canary('refresh new', clientSigns),
  'client secret': canary('client secret', clientSigns),
  'private integration token': `pit-${canary('pit', clientSigns)}`,
  'agency token': canary('agency', clientSigns),
  'authorization code': canary('code', clientSigns),
  cookie: canary('cookie', otherSigns),
  'proxy authorization': canary('proxy', otherSigns),
  'password of Redis': canary('redis', otherSigns),
  'password of a token store': canary('store', otherSigns),
}

const app = { clientId: 'app-of-the-test', clientSecret: secret(canaries['client secret']) }

/** Source of the client’s token. */
export type TokenKind = 'private token' | 'refresh token' | 'code' | 'agency'
const tokenKinds: readonly TokenKind[] = ['private token', 'refresh token', 'code', 'agency']

/** Responses that repeat a text. */
const echoResponses: Readonly<Record<string, (text: string) => Response>> = {
  'JSON message': (text) => json(422, { message: text }),
  'JSON messages': (text) => json(400, { message: ['no', text], error: text, traceId: text }),
  'problem details': (text) => json(500, { type: 'about:blank', title: text, detail: text, status: 500 }),
  'OAuth error': (text) => json(401, { error: text, error_description: text }),
  'HTML page': (text) => new Response(`<html><body><pre>${text}</pre></body></html>`, { status: 502 }),
  'HTML page with status 200': (text) => new Response(`<html><title>${text}</title>`, { status: 200 }),
  'rate limited': (text) => json(429, { message: text }),
  headers: (text) => {
    const line = text.replace(/[^\x20-\x7e]/g, ' ')
    const headers = {
      location: `https://127.0.0.1/?${line}`,
      'x-echo': line,
      'retry-after': line,
      'www-authenticate': line,
    }
    return new Response('', { status: 302, statusText: line.slice(0, 60), headers })
  },
  'truncated body': (text) => {
    const pull = (): never => {
      throw new TypeError(text, { cause: new Error(text) })
    }
    return new Response(new ReadableStream({ pull }), { status: 201 })
  },
  'thrown error': (text) => {
    throw Object.assign(new TypeError(text, { cause: new Error(text) }), {
      code: text,
      name: text,
      request: { text },
    })
  },
}

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

/** Part of the request that a server repeats. */
type Extent = 'all' | 'values' | 'truncated at the end' | 'truncated at the start'
const extents: readonly Extent[] = ['all', 'values', 'truncated at the end', 'truncated at the start']

/** One failure: a fault of the sandbox, a server that echoes requests, or a driver error that holds a password. */
export type Failure =
  | { readonly kind: 'fault'; readonly fault: Fault }
  | {
      readonly kind: 'echo'
      readonly style: string
      readonly encoding: Encoding
      readonly extent: Extent
      readonly at: 'api' | 'oauth'
    }
  | { readonly kind: 'limiter' | 'store'; readonly encoding: Encoding; readonly driverError: number }

/** Everything that a client exposes after a failure. */
export type Observed = {
  readonly error: unknown
  readonly events: readonly unknown[]
  readonly objects: Record<string, unknown>
}

/** Errors that hold a password, as database drivers word them. */
const driverErrors: readonly ((password: string) => Error)[] = [
  (password) => new Error(`connect ECONNREFUSED redis://default:${password}@10.0.0.5:6379/0`),
  (password) =>
    new Error(
      `ERR unknown command \`HELLO\`, with args beginning with: \`3\` \`AUTH\` \`default\` \`${password}\` `,
    ),
  (password) => new Error(`cannot log in with {"host":"db","user":"app","password":"${password}"}`),
  (password) => new Error(`Server=db;User Id=app;Password=${password};Encrypt=true: login failed`),
  (password) =>
    Object.assign(new Error('WRONGPASS invalid username-password pair'), {
      command: { name: 'auth', args: ['default', password] },
      input: password,
    }),
]

/** Runs one call into a failure and returns everything that the client exposes. */
export async function runScenario(
  tokenKind: TokenKind,
  operation: Called,
  failure: Failure,
): Promise<Observed> {
  const clock = virtualClock()
  const sandbox = await startSandbox({ clock, state: { tokens: tokens() } })
  if (failure.kind === 'fault') sandbox.setFaults([failure.fault])
  const sent: { readonly text: string; readonly values: readonly string[] }[] = []
  let isFirst = failure.kind === 'echo'
  const issued = [
    ['access token, old', 'refresh token, old'],
    ['access token, new', 'refresh token, new'],
  ] as const
  let issuedCount = 0

  /** Adds a cookie and a proxy authorization to requests, and a cookie to responses. */
  const fetch = async (request: Request): Promise<Response> => {
    request.headers.set('cookie', `sid=${canaries.cookie}; theme=dark`)
    request.headers.set('proxy-authorization', `Basic ${btoa(`proxy:${canaries['proxy authorization']}`)}`)
    const body = await request.clone().text()
    const headers = [...request.headers].map(([name, value]) => `${name}: ${value}`)
    const values = [request.headers.get('authorization')?.slice(7), ...new URLSearchParams(body).values()]
    sent.push({
      text: [`${request.method} ${request.url}`, ...headers, '', body].join('\n'),
      values: values.filter((value) => value?.includes(mark) === true).map(String),
    })
    const isOauth = new URL(request.url).pathname.startsWith('/oauth/')
    if (!isFirst && failure.kind === 'echo' && isOauth === (failure.at === 'oauth'))
      return echo(failure, sent)
    const response = isOauth ? issue(request.url) : await sandbox.fetch(request)
    const { status } = response
    const cookie = { ...Object.fromEntries(response.headers), 'set-cookie': `sid=${canaries.cookie}` }
    return new Response(status === 204 ? null : response.body, { status, headers: cookie })
  }
  const issue = (url: string): Response => {
    const [access, refresh] = issued[Math.min(issuedCount++, 1)] ?? issued[0]
    const rest = url.includes('locationToken') ? {} : { refresh_token: canaries[refresh] }
    return json(200, { access_token: canaries[access], token_type: 'Bearer', expires_in: 3600, ...rest })
  }
  const driverError = 'driverError' in failure ? driverErrors[failure.driverError] : undefined
  const rejectWith = (password: string) => async (): Promise<never> => {
    const error = driverError?.(password) ?? new Error(password)
    if (failure.kind !== 'echo' && 'encoding' in failure)
      error.message = encodings[failure.encoding](error.message)
    throw error
  }
  const store: TokenStore =
    failure.kind === 'store'
      ? { read: rejectWith(canaries['password of a token store']), write: async () => false }
      : memoryStore()
  const limiter: Limiter | undefined =
    failure.kind === 'limiter' ? redisLimiter({ send: rejectWith(canaries['password of Redis']) }) : undefined
  const events: unknown[] = []
  const token = tokenOf(tokenKind, store)
  const options = { token, fetch, clock, onEvent: (event: unknown) => void events.push(event) }
  const client = createBlockSlotsClient({ ...options, limiter })
  let error: unknown
  const call = async (): Promise<void> => {
    try {
      await clock.run(calls[operation](client, { timeoutMs: 20_000 }))
    } catch (thrown) {
      error = thrown
    }
  }
  if (isFirst) {
    // A first call without the failure, so that the second one finds an expired token.
    await call()
    isFirst = false
    await clock.advance(4_000_000)
  }
  await call()
  await sandbox.close()
  if (error !== undefined && !isBlockSlotsError(error)) throw error
  return { error, events, objects: { client, provider: token, store, limiter, secret: app.clientSecret } }
}

function tokens(): SandboxToken[] {
  const [full] = seedState().tokens
  if (full === undefined) throw new Error('the seed has no token')
  const names = ['access token, old', 'access token, new', 'private integration token'] as const
  return names.map((name) => ({ ...full, name, value: canaries[name] }))
}

function tokenOf(tokenKind: TokenKind, store: TokenStore): TokenSource {
  if (tokenKind === 'private token') return secret(canaries['private integration token'])
  if (tokenKind === 'refresh token')
    return refreshingToken({ ...app, store, refreshToken: canaries['refresh token, old'] })
  if (tokenKind === 'code') return refreshingToken({ ...app, store, code: canaries['authorization code'] })
  const agency = secret(canaries['agency token'])
  return locationToken({ companyId: 'TheAgencyCompany0001', locationId: query.locationId, agency })
}

/** Repeats this request and the previous one. */
function echo(
  { style, encoding, extent }: Failure & { readonly kind: 'echo' },
  sent: readonly { readonly text: string; readonly values: readonly string[] }[],
): Response {
  const encode = encodings[encoding]
  const respond = echoResponses[style] ?? ((text) => new Response(text))
  const last = [sent.at(-1), sent.at(-2)].filter((one) => one !== undefined)
  if (extent === 'all') return respond(last.map(({ text }) => encode(text)).join(' '))
  const values = last.flatMap((one) => one.values)
  const piece =
    extent === 'truncated at the end' ? [0, 14] : extent === 'truncated at the start' ? [-14] : [0]
  return respond(values.map((value) => `no ${encode(value.slice(...piece))}`).join(' '))
}

/** Every failure. */
function failures(faults: readonly Fault[]): Failure[] {
  const all: Failure[] = faults.map((fault) => ({ kind: 'fault', fault: { ...fault, on: 'every' } }))
  for (const encoding of encodingNames) {
    for (const style of Object.keys(echoResponses)) {
      for (const extent of extents) {
        for (const at of ['api', 'oauth'] as const) all.push({ kind: 'echo', style, encoding, extent, at })
      }
    }
    for (const driverError of driverErrors.keys()) {
      for (const kind of ['limiter', 'store'] as const) all.push({ kind, encoding, driverError })
    }
  }
  return all
}

export const describeFailure = (failure: Failure): string => inspect(failure, { breakLength: Infinity })

/** Every combination of token kind and failure; the operations rotate. */
export function scenarios(
  faults: readonly Fault[],
): { tokenKind: TokenKind; operation: Called; failure: Failure }[] {
  return tokenKinds.flatMap((tokenKind, offset) =>
    failures(faults).map((failure, index) => ({
      tokenKind,
      operation: operations[(index + offset) % operations.length] ?? 'createBlockSlot',
      failure,
    })),
  )
}
