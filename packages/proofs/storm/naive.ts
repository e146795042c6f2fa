import type { Clock } from '@block-slots/client/src/clock.ts'
import { isRecord } from '@block-slots/client/src/guard.ts'
import type { WantedBlock } from './world.ts'

type Result = { readonly id: string; readonly outcome: string; readonly duplicates: readonly string[] }

/** A client of the usual kind: it sends again what the list does not show, and believes every response that it can read. */
export type NaiveClient = { readonly create: (block: WantedBlock) => Promise<Result> }

const maxAttempts = 8
const timeoutMs = 60_000
/** Clocks that differ by this much count as equal. */
const slackMs = 5000

type NaiveOptions = {
  readonly baseUrl?: string
  readonly fetch: (request: Request) => Promise<Response>
  readonly clock: Clock
  readonly token: string
  /** Reads the clock that rows are compared with when the response has no `Date`. */
  readonly wallClock: () => number
}

export function naiveClient({
  baseUrl = 'http://sandbox',
  fetch,
  clock,
  token,
  wallClock,
}: NaiveOptions): NaiveClient {
  const send = async (method: string, path: string, body?: object): Promise<Response | undefined> => {
    const [timeout, done] = [new AbortController(), new AbortController()]
    clock.sleep(timeoutMs, done.signal).then(
      () => timeout.abort(),
      () => {},
    )
    try {
      const response = await fetch(
        new Request(baseUrl + path, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            version: '2021-04-15',
            'content-type': 'application/json',
          },
          signal: timeout.signal,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      )
      // The body belongs to the response: without it there is none.
      return new Response(await response.text(), response)
    } catch {
      return undefined
    } finally {
      done.abort()
    }
  }

  /** The rows that look like the block, and were made after the request by the clock of the response. */
  const find = async (
    block: WantedBlock,
    sentAt: number,
    sentWall: number,
  ): Promise<string[] | undefined> => {
    const query = new URLSearchParams({
      locationId: block.locationId,
      calendarId: block.calendarId,
      startTime: String(Date.parse(block.startTime) - 60_000),
      endTime: String(Date.parse(block.endTime) + 60_000),
    })
    const response = await send('GET', `/calendars/blocked-slots?${query.toString()}`)
    if (response?.ok !== true) return undefined
    const body: unknown = await response.json().catch(() => undefined)
    const rows: unknown[] = isRecord(body) && Array.isArray(body['events']) ? body['events'] : []
    const date = Date.parse(response.headers.get('date') ?? '')
    const since = Number.isNaN(date) ? sentWall : date - (clock.now() - sentAt)
    return rows.flatMap((row) => {
      if (!isRecord(row) || typeof row['id'] !== 'string') return []
      const isSame =
        row['title'] === (block.title ?? '') &&
        Date.parse(String(row['startTime'])) === Date.parse(block.startTime)
      const isOld = Date.parse(String(row['dateAdded'])) < since - slackMs
      return isSame && !isOld ? [row['id']] : []
    })
  }

  return {
    async create(block) {
      for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
        // oxlint-disable no-await-in-loop -- A retry follows the attempt that it repeats.
        const [sentAt, sentWall] = [clock.now(), wallClock()]
        const response = await send('POST', '/calendars/events/block-slots', block)
        const body: unknown = await response?.json().catch(() => ({}))
        if (response?.ok === true) {
          const id = isRecord(body) && typeof body['id'] === 'string' ? body['id'] : ''
          return { id, outcome: 'created', duplicates: [] }
        }
        const [id, ...duplicates] = (await find(block, sentAt, sentWall)) ?? []
        if (id !== undefined) return { id, outcome: 'reconciled', duplicates }
        await clock.sleep(1000, new AbortController().signal)
        // oxlint-enable no-await-in-loop
      }
      throw new Error(`failed ${maxAttempts} times`)
    },
  }
}
