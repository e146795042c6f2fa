import { getEventListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { virtualClock } from '@block-slots/sandbox'
import { describe, expect, test } from 'vitest'
import { createBlockSlotsClient, type BlockSlotsClient, type CallOptions } from '../../src/index.ts'
import { httpServer, tcpServer, watchRejections, type Server } from '../support/server.ts'
import {
  answering,
  calls,
  failure,
  goodAnswers,
  json,
  once,
  operations,
  verdictOf,
  type Called,
} from '../support/service.ts'
import { openTransports } from '../support/transports.ts'

watchRejections()
const transports = openTransports()

const writes: ReadonlySet<Called> = new Set(['createBlockSlot', 'updateBlockSlot', 'deleteEvent'])
/** It is unknown whether the write was applied. */
const doubt = (operation: Called): string =>
  !writes.has(operation) ? 'no now' : operation === 'createBlockSlot' ? 'unknown never' : 'unknown after'
/** The head of a success had come, which proves nothing: a page of a gateway has one as well. */
const headOnly = (operation: Called): string => (writes.has(operation) ? doubt(operation) : 'no after')

/** Where a call can hang, what is known then, and what the error says. */
const places: readonly {
  readonly name: string
  readonly text: string
  readonly verdict: (operation: Called) => string
  readonly status?: number
}[] = [
  { name: 'before the headers', text: '', verdict: doubt },
  { name: 'within the headers', text: 'HTTP/1.1 200 OK\r\nContent-Ty', verdict: doubt },
  { name: 'after early hints', text: 'HTTP/1.1 103 Early Hints\r\n\r\n', verdict: doubt },
  {
    name: 'before the body',
    text: 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n',
    verdict: headOnly,
    status: 200,
  },
  {
    name: 'within the body',
    text: 'HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{"id"',
    verdict: headOnly,
    status: 201,
  },
  {
    name: 'within a chunk',
    text: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"id"',
    verdict: headOnly,
    status: 200,
  },
  {
    name: 'within a refusal',
    text: 'HTTP/1.1 422 Unprocessable Entity\r\nContent-Length: 99\r\n\r\n{"message"',
    verdict: () => 'no never',
    status: 422,
  },
  {
    name: 'within a rate limit',
    text: 'HTTP/1.1 429 Too Many Requests\r\nTransfer-Encoding: chunked\r\n\r\n',
    verdict: () => 'no after',
    status: 429,
  },
  {
    name: 'within a failure of the service',
    text: 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 99\r\n\r\n',
    verdict: (operation) => (writes.has(operation) ? doubt(operation) : 'no after'),
    status: 503,
  },
]

const hanging = (text: string): Promise<Server> => tcpServer((socket) => void socket.write(text))
const rest = ({ applied, retry }: { applied: string; retry: string }): string => `${applied} ${retry}`

/** Runs all operations under the same treatment at once, since each of them waits. */
const all = (check: (operation: Called) => Promise<void>): Promise<void[]> =>
  Promise.all(operations.map(check))

describe.each(transports)('a service that hangs, over $over,', ({ options }) => {
  test.each(places)('$name ends at the deadline', async ({ text, verdict, status }) => {
    const clock = virtualClock()
    let written = 0
    const server = await tcpServer((socket) => {
      socket.write(text, () => {
        written += 1
        // The texts get a head start on the deadline.
        if (written === operations.length) setTimeout(() => void clock.advance(600), 100)
      })
    })
    const client = createBlockSlotsClient({
      ...once,
      token: 'pit-token',
      baseUrl: server.url,
      clock,
      timeoutMs: 600,
      ...options,
    })
    await all(async (operation) => {
      const error = await failure(calls[operation](client))
      expect(error.code).toBe('deadline-exceeded')
      expect(rest(error)).toBe(verdict(operation))
      expect(error.status).toBe(status)
      expect(error.message).toBe(`${operation}: no result within 600 ms`)
      expect(error.attempts).toHaveLength(1)
    })
    await server.deserted()
    expect(server.heads).toHaveLength(operations.length)
  })

  test.each(places)('$name ends with the signal', async ({ text, verdict, status }) => {
    await all(async (operation) => {
      const controller = new AbortController()
      const server = await tcpServer((socket) => {
        // The text gets a head start on the signal.
        socket.write(text, () => setTimeout(() => controller.abort(new Error('enough')), 100))
      })
      const client = createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl: server.url, ...options })
      const error = await failure(calls[operation](client, { signal: controller.signal }))
      expect(error.code).toBe('aborted')
      expect(rest(error)).toBe(verdict(operation))
      expect(error.status).toBe(status)
      expect(error.cause).toMatchObject({ message: 'enough' })
      expect(getEventListeners(controller.signal, 'abort')).toEqual([])
      await server.deserted()
    })
  })
})

/** Collects garbage, as a long wait would. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

test.each(
  transports.flatMap((transport) =>
    ['Content-Length: 99\r\n\r\n{"id"', 'Transfer-Encoding: chunked\r\n\r\nff\r\n{"id"'].map((text) => ({
      ...transport,
      text,
    })),
  ),
)(
  'a body that hangs lets go of its connection even when the request is garbage by then: $over, $text',
  async ({ text, options }) => {
    const controller = new AbortController()
    const server = await hanging(`HTTP/1.1 200 OK\r\n${text}`)
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl: server.url, ...options })
    const call = failure(client.delete('x', { signal: controller.signal }))
    await sleep(100)
    collectGarbage()
    await sleep(10)
    controller.abort()
    expect((await call).status).toBe(200)
    await server.deserted()
  },
)

describe.each(operations)('%s', (operation) => {
  test('sends nothing when its signal has aborted before', async () => {
    let tokens = 0
    const { fetch, requests } = answering(() => json(200, goodAnswers[operation]))
    const token = (): string => `pit-token-${(tokens += 1)}`
    const signal = AbortSignal.abort()
    const error = await failure(
      calls[operation](createBlockSlotsClient({ ...once, token, fetch }), { signal }),
    )
    expect(verdictOf(error)).toBe('aborted no now')
    expect(error.message).toBe(`${operation}: aborted by the caller, before anything was sent`)
    expect([requests, tokens, error.attempts]).toEqual([[], 0, []])
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('sends nothing when its signal aborts while the token is fetched', async () => {
    const controller = new AbortController()
    const { fetch, requests } = answering(() => json(200, goodAnswers[operation]))
    const token = async (): Promise<string> => {
      controller.abort()
      return 'pit-token'
    }
    const call = calls[operation](createBlockSlotsClient({ ...once, token, fetch }), {
      signal: controller.signal,
    })
    expect(verdictOf(await failure(call))).toBe('aborted no now')
    await sleep(5)
    expect(requests).toEqual([])
  })

  test('sends nothing after its deadline, even if the token comes then', async () => {
    const { fetch, requests } = answering(() => json(200, goodAnswers[operation]))
    const token = (): Promise<string> => sleep(60, 'pit-token')
    const error = await failure(
      calls[operation](createBlockSlotsClient({ ...once, token, fetch, timeoutMs: 10 })),
    )
    expect(verdictOf(error)).toBe('deadline-exceeded no now')
    expect(error.message).toBe(`${operation}: no result within 10 ms, before anything was sent`)
    await sleep(100)
    expect(requests).toEqual([])
  })

  test('ends although neither token nor fetch settles', async () => {
    const never = (): Promise<never> => new Promise(() => {})
    const noToken = createBlockSlotsClient({ ...once, token: never, timeoutMs: 10 })
    expect(verdictOf(await failure(calls[operation](noToken)))).toBe('deadline-exceeded no now')
    const noAnswer = createBlockSlotsClient({ ...once, token: 'pit-token', fetch: never, timeoutMs: 10 })
    expect(rest(await failure(calls[operation](noAnswer)))).toBe(doubt(operation))
  })
})

describe('the deadline', () => {
  const code = async (client: BlockSlotsClient, options?: CallOptions): Promise<string> =>
    (await failure(client.calendar('x', options))).message

  test('of a call goes before that of its client, also when it is only mentioned', async () => {
    const fetch = (): Promise<never> => new Promise(() => {})
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', fetch, timeoutMs: 20 })
    expect(await code(client)).toBe('getCalendar: no result within 20 ms')
    expect(await code(client, { timeoutMs: 10 })).toBe('getCalendar: no result within 10 ms')
    expect(await code(client, { timeoutMs: undefined })).toBe('getCalendar: no result within 20 ms')
    expect(await code(client, { signal: undefined })).toBe('getCalendar: no result within 20 ms')
  })

  test('is the one the client was created with, although its options change later', async () => {
    const options = {
      token: 'pit-token',
      fetch: (): Promise<never> => new Promise(() => {}),
      timeoutMs: 10,
      // The tests before have used up much of the shared one.
      limiter: false as const,
    }
    const client = createBlockSlotsClient(options)
    options.timeoutMs = -1
    expect(await code(client)).toBe('getCalendar: no result within 10 ms')
  })

  test('leaves no timer behind, and no listener on a signal that lives on', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const { signal } = new AbortController()
    const before = timers()
    const good = createBlockSlotsClient({
      ...once,
      token: 'pit-token',
      fetch: async () => json(200, { succeeded: true }),
    })
    const bad = createBlockSlotsClient({ ...once, token: 'pit-token', fetch: async () => json(500, {}) })
    await Promise.all(Array.from({ length: 20 }, () => good.delete('x', { signal })))
    await Promise.all(Array.from({ length: 20 }, () => failure(bad.delete('x', { signal }))))
    expect(timers()).toBe(before)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

test.each(transports)(
  'a signal that aborts after the response changes nothing: $over',
  async ({ options }) => {
    const controller = new AbortController()
    const server = await httpServer((_, response) => response.end('{"succeeded":true}'))
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl: server.url, ...options })
    const deleted = await client.delete('x', { signal: controller.signal })
    controller.abort()
    expect(deleted.succeeded).toBe(true)
  },
)
