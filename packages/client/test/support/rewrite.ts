import { isBlockSlotsError, type CreatedBlock } from '../../src/index.ts'

type Fetch = (request: Request) => Promise<Response>
type Row = Readonly<Record<string, unknown>>

/** Changes of responses on their way. */
export type Rewrite = {
  /** Another form of each block, in answers and in lists. */
  readonly block?: (block: Row) => Row
  /** Other rows of a list. */
  readonly rows?: (rows: readonly Row[]) => readonly Row[]
  /** Another `Date` header for a moment in milliseconds; `undefined` for none. */
  readonly date?: (at: number) => number | undefined
}

/** Returns a `fetch` with rewritten responses, for a service that shows the same state in another form. */
export function rewriting(fetch: Fetch, { block = same, rows = same, date = same }: Rewrite): Fetch {
  const rewrite = (body: unknown): unknown => {
    if (!isRow(body)) return body
    const { events } = body
    if (Array.isArray(events)) return { ...body, events: rows(events.filter(isRow).map(block)) }
    return 'id' in body ? block(body) : body
  }
  return async (request) => {
    const response = await fetch(request)
    const headers = new Headers(response.headers)
    const at = date(Date.parse(headers.get('date') ?? ''))
    headers.delete('date')
    headers.delete('content-length')
    if (at !== undefined) headers.set('date', new Date(at).toUTCString())
    return new Response(JSON.stringify(rewrite(await response.json())), { status: response.status, headers })
  }
}

const same = <Value>(value: Value): Value => value

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null

/** The report of a call in one word: its outcome, or `unknown`, or that the block was made or not. */
export function reportOf(call: Promise<CreatedBlock>): Promise<string> {
  return call.then(
    ({ outcome }) => outcome,
    (error: unknown) => {
      if (!isBlockSlotsError(error)) throw error
      return { no: 'not made', yes: 'made', unknown: 'unknown' }[error.applied]
    },
  )
}
