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

/** Every twelve characters of a secret have this in them, so that a search is quick. */
export const mark = 'Zq'

/** A secret that is nowhere else, and full of signs that are written otherwise in addresses and in JSON. */
const canary = (name: string, signs: string): string =>
  (createHash('sha256').update(name).digest('hex').slice(0, 24).match(/.{3}/g) ?? [])
    .map((part, index) => mark + part + signs[index % signs.length])
    .join('')
const clientSigns = '/+=.-~'
/** Without what cannot stand in an address before the name of a host. */
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

/** Who calls: the way in which the client comes by its token. */
export type TokenKind = 'private token' | 'refresh token' | 'code' | 'agency'
const tokenKinds: readonly TokenKind[] = ['private token', 'refresh token', 'code', 'agency']

/** How a server gives back what it was sent: the status, the kind of answer. */
const echoResponses: Readonly<Record<string, (text: string) => Response>> = {
  'a message in JSON': (text) => json(422, { message: text }),
  'messages in JSON': (text) => json(400, { message: ['no', text], error: text, traceId: text }),
  'problem details': (text) => json(500, { type: 'about:blank', title: text, detail: text, status: 500 }),
  'an error of OAuth': (text) => json(401, { error: text, error_description: text }),
  'a page': (text) => new Response(`<html><body><pre>${text}</pre></body></html>`, { status: 502 }),
  'a page that is a success': (text) => new Response(`<html><title>${text}</title>`, { status: 200 }),
  'a limit': (text) => json(429, { message: text }),
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
  'a body that breaks off': (text) => {
    const pull = (): never => {
      throw new TypeError(text, { cause: new Error(text) })
    }
    return new Response(new ReadableStream({ pull }), { status: 201 })
  },
  'an error that is thrown': (text) => {
    throw Object.assign(new TypeError(text, { cause: new Error(text) }), {
      code: text,
      name: text,
      request: { text },
    })
  },
}

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

/** What part of what it was sent a server gives back. */
type Extent = 'all' | 'values' | 'cut at the end' | 'cut at the start'
const extents: readonly Extent[] = ['all', 'values', 'cut at the end', 'cut at the start']

/** One thing that goes wrong. */
export type Failure =
  | { readonly kind: 'fault'; readonly fault: Fault }
  | {
      readonly kind: 'echo'
      readonly style: string
      readonly encoding: Encoding
      readonly extent: Extent
      readonly at: 'api' | 'oauth'
    }
  | { readonly kind: 'limiter' | 'store'; readonly encoding: Encoding; readonly words: number }

/** What a client gives and tells when something goes wrong. */
export type Observed = {
  readonly error: unknown
  readonly events: readonly unknown[]
  readonly objects: Record<string, unknown>
}

/** How the errors of stores repeat their passwords, as drivers word them. */
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

/** Lets something go wrong and gives back all that can be seen of it. */
export async function runScenario(identity: TokenKind, operation: Called, trouble: Failure): Promise<Observed> {
  const clock = virtualClock()
  const sandbox = await startSandbox({ clock, state: { tokens: tokens() } })
  if (trouble.kind === 'fault') sandbox.setFaults([trouble.fault])
  const sent: { readonly text: string; readonly values: readonly string[] }[] = []
  let calm = trouble.kind === 'echo'
  const issued = [
    ['access token, old', 'refresh token, old'],
    ['access token, new', 'refresh token, new'],
  ] as const
  let turn = 0

  /** The network: it adds what proxies and cookie jars add, and its server sets a cookie. */
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
    if (!calm && trouble.kind === 'echo' && isOauth === (trouble.at === 'oauth')) return echo(trouble, sent)
    const response = isOauth ? issue(request.url) : await sandbox.fetch(request)
    const { status } = response
    const cookie = { ...Object.fromEntries(response.headers), 'set-cookie': `sid=${canaries.cookie}` }
    return new Response(status === 204 ? null : response.body, { status, headers: cookie })
  }
  const issue = (url: string): Response => {
    const [access, refresh] = issued[Math.min(turn++, 1)] ?? issued[0]
    const rest = url.includes('locationToken') ? {} : { refresh_token: canaries[refresh] }
    return json(200, { access_token: canaries[access], token_type: 'Bearer', expires_in: 3600, ...rest })
  }
  const complaint = 'words' in trouble ? driverErrors[trouble.words] : undefined
  const complain = (password: string) => async (): Promise<never> => {
    const error = complaint?.(password) ?? new Error(password)
    if (trouble.kind !== 'echo' && 'encoding' in trouble)
      error.message = encodings[trouble.encoding](error.message)
    throw error
  }
  const store: TokenStore =
    trouble.kind === 'store'
      ? { read: complain(canaries['password of a token store']), write: async () => false }
      : memoryStore()
  const limiter: Limiter | undefined =
    trouble.kind === 'limiter' ? redisLimiter({ send: complain(canaries['password of Redis']) }) : undefined
  const events: unknown[] = []
  const token = tokenOf(identity, store)
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
  if (calm) {
    // Once in peace, so that there is a former token when the second call finds it expired.
    await call()
    calm = false
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

function tokenOf(identity: TokenKind, store: TokenStore): TokenSource {
  if (identity === 'private token') return secret(canaries['private integration token'])
  if (identity === 'refresh token')
    return refreshingToken({ ...app, store, refreshToken: canaries['refresh token, old'] })
  if (identity === 'code') return refreshingToken({ ...app, store, code: canaries['authorization code'] })
  const agency = secret(canaries['agency token'])
  return locationToken({ companyId: 'TheAgencyCompany0001', locationId: query.locationId, agency })
}

/** Gives back this request and the one before. */
function echo(
  { style, encoding, extent }: Failure & { readonly kind: 'echo' },
  sent: readonly { readonly text: string; readonly values: readonly string[] }[],
): Response {
  const encode = encodings[encoding]
  const answer = echoResponses[style] ?? ((text) => new Response(text))
  const last = [sent.at(-1), sent.at(-2)].filter((one) => one !== undefined)
  if (extent === 'all') return answer(last.map(({ text }) => encode(text)).join(' '))
  const values = last.flatMap((one) => one.values)
  const piece = extent === 'cut at the end' ? [0, 14] : extent === 'cut at the start' ? [-14] : [0]
  return answer(values.map((value) => `no ${encode(value.slice(...piece))}`).join(' '))
}

/** Every trouble there is. */
function failures(faults: readonly Fault[]): Failure[] {
  const all: Failure[] = faults.map((fault) => ({ kind: 'fault', fault: { ...fault, on: 'every' } }))
  for (const encoding of encodingNames) {
    for (const style of Object.keys(echoResponses)) {
      for (const extent of extents) {
        for (const at of ['api', 'oauth'] as const) all.push({ kind: 'echo', style, encoding, extent, at })
      }
    }
    for (const words of driverErrors.keys()) {
      for (const kind of ['limiter', 'store'] as const) all.push({ kind, encoding, words })
    }
  }
  return all
}

/** The name of a trouble. */
export const describeFailure = (trouble: Failure): string => inspect(trouble, { breakLength: Infinity })

/** Every scenario: who calls, what, and what goes wrong; the operations take turns. */
export function scenarios(
  faults: readonly Fault[],
): { identity: TokenKind; operation: Called; trouble: Failure }[] {
  return tokenKinds.flatMap((identity, turn) =>
    failures(faults).map((trouble, index) => ({
      identity,
      operation: operations[(index + turn) % operations.length] ?? 'createBlockSlot',
      trouble,
    })),
  )
}
