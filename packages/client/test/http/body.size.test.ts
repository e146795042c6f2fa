import { createGzip, gzipSync } from 'node:zlib'
import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createBlockSlotsClient, type BlockSlotsClient } from '../../src/index.ts'
import { httpServer, watchRejections } from '../support/server.ts'
import { calls, failure, once, verdictOf, type Called } from '../support/service.ts'
import { openTransports } from '../support/transports.ts'

watchRejections()
const transports = openTransports()

const megabyte = Buffer.alloc(1_000_000, 'x')
/** 30 kB that hold 30 MB. */
const zip = gzipSync(Buffer.alloc(30_000_000))

/** Writes until it is cancelled, as fast as it is read. */
function pour(response: ServerResponse, part: Buffer, megabytes: number): void {
  let left = megabytes
  const more = (): void => {
    while (left-- > 0 && !response.destroyed) {
      if (!response.write(part)) {
        response.once('drain', more)
        return
      }
    }
    response.end()
  }
  more()
}

const large: readonly (readonly [string, (response: ServerResponse, status: number) => void])[] = [
  [
    '20 MB with a length',
    (response, status) => {
      response.writeHead(status, { 'content-length': 20_000_000 })
      pour(response, megabyte, 20)
    },
  ],
  [
    '20 MB in chunks',
    (response, status) => {
      response.writeHead(status)
      pour(response, megabyte, 20)
    },
  ],
  [
    'a gzip of 30 kB that holds 30 MB',
    (response, status) => {
      const headers = { 'content-encoding': 'gzip', connection: 'close' }
      response.writeHead(status, headers).end(zip)
    },
  ],
  [
    'a gzip with a length that is small enough',
    (response, status) => {
      const headers = { 'content-encoding': 'gzip', 'content-length': zip.length, connection: 'close' }
      response.writeHead(status, headers).end(zip)
    },
  ],
  [
    'a body without end',
    (response, status) => {
      response.writeHead(status)
      pour(response, megabyte, Number.POSITIVE_INFINITY)
    },
  ],
  [
    'a gzip without end',
    (response, status) => {
      const stream = createGzip({ level: 1 })
      stream.pipe(response.writeHead(status, { 'content-encoding': 'gzip' }))
      const more = (): boolean => response.destroyed || stream.write(megabyte, () => more())
      more()
    },
  ],
]

describe.each(transports)('over $over', ({ options }) => {
  const clientAt = (url: string): BlockSlotsClient =>
    createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl: url, timeoutMs: 20_000, ...options })

  test.each(
    large.flatMap(([name, answer]) =>
      (['createBlockSlot', 'listBlockedSlots'] as const).map((operation) => ({ name, answer, operation })),
    ),
  )('$name is given up after 10 MiB: $operation', async ({ answer, operation }) => {
    const server = await httpServer((_, response) => answer(response, 200))
    const error = await failure(calls[operation](clientAt(server.url)))
    expect(verdictOf(error)).toBe(
      operation === 'createBlockSlot' ? 'outcome-unknown unknown never' : 'invalid-response no never',
    )
    expect(error.message).toBe(`${operation}: 200 with a body of more than 10 MiB`)
    await server.deserted()
  })

  test.each(
    large.flatMap(([name, answer]) =>
      [400, 500].flatMap((status) =>
        (['createBlockSlot', 'listBlockedSlots'] satisfies Called[]).map((operation) => ({
          name,
          answer,
          status,
          operation,
        })),
      ),
    ),
  )(
    '$name is read for one sentence when the status is $status: $operation',
    async ({ answer, status, operation }) => {
      const server = await httpServer((_, response) => answer(response, status))
      const error = await failure(calls[operation](clientAt(server.url)))
      const doubt = operation === 'createBlockSlot' ? 'outcome-unknown unknown never' : 'unavailable no after'
      expect(verdictOf(error)).toBe(status === 400 ? 'rejected no never' : doubt)
      expect(error.detail ?? '').not.toMatch(/.{501}/)
      expect(error.message.length).toBeLessThanOrEqual(600)
      await server.deserted()
    },
  )
})
