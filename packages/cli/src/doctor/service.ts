import {
  BlockSlotsError,
  type BlockSlotsApi,
  type BlockSlotsClient,
  type Clock,
  createBlockSlotsApi,
  createBlockSlotsClient,
  type Limiter,
  localLimiter,
} from '@block-slots/client'
import { type AnnouncedLimit, readLimit } from './limit.ts'

/** A response as it came, and when. */
export type Reply = {
  readonly status: number
  /** Parsed JSON, or text. */
  readonly body: unknown
  /** The message of the service; empty for a success, and for what is not in its form. */
  readonly message: string
  /** Epoch milliseconds by the clock of this machine, as the other. */
  readonly sentAt: number
  readonly receivedAt: number
  /** The `Date` header. */
  readonly date?: number
  readonly limit: AnnouncedLimit
}

/** What became of a request: its response, or when it was cut. */
export type Sent = { readonly sentAt: number; readonly reply?: Reply; readonly cutAt?: number }

/** What a typed request needs of a call. */
type Wire = { readonly fetch: (request: Request) => Promise<Response>; readonly signal: AbortSignal }

type Result = { readonly data?: unknown; readonly error?: unknown; readonly response: Response }
/** A typed request. */
export type Call = (api: BlockSlotsApi, wire: Wire) => Promise<Result>

/** The service as `doctor` measures it: each request is sent once, within the rate limit, and its response kept as it is. */
export type Service = {
  readonly locationId: string
  readonly clock: Clock
  readonly now: () => number
  /** Sends a request. Rejects when no response comes. */
  readonly send: (call: Call, signal: AbortSignal) => Promise<Reply>
  /** Sends a request, and closes its connection that many milliseconds later. */
  readonly cut: (call: Call, afterMs: number, signal: AbortSignal) => Promise<Sent>
  /** All responses so far. */
  readonly replies: readonly Reply[]
  /** A client with retries, under the same rate limit. */
  readonly client: BlockSlotsClient
}

/** Where the service is, and as whom it is called. */
export type Connection = {
  readonly token: string
  readonly locationId: string
  readonly baseUrl: string
  readonly fetch: (request: Request) => Promise<Response>
  readonly clock: Clock
  readonly now: () => number
}

/** The service has been seen to respond to a write after 62 seconds. */
const responseMs = 75_000
/** A request may wait that long for the rate limit. */
const permitMs = 120_000

/** Opens the service. Sends nothing. */
export function openService({ token, locationId, baseUrl, fetch, clock, ...given }: Connection): Service {
  const limiter = localLimiter()
  // Queries take whole milliseconds.
  const now = (): number => Math.round(given.now())
  // The quota of the client as well, which writes its name in this way.
  const key = `${new URL(baseUrl).href.replace(/\/+$/, '')} ${locationId}`
  const options = { token, baseUrl, fetch, clock }
  const api = createBlockSlotsApi(options)
  const replies: Reply[] = []
  const exchange = async (call: Call, signal: AbortSignal, onSent: () => void): Promise<Sent> => {
    let sentAt = now()
    let receivedAt = sentAt
    const wire: Wire = {
      signal,
      fetch: async (request) => {
        const permit = await acquire(limiter, { key, signal, clock })
        sentAt = now()
        try {
          const pending = fetch(request)
          onSent()
          const response = await pending
          receivedAt = now()
          permit.release({ sent: 'yes', status: response.status, headers: response.headers })
          return response
        } catch (error) {
          permit.release({ sent: 'no-response' })
          throw error
        }
      },
    }
    try {
      const { data, error, response } = await call(api, wire)
      const { status, headers } = response
      const date = Date.parse(headers.get('date') ?? '')
      const body = data ?? error
      const reply = {
        status,
        body,
        message: response.ok ? '' : messageOf(body),
        sentAt,
        receivedAt,
        ...(Number.isNaN(date) ? {} : { date }),
        limit: readLimit(headers),
      }
      replies.push(reply)
      return { sentAt, reply }
    } catch (error) {
      if (signal.aborted && signal.reason === cutReason) return { sentAt, cutAt: now() }
      throw error
    }
  }
  const cut: Service['cut'] = async (call, afterMs, signal) => {
    const cutter = new AbortController()
    const ended = new AbortController()
    const cutLater = (): void => {
      clock.sleep(afterMs, ended.signal).then(
        () => cutter.abort(cutReason),
        () => {},
      )
    }
    try {
      return await exchange(call, AbortSignal.any([signal, cutter.signal]), cutLater)
    } finally {
      ended.abort()
    }
  }
  return {
    locationId,
    clock,
    now,
    replies,
    client: createBlockSlotsClient({ ...options, locationId, limiter }),
    cut,
    async send(call, signal) {
      const { reply } = await cut(call, responseMs, signal)
      if (reply === undefined) throw new Error(`no response in ${responseMs / 1000} s`)
      return reply
    },
  }
}

const cutReason = 'cut'

async function acquire(
  limiter: Limiter,
  { key, signal, clock }: { readonly key: string; readonly signal: AbortSignal; readonly clock: Clock },
): Promise<Exclude<Awaited<ReturnType<Limiter['acquire']>>, { readonly retryAt: number }>> {
  const deadline = clock.now() + permitMs
  const permit = await limiter.acquire({
    key,
    priority: 'bulk',
    isRetry: false,
    deadline,
    signal,
    clock,
    notify: () => {},
  })
  if (!('retryAt' in permit)) return permit
  throw new BlockSlotsError({
    code: 'rate-limited',
    message: 'The rate limit is used up, and nothing more was sent.',
    applied: 'no',
    retry: 'after',
    operation: 'listBlockedSlots',
    retryAt: permit.retryAt,
  })
}

/** The message of an error in the service's form: a sentence, or several. */
function messageOf(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('message' in body)) return ''
  const { message } = body
  const texts: unknown[] = Array.isArray(message) ? message : [message]
  return texts.filter((text) => typeof text === 'string').join(', ')
}
