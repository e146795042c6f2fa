import { afterAll } from 'vitest'
import type { ClientOptions } from '../../src/index.ts'
import { nodeTransport } from '../../src/node/index.ts'

const transport = nodeTransport()

/** The transports of a client, which have to come to the same verdict for everything on the wire. */
export const transports: readonly {
  readonly over: string
  readonly options: Pick<ClientOptions, 'fetch'>
}[] = [
  { over: 'fetch', options: {} },
  { over: 'nodeTransport', options: { fetch: transport.fetch } },
]

/** Ends the connections of the file that ran; a request that is still under way would keep it from ending. */
export function closeTransports(): void {
  afterAll(() => transport.close())
}
