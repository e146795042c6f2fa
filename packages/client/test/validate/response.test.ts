import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createBlockSlotsClient, type BlockSlotsClient } from '../../src/index.ts'
import { httpServer, tcpServer, watchRejections } from '../support/server.ts'
import {
  answeredBlock,
  calls,
  failure,
  goodAnswers,
  operations,
  verdictOf,
  wordsOf,
  type Called,
  once,
} from '../support/service.ts'

watchRejections()

const clientAt = (url: string): BlockSlotsClient =>
  createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl: url, timeoutMs: 20_000 })

const writes: ReadonlySet<Called> = new Set(['createBlockSlot', 'updateBlockSlot', 'deleteEvent'])
const doubt = (operation: Called): string =>
  !writes.has(operation)
    ? 'unavailable no after'
    : `outcome-unknown unknown ${operation === 'createBlockSlot' ? 'never' : 'after'}`

/** No response of the contract came, whatever the status says. */
const unread = (operation: Called): string =>
  writes.has(operation) ? doubt(operation) : 'invalid-response no never'

const head = (status: string, ...headers: string[]): string =>
  [`HTTP/1.1 ${status}`, 'Content-Type: application/json', ...headers, '', ''].join('\r\n')
const whole = (status: string, body: string): string =>
  head(status, `Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close') + body

describe.each(operations)('%s', (operation) => {
  const failed = async (text: string | Buffer, end: 'end' | 'resetAndDestroy' = 'end'): Promise<string[]> => {
    const server = await tcpServer((socket) => {
      socket.write(text, () => socket[end]())
    })
    const error = await failure(calls[operation](clientAt(server.url)))
    expect(server.heads).toHaveLength(1)
    await server.deserted()
    return [verdictOf(error), wordsOf(error)]
  }

  test.each([
    ['cut JSON', whole('200 OK', '{"id":"x'), '200 with a body that is not JSON'],
    ['a page', whole('200 OK', '<html>Welcome</html>'), '200 with a body that is not JSON'],
    ['nothing', whole('200 OK', ''), '200 with an empty body'],
    [
      'nothing, in chunks',
      head('201 Created', 'Transfer-Encoding: chunked') + '0\r\n\r\n',
      '201 with an empty body',
    ],
    ['null', whole('200 OK', 'null'), '200 with a body that is not what the contract says'],
    ['an empty object', whole('200 OK', '{}'), '200 with a body that is not what the contract says'],
    ['a list', whole('200 OK', '[]'), '200 with a body that is not what the contract says'],
    ['text', whole('200 OK', '"ok"'), '200 with a body that is not what the contract says'],
    [
      'an error with the status of a success',
      whole('200 OK', '{"message":"no"}'),
      '200 with a body that is not what the contract says',
    ],
    ['depth', whole('200 OK', '['.repeat(200_000)), '200 with a body that is not JSON'],
  ])('status 200 with %s', async (_, text, words) => {
    expect(await failed(text)).toEqual([unread(operation), `${operation}: ${words}`])
  })

  test('reset before a response', async () => {
    expect(await failed('', 'resetAndDestroy')).toEqual([doubt(operation), `${operation}: no response`])
  })

  test('closed before a response', async () => {
    expect(await failed('')).toEqual([doubt(operation), `${operation}: no response`])
  })

  test('reset within the headers', async () => {
    expect(await failed('HTTP/1.1 200 OK\r\nContent-Type: appli', 'resetAndDestroy')).toEqual([
      doubt(operation),
      `${operation}: no response`,
    ])
  })

  test('a response that is no HTTP', async () => {
    expect(await failed('SSH-2.0-OpenSSH_9.6\r\n')).toEqual([doubt(operation), `${operation}: no response`])
  })

  test('a response with endless headers', async () => {
    const text = `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(200_000)}`
    expect(await failed(text)).toEqual([doubt(operation), `${operation}: no response`])
  })

  test('switched to another protocol', async () => {
    expect(
      await failed('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    ).toEqual([doubt(operation), `${operation}: no response`])
  })

  test.each([
    ['reset within a body', head('200 OK', 'Content-Length: 900') + '{"id":"x",', 'resetAndDestroy' as const],
    ['closed within a body', head('200 OK', 'Content-Length: 900') + '{"id":"x",', 'end' as const],
    ['closed within a chunk', head('200 OK', 'Transfer-Encoding: chunked') + 'ff\r\n{"id"', 'end' as const],
    [
      'closed before the last chunk',
      head('200 OK', 'Transfer-Encoding: chunked') + '2\r\n{}\r\n',
      'end' as const,
    ],
  ])('%s', async (_, text, end) => {
    expect(await failed(text, end)).toEqual([
      doubt(operation),
      `${operation}: 200, but the response was truncated`,
    ])
  })

  test('compressed with something else than it says', async () => {
    const text = head('200 OK', 'Content-Encoding: gzip', 'Content-Length: 2') + '{}'
    expect(await failed(text)).toEqual([
      doubt(operation),
      `${operation}: 200, but the response was truncated`,
    ])
  })

  test('an error response with a truncated body: the received text is kept', async () => {
    const text = head('422 Unprocessable Entity', 'Content-Length: 900') + '{"message":"Title must be'
    const server = await tcpServer((socket) => void socket.end(text))
    const error = await failure(calls[operation](clientAt(server.url)))
    expect(verdictOf(error)).toBe('rejected no never')
    expect(error).toMatchObject({ status: 422, detail: '{"message":"Title must be' })
  })
})

describe('a valid response', () => {
  test.each(operations)(
    'is taken after hints that came early, in chunks and with a byte order mark: %s',
    async (operation) => {
      const body = Buffer.from(`\ufeff${JSON.stringify(goodAnswers[operation])}`)
      const server = await tcpServer((socket) => {
        socket.write('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n')
        socket.write(head('200 OK', 'Transfer-Encoding: chunked'))
        for (const byte of body) socket.write(Buffer.from([0x31, 13, 10, byte, 13, 10]))
        socket.end('0\r\n\r\n')
      })
      await expect(calls[operation](clientAt(server.url))).resolves.toBeDefined()
    },
  )

  test('keeps letters that are split between two packets', async () => {
    const server = await httpServer((_, response) => {
      const body = Buffer.from(JSON.stringify({ ...answeredBlock, title: 'Käse 🧀' }))
      const middle = body.indexOf(0xf0) + 2
      response.writeHead(201).write(body.subarray(0, middle))
      setImmediate(() => response.end(body.subarray(middle)))
    })
    const block = await calls.createBlockSlot(clientAt(server.url))
    expect(block).toMatchObject({ title: 'Käse 🧀' })
  })

  test('is taken up to 10 MiB, compressed or not', async () => {
    const list = JSON.stringify({ events: [], padding: 'x'.repeat(10 * 1024 * 1024 - 30) })
    const server = await httpServer((request, response) => {
      const zip = request.url?.includes('blocked-slots') === true
      response.writeHead(200, zip ? { 'content-encoding': 'gzip' } : {}).end(zip ? gzipSync(list) : list)
    })
    expect(
      await clientAt(server.url).list({ userId: 'u', locationId: 'l', startTime: 0, endTime: 1 }),
    ).toEqual([])
    expect(
      await clientAt(server.url).appointments({ userId: 'u', locationId: 'l', startTime: 0, endTime: 1 }),
    ).toEqual([])
  })

  test.each(['createBlockSlot', 'deleteEvent'] as const)('is not nothing at all: %s', async (operation) => {
    const server = await httpServer((_, response) => response.writeHead(204).end())
    const error = await failure(calls[operation](clientAt(server.url)))
    expect([verdictOf(error), error.message]).toEqual([
      doubt(operation),
      `${operation}: 204 with an empty body`,
    ])
  })
})
