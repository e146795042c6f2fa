import type { Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createBlockSlotsClient, isBlockSlotsError } from '../../src/index.ts'
import { tcpServer, watchRejections } from '../support/server.ts'
import { answeredBlock, calls, goodAnswers, once, type Called } from '../support/service.ts'
import { openTransports, type Transport } from '../support/transports.ts'

watchRejections()
const transports = openTransports()

type Treatment = { readonly name: string; readonly create: string; readonly answer: (socket: Socket) => void }

const block = JSON.stringify(answeredBlock)
const made = 'made'
const unknown = 'outcome-unknown unknown never'
const lost = '201 outcome-unknown unknown never'

const says =
  (...lines: string[]) =>
  (socket: Socket): void =>
    void socket.write(lines.join('\r\n'))
const saysAndEnds =
  (...lines: string[]) =>
  (socket: Socket): void =>
    void socket.end(lines.join('\r\n'))
const saysAndResets =
  (...lines: string[]) =>
  (socket: Socket): void =>
    void socket.write(lines.join('\r\n'), () => setTimeout(() => socket.resetAndDestroy(), 30))
const packed = (coding: string, body: Buffer) => (socket: Socket) => {
  socket.write(
    `HTTP/1.1 201 Created\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  socket.write(body)
}

const created = 'HTTP/1.1 201 Created'
const length = `Content-Length: ${block.length}`
const chunked = 'Transfer-Encoding: chunked'
const chunks = `${block.length.toString(16)}\r\n${block}\r\n0\r\n\r\n`

const treatments: readonly Treatment[] = [
  { name: 'a good answer', create: made, answer: says(created, length, '', block) },
  { name: 'a good answer in chunks', create: made, answer: says(created, chunked, '', chunks) },
  {
    name: 'a good answer that ends with the connection',
    create: made,
    answer: saysAndEnds(created, '', block),
  },
  { name: 'an answer of HTTP/1.0', create: made, answer: saysAndEnds('HTTP/1.0 201 Created', '', block) },
  {
    name: 'early hints before the answer',
    create: made,
    answer: says(
      'HTTP/1.1 103 Early Hints',
      'Link: </a>',
      '',
      'HTTP/1.1 102 Processing',
      '',
      created,
      length,
      '',
      block,
    ),
  },
  {
    name: 'an answer with more behind it than it should have',
    create: made,
    answer: saysAndEnds(created, length, 'Connection: close', '', `${block}and more`),
  },
  { name: 'an answer in gzip', create: made, answer: packed('gzip', gzipSync(block)) },
  { name: 'an answer in brotli', create: made, answer: packed('br', brotliCompressSync(block)) },
  { name: 'an answer in deflate', create: made, answer: packed('Deflate', deflateSync(block)) },
  {
    name: 'an answer packed twice',
    create: made,
    answer: packed('deflate, x-gzip', gzipSync(deflateSync(block))),
  },
  {
    name: 'an answer that says it is packed and is not',
    create: lost,
    answer: packed('gzip', Buffer.from(block)),
  },
  { name: 'a gzip that is broken', create: lost, answer: packed('gzip', gzipSync(block).fill(0, 20, 60)) },
  {
    name: 'a gzip without its second half',
    create: lost,
    answer: packed('gzip', gzipSync(block).subarray(0, 60)),
  },
  {
    name: 'a response in an unknown content encoding',
    create: made,
    answer: packed('snappy', Buffer.from(block)),
  },
  { name: 'an empty chunked answer', create: lost, answer: says(created, chunked, '', '0\r\n\r\n') },
  { name: 'an answer of no length', create: lost, answer: says(created, 'Content-Length: 0', '', '') },
  {
    name: '204',
    create: '204 outcome-unknown unknown never',
    answer: says('HTTP/1.1 204 No Content', '', ''),
  },
  {
    name: '205',
    create: '205 outcome-unknown unknown never',
    answer: says('HTTP/1.1 205 Reset', 'Content-Length: 0', '', ''),
  },
  { name: '304', create: `304 ${unknown}`, answer: says('HTTP/1.1 304 Not Modified', length, '', '') },
  {
    name: 'another protocol',
    create: unknown,
    answer: says('HTTP/1.1 101 X', 'Upgrade: x', 'Connection: upgrade', '', ''),
  },
  { name: 'nothing and an end', create: unknown, answer: (socket) => void socket.end() },
  { name: 'nothing and a reset', create: unknown, answer: (socket) => void socket.resetAndDestroy() },
  { name: 'half a head and an end', create: unknown, answer: saysAndEnds('HTTP/1.1 201 Cre') },
  { name: 'half a head and a reset', create: unknown, answer: saysAndResets(created, 'Content-Le') },
  {
    name: 'early hints and an end',
    create: unknown,
    answer: saysAndEnds('HTTP/1.1 103 Early Hints', '', ''),
  },
  {
    name: 'half a body and an end',
    create: lost,
    answer: saysAndEnds(created, length, '', block.slice(0, 9)),
  },
  {
    name: 'half a body and a reset',
    create: lost,
    answer: saysAndResets(created, length, '', block.slice(0, 9)),
  },
  {
    name: 'half a chunk and an end',
    create: lost,
    answer: saysAndEnds(created, chunked, '', chunks.slice(0, 20)),
  },
  {
    name: 'chunks without an end',
    create: lost,
    answer: saysAndEnds(created, chunked, '', chunks.slice(0, -5)),
  },
  {
    name: 'half a refusal',
    create: '422 rejected no never',
    answer: saysAndEnds('HTTP/1.1 422 X', length, '', '{"mess'),
  },
  {
    name: 'a chunk of a size that is no number',
    create: lost,
    answer: says(created, chunked, '', 'zz\r\n{}'),
  },
  {
    name: 'a chunk without bounds',
    create: lost,
    answer: saysAndEnds(created, chunked, '', 'fffffffffffffffff\r\n{}'),
  },
  {
    name: 'two lengths that differ',
    create: unknown,
    answer: says(created, length, 'Content-Length: 2', '', block),
  },
  { name: 'a length and chunks', create: unknown, answer: says(created, length, chunked, '', chunks) },
  { name: 'a negative length', create: unknown, answer: says(created, 'Content-Length: -1', '', block) },
  {
    name: 'a length beyond all numbers',
    create: unknown,
    answer: says(created, `Content-Length: ${'9'.repeat(40)}`, '', ''),
  },
  { name: 'no HTTP at all', create: unknown, answer: says('220 smtp.example.test ESMTP', '') },
  { name: 'bytes', create: unknown, answer: (socket) => void socket.write(Buffer.alloc(4096, 0xff)) },
  {
    name: 'a version from the future',
    create: unknown,
    answer: says('HTTP/9.9 201 Created', length, '', block),
  },
  {
    name: 'a status of four digits',
    create: unknown,
    answer: says('HTTP/1.1 2010 Created', length, '', block),
  },
  { name: 'a header with a NUL', create: unknown, answer: says(created, 'X-A: a\0b', length, '', block) },
  { name: 'a header without a name', create: unknown, answer: says(created, ': b', length, '', block) },
  {
    name: 'a header of 64 kB',
    create: unknown,
    answer: says(created, `X-A: ${'a'.repeat(65_536)}`, length, '', block),
  },
  {
    name: 'a header in Latin 1',
    create: made,
    answer: (socket) =>
      void socket.write(Buffer.from([created, 'X-A: \u00fc', length, '', block].join('\r\n'), 'latin1')),
  },
  {
    name: '300 headers of one name',
    create: made,
    answer: says(
      created,
      ...Array.from({ length: 300 }, (_, index) => `Set-Cookie: a=${index}`),
      length,
      '',
      block,
    ),
  },
  {
    name: 'two times to wait',
    create: '429 rate-limited no after 10000',
    answer: says('HTTP/1.1 429 X', 'Retry-After: 3', 'Retry-After: 4', 'Content-Length: 2', '', '{}'),
  },
  {
    name: 'a time to wait',
    create: '429 rate-limited no after 3000',
    answer: says('HTTP/1.1 429 X', 'RETRY-AFTER:   3  ', 'Content-Length: 2', '', '{}'),
  },
]

async function outcomeOf(operation: Called, { answer }: Treatment, over: Transport): Promise<string> {
  const server = await tcpServer(answer)
  const client = createBlockSlotsClient({
    ...once,
    token: 'pit-token',
    baseUrl: server.url,
    timeoutMs: 5000,
    ...over.options,
  })
  const outcome = await calls[operation](client).then(
    (value) =>
      JSON.stringify(value) === JSON.stringify({ ...answeredBlock, outcome: 'created' })
        ? made
        : JSON.stringify(value),
    (error: unknown) => {
      if (!isBlockSlotsError(error)) throw error
      const { status, code, applied, retry, retryAt, attempts } = error
      const wait = retryAt === undefined ? undefined : Math.round((retryAt - Date.now()) / 1000) * 1000
      expect(attempts).toHaveLength(1)
      return [status, code, applied, retry, wait].filter((part) => part !== undefined).join(' ')
    },
  )
  expect(server.heads).toHaveLength(1)
  return outcome
}

describe.each(treatments)('$name', (treatment) => {
  test.each(transports)('means the same for a create over $over', async (transport) => {
    expect(await outcomeOf('createBlockSlot', treatment, transport)).toBe(treatment.create)
  })

  test.each(['updateBlockSlot', 'deleteEvent', 'listBlockedSlots'] as const)(
    'means the same over both: %s',
    async (operation) => {
      const [first, ...others] = await Promise.all(
        transports.map((over) => outcomeOf(operation, treatment, over)),
      )
      for (const other of others) expect(other).toBe(first)
    },
  )
})

test('the requests of both hold the same, but for what the platform adds of its own', async () => {
  const seen = await Promise.all(
    transports.map(async ({ options }) => {
      const server = await tcpServer((socket) => {
        const body = JSON.stringify(goodAnswers.deleteEvent)
        socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
      })
      const client = createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl: server.url, ...options })
      for (const operation of ['deleteEvent', 'createBlockSlot'] as const) {
        // oxlint-disable-next-line no-await-in-loop -- In this order.
        await calls[operation](client).catch(() => {})
      }
      const own = /^(?:host|accept-language|sec-fetch-mode|accept-encoding|connection):/i
      return server.heads.map((head) => {
        const lines = head.split('\r\n').filter((line) => !own.test(line))
        return new Set(lines.map((line) => line.replace(/^[^ ]+:/, (name) => name.toLowerCase())))
      })
    }),
  )
  expect(seen[1]).toEqual(seen[0])
  expect(seen[1]?.[1]).toContain('authorization: Bearer pit-token')
})

test.each(transports)(
  'a server that closes after each answer without a word loses no request over $over',
  async ({ options }) => {
    const server = await tcpServer((socket) => {
      const body = JSON.stringify(goodAnswers.deleteEvent)
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    })
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl: server.url, ...options })
    for (let count = 0; count < 20; count += 1) {
      // oxlint-disable-next-line no-await-in-loop -- One right after the other is the point.
      expect(await client.delete('x')).toMatchObject({ succeeded: true })
    }
    expect(server.heads).toHaveLength(20)
  },
)
