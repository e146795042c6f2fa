import { afterAll } from 'vitest'
import { Agent } from 'undici7'
import type { ClientOptions } from '../../src/index.ts'
import { undiciTransport } from '../../src/undici/index.ts'

const agent = new Agent({ connections: 128, connectTimeout: 5000 })
const [newest, oldest] = [undiciTransport(), undiciTransport({ dispatcher: agent })]

/** The transports of a client, which have to come to the same verdict for everything on the wire. */
export const transports: readonly {
  readonly over: string
  readonly options: Pick<ClientOptions, 'fetch'>
}[] = [
  { over: 'fetch', options: {} },
  { over: 'undici 8', options: { fetch: newest.fetch } },
  { over: 'undici 7', options: { fetch: oldest.fetch } },
]

/** Ends the connections of the file that ran; a request that is still under way would keep it from ending. */
export function closeTransports(): void {
  afterAll(async () => {
    await Promise.all([newest.close(), agent.close()])
  })
}
