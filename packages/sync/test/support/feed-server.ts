import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readSource } from '../../src/source/read-source.ts'
import type { Source, SyncWindow } from '../../src/source/source.ts'
import type { FeedRecord } from '../../src/store/store.ts'
import type { SourceItem } from '../../src/wanted.ts'

/** A server of feeds on this machine. */
export type FeedServer = {
  /** An address whose path is a secret. */
  readonly url: (path?: string) => string
  /** The headers of each request, in order. */
  readonly requests: readonly IncomingHttpHeaders[]
  /** Replaces what it responds with. */
  readonly respond: (listener: RequestListener) => void
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** What no message may have a part of. */
export const secretPath = 'private-0f3b9c7d5e1a42/basic.ics'

/** Opens a server of feeds; every test has one of its own, and disposes of it. */
export async function openFeedServer(first: RequestListener): Promise<FeedServer> {
  let listener = first
  const requests: IncomingHttpHeaders[] = []
  const server = createServer((request, response) => {
    requests.push(request.headers)
    listener(request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: (path = secretPath) => `http://127.0.0.1:${port}/${path}`,
    requests,
    respond: (next) => {
      listener = next
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

/** Reads a source as a plan does, with a memory of feeds that outlives one plan. */
export function createReader(): {
  readonly feeds: Map<string, FeedRecord>
  readonly warnings: string[]
  readonly read: (source: Source, window: SyncWindow) => Promise<readonly SourceItem[]>
} {
  const feeds = new Map<string, FeedRecord>()
  const warnings: string[] = []
  return {
    feeds,
    warnings,
    read: async (source, window) =>
      readSource(source, window, {
        feed: async (key) => feeds.get(key),
        saveFeed: async (key, record) => void feeds.set(key, record),
        warn: (message) => void warnings.push(message),
      }),
  }
}

/** Returns the message of an error that is expected. */
export async function messageOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('Expected an error and got none.')
}

/** Writes a calendar with lines as files have them. */
export const writeCalendar = (...events: readonly (readonly string[])[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n')
