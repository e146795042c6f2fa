import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

/** An event of a feed; `rule` makes it a recurring one. Times as iCalendar writes them. */
export type FeedEvent = {
  readonly uid: string
  readonly start: string
  readonly duration: string
  readonly title: string
  readonly rule?: string
}

/** Writes a calendar. */
export const calendarOf = (events: readonly FeedEvent[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//clinic//calendar//EN',
    ...events.flatMap(({ uid, start, duration, title, rule }) => [
      'BEGIN:VEVENT',
      `UID:${uid}`,
      'DTSTAMP:20270101T000000Z',
      `DTSTART:${start}`,
      `DURATION:${duration}`,
      `SUMMARY:${title}`,
      ...(rule === undefined ? [] : [`RRULE:${rule}`]),
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
    '',
  ].join('\r\n')

/** What a feed responds. */
export type FeedResponse = { readonly status?: number; readonly type?: string; readonly body: string }

/** Feeds over HTTP, each with an ETag. */
export type FeedServer = {
  readonly url: string
  /** Sets what a path responds. */
  readonly set: (path: string, response: FeedResponse) => void
  readonly close: () => Promise<void>
}

/** Starts a server of feeds. */
export async function startFeeds(): Promise<FeedServer> {
  const responses = new Map<string, FeedResponse>()
  const server = createServer(({ url = '', headers }, response) => {
    const { status = 200, type = 'text/calendar', body } = responses.get(url) ?? { status: 404, body: '' }
    const etag = `"${createHash('sha256').update(body).digest('hex')}"`
    const isKnown = status === 200 && headers['if-none-match'] === etag
    if (isKnown) response.writeHead(304).end()
    else response.writeHead(status, { 'content-type': type, etag }).end(body)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    set: (path, response) => void responses.set(path, response),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
