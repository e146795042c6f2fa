import { afterAll } from 'vitest'
import { Agent } from 'undici7'
import type { ClientOptions } from '../../src/index.ts'
import { undiciTransport } from '../../src/undici/index.ts'

/** One way in which a client sends. */
export type Transport = { readonly over: string; readonly options: Pick<ClientOptions, 'fetch'> }

/**
 * The transports of a client, which have to come to the same verdict for everything on the wire. Their connections end
 * with the file that opens them: a request that is still in flight would keep the process from ending.
 */
export function openTransports(): readonly Transport[] {
  const agent = new Agent({ connections: 128, connectTimeout: 5000 })
  const [newest, oldest] = [undiciTransport(), undiciTransport({ dispatcher: agent })]
  afterAll(async () => {
    await Promise.all([newest.close(), agent.close()])
  })
  return [
    { over: 'fetch', options: {} },
    { over: 'undici 8', options: { fetch: newest.fetch } },
    { over: 'undici 7', options: { fetch: oldest.fetch } },
  ]
}
