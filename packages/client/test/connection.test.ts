import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { createBlockSlotsClient } from '../src/index.ts'
import { httpServer, watchRejections } from './server.ts'
import { calls, failure, operations, verdictOf, once } from './service.ts'

watchRejections()

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

test.each(operations)('%s knows that nothing was sent when nobody listens', async (operation) => {
  const port = await closedPort()
  for (const host of ['127.0.0.1', 'localhost']) {
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl: `http://${host}:${port}` })
    const error = await failure(calls[operation](client))
    expect(verdictOf(error)).toBe('not-sent no now')
    // The reason is where people look for it: in the error, and in its JSON.
    expect(JSON.stringify(error)).toContain('ECONNREFUSED')
  }
})

test.each(operations)('%s knows that nothing was sent when the name leads nowhere', async (operation) => {
  const client = createBlockSlotsClient({
    ...once,
    token: 'pit-token',
    baseUrl: 'http://no-such-host.invalid',
  })
  expect(verdictOf(await failure(calls[operation](client)))).toBe('not-sent no now')
})

test('a server that answers TLS in the clear leaves a create in doubt', async () => {
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
