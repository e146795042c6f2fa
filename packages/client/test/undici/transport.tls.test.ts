import { createServer as createHttps } from 'node:https'
import { createServer as createTcp, type Server } from 'node:net'
import { createServer as createTls, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createBlockSlotsClient, type BlockSlotsClient } from '../../src/index.ts'
import { transportOf } from '../support/undici.ts'
import { cert, key } from '../support/certificate.ts'
import { watchRejections } from '../support/server.ts'
import { calls, failure, verdictOf } from '../support/service.ts'

watchRejections()

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return address.port
}

function clientAt(baseUrl: string): BlockSlotsClient {
  return createBlockSlotsClient({ token: 'pit-token', baseUrl, timeoutMs: 5000, fetch: transportOf().fetch })
}

/** A server that records what it reads of a request after the handshake. */
async function eavesdropper(): Promise<{ port: number; heard: string[] }> {
  const heard: string[] = []
  const server = createTls({ cert, key }, (socket) => {
    socket.on('error', () => {}).on('data', (data) => heard.push(data.toString()))
  })
  server.on('tlsClientError', () => {})
  return { port: await portOf(server), heard }
}

describe('a trusted certificate', () => {
  const before = getCACertificates('default')
  beforeAll(() => setDefaultCACertificates([...before, cert]))
  afterAll(() => setDefaultCACertificates(before))

  test('serves many requests over few connections', async () => {
    let [connections, requests] = [0, 0]
    const server = createHttps({ cert, key }, (_, response) => {
      requests += 1
      response.end('{"succeeded":true}')
    })
    server.on('secureConnection', () => (connections += 1))
    const client = clientAt(`https://localhost:${await portOf(server)}`)
    for (let count = 0; count < 10; count += 1) {
      // oxlint-disable-next-line no-await-in-loop -- Sequential, so that a connection is free.
      expect(await client.delete('x')).toMatchObject({ succeeded: true })
    }
    expect(requests).toBe(10)
    expect(connections).toBeLessThanOrEqual(2)
  })

  test('is rejected for another name, and no token is sent', async () => {
    const { port, heard } = await eavesdropper()
    const error = await failure(calls.createBlockSlot(clientAt(`https://127.0.0.1:${port}`)))
    expect(verdictOf(error)).toBe('not-sent no now')
    expect(error.message).toContain('(ERR_TLS_CERT_ALTNAME_INVALID)')
    expect(heard).toEqual([])
  })
})

test('an untrusted certificate is rejected, and no token is sent', async () => {
  const { port, heard } = await eavesdropper()
  const error = await failure(calls.createBlockSlot(clientAt(`https://localhost:${port}`)))
  expect(verdictOf(error)).toBe('not-sent no now')
  expect(error.message).toContain('(DEPTH_ZERO_SELF_SIGNED_CERT)')
  expect(heard).toEqual([])
})

test.each([
  ['speaks no TLS', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['closes without a word', ''],
])('a server that %s within the handshake never saw the request', async (_, text) => {
  const heard: string[] = []
  const server = createTcp((socket) => {
    socket
      .on('error', () => {})
      .on('data', (data) => {
        heard.push(data.toString('latin1'))
        socket.end(text)
      })
  })
  const error = await failure(calls.createBlockSlot(clientAt(`https://localhost:${await portOf(server)}`)))
  expect(verdictOf(error)).toBe('not-sent no now')
  expect(heard.join('')).not.toContain('pit-token')
})
