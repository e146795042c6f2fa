import type { VirtualClock } from './virtual.ts'
import { json } from './service.ts'

/** The fate of a create. */
export type PostFate = {
  readonly answer:
    | 'ok'
    | 'reset'
    | 'bad gateway'
    | 'cut'
    | 'without id'
    | 'stall'
    | 'unavailable'
    | 'refused'
    | 'unauthorized'
    | 'rate limited'
    | 'no connection'
  /** Milliseconds from the answer, or from the request where none comes, to the commit; `undefined` for never. */
  readonly commitMs: number | undefined
  readonly latencyMs: number
}

/** The fate of a list request. */
export type ListFate = {
  readonly answer: 'ok' | 'reset' | 'unavailable' | 'unauthorized' | 'forbidden' | 'no json' | 'full'
  readonly latencyMs: number
}

/** The behaviour of a service. Fates are taken in order; requests after the last one succeed. */
export type Lossy = {
  readonly posts: readonly PostFate[]
  readonly lists: readonly ListFate[]
  /** For how long a list does not show what was made. */
  readonly lagMs: number
  /** True where the token does not see the calendar, and every list is empty. */
  readonly blind: boolean
  /** Rows that were there before, by others. */
  readonly rows: readonly object[]
}

type Row = {
  readonly id: string
  readonly startTime: string
  readonly endTime: string
  readonly dateAdded?: string
  readonly shownAt: number
}

/** A service that keeps what it is sent, or does not, and says so, or does not. */
export function lossyService(
  clock: VirtualClock,
  { posts, lists, lagMs, blind, rows }: Lossy,
): {
  readonly fetch: (request: Request) => Promise<Response>
  /** Ids of what was made, in order. */
  readonly made: string[]
  /** The bodies of everything that arrived, and when. */
  readonly arrivals: { readonly method: string; readonly at: number }[]
} {
  const made: string[] = []
  const arrivals: { method: string; at: number }[] = []
  const shown: Row[] = rows.map((row, index) => ({
    id: `other${index}`,
    startTime: '',
    endTime: '',
    ...row,
    shownAt: 0,
  }))
  const headers = (): Record<string, string> => ({ date: new Date(clock.now()).toUTCString() })
  const never = new AbortController().signal
  let posted = 0
  let listed = 0

  const commit = (body: object): string => {
    const id = `made${made.length + 1}`
    made.push(id)
    const dateAdded = new Date(clock.now()).toISOString()
    shown.push({ startTime: '', endTime: '', ...body, id, dateAdded, shownAt: clock.now() + lagMs })
    return id
  }

  async function post(request: Request): Promise<Response> {
    const body: object = JSON.parse(await request.text())
    const { answer, commitMs, latencyMs } = posts[posted++] ?? { answer: 'ok', commitMs: 0, latencyMs: 10 }
    if (answer === 'no connection')
      throw Object.assign(new TypeError('fetch failed'), { code: 'ECONNREFUSED' })
    // A request that is given up goes on at the service.
    if (answer !== 'stall') await clock.sleep(latencyMs, never)
    const id = commitMs === 0 ? commit(body) : undefined
    if (commitMs !== undefined && commitMs > 0) void clock.sleep(commitMs, never).then(() => commit(body))
    if (answer === 'stall') await new Promise((_, reject) => request.signal.addEventListener('abort', reject))
    if (answer === 'ok') return json(201, { ...body, id }, headers())
    if (answer === 'cut') return new Response('{"id":"ma', { status: 201, headers: headers() })
    if (answer === 'without id') return json(201, { ...body }, headers())
    if (answer === 'bad gateway') return new Response('<html>', { status: 502, headers: headers() })
    if (answer === 'unavailable') return json(503, {}, { 'retry-after': '2', ...headers() })
    if (answer === 'refused') return json(422, { message: 'no' }, headers())
    if (answer === 'unauthorized') return json(401, { message: 'Invalid JWT' }, headers())
    if (answer === 'rate limited') return json(429, {}, { 'retry-after': '1', ...headers() })
    throw Object.assign(new TypeError('fetch failed'), { code: 'ECONNRESET' })
  }

  async function list(request: Request): Promise<Response> {
    const { answer, latencyMs } = lists[listed++] ?? { answer: 'ok', latencyMs: 10 }
    await clock.sleep(latencyMs, never)
    if (answer === 'reset') throw Object.assign(new TypeError('fetch failed'), { code: 'ECONNRESET' })
    if (answer === 'unavailable') return json(503, {}, headers())
    if (answer === 'unauthorized') return json(401, { message: 'Invalid JWT' }, headers())
    if (answer === 'forbidden') return json(403, { message: 'no' }, headers())
    if (answer === 'no json') return new Response('<html>', { status: 200, headers: headers() })
    const { searchParams } = new URL(request.url)
    const [from, to] = ['startTime', 'endTime'].map((name) => Number(searchParams.get(name)))
    const events = shown
      .filter(
        ({ startTime, endTime, shownAt }) =>
          !blind &&
          shownAt <= clock.now() &&
          Date.parse(startTime) < (to ?? 0) &&
          Date.parse(endTime) > (from ?? 0),
      )
      .map(({ shownAt: _shownAt, ...row }) => row)
    if (answer !== 'full') return json(200, { events }, headers())
    const filler = { title: 'Filler', startTime: '2021-06-22T22:00:00Z', endTime: '2021-06-22T22:30:00Z' }
    const most = Array.from({ length: 100 }, (_, index) => ({ ...filler, id: `filler${index}` }))
    return json(200, { events: most }, headers())
  }

  return {
    made,
    arrivals,
    fetch: async (request) => {
      arrivals.push({ method: request.method, at: clock.now() })
      return request.method === 'POST' ? post(request) : list(request)
    },
  }
}
