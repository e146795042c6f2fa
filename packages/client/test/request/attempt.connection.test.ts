import { createServer } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { createBlockSlotsClient } from '../../src/index.ts'
import { httpServer, watchRejections } from '../support/server.ts'
import { calls, failure, json, operations, verdictOf, once } from '../support/service.ts'

watchRejections()
afterEach(() => void vi.unstubAllGlobals())

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

test.each(operations)('%s reports not-sent when the port is closed', async (operation) => {
  const port = await closedPort()
  for (const host of ['127.0.0.1', 'localhost']) {
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl: `http://${host}:${port}` })
    const error = await failure(calls[operation](client))
    expect(verdictOf(error)).toBe('not-sent no now')
    // The reason is where people look for it: in the error, and in its JSON.
    expect(JSON.stringify(error)).toContain('ECONNREFUSED')
  }
})

test.each(operations)('%s reports not-sent when the name does not resolve', async (operation) => {
  const client = createBlockSlotsClient({
    ...once,
    token: 'pit-token',
    baseUrl: 'http://no-such-host.invalid',
  })
  expect(verdictOf(await failure(calls[operation](client)))).toBe('not-sent no now')
})

test('a server that responds to TLS in plain text leaves a create unknown', async () => {
  const { url, heads } = await httpServer((_, response) => response.end('{}'))
  const client = createBlockSlotsClient({
    ...once,
    token: 'pit-token',
    baseUrl: url.replace('http:', 'https:'),
  })
  const error = await failure(calls.createBlockSlot(client))
  expect(verdictOf(error)).toBe('outcome-unknown unknown never')
  expect(heads).toEqual([])
})

test('on Deno, only a create goes over a connection of its own, because fetch would send it twice', async () => {
  const sent: string[] = []
  const createHttpClient = (options: object): object => {
    sent.push(`open ${JSON.stringify(options)}`)
    return { close: () => void sent.push('close') }
  }
  vi.stubGlobal('Deno', { createHttpClient })
  vi.stubGlobal('fetch', async (_: string, { method, client }: { method: string; client?: unknown }) => {
    sent.push(client === undefined ? method : `${method} alone`)
    return json(422, {})
  })
  const blocks = createBlockSlotsClient({ ...once, token: 'pit-token' })
  await failure(calls.createBlockSlot(blocks))
  expect(sent).toEqual(['open {"poolMaxIdlePerHost":0}', 'POST alone', 'close'])
  await failure(calls.updateBlockSlot(blocks))
  await failure(calls.deleteEvent(blocks))
  expect(sent.slice(3)).toEqual(['PUT', 'DELETE'])
  // A fetch that fails leaves nothing open either.
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no')))
  await failure(calls.createBlockSlot(blocks))
  expect(sent.slice(5)).toEqual(['open {"poolMaxIdlePerHost":0}', 'close'])
})
