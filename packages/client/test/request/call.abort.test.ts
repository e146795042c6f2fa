import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { BlockSlotsClient, CallOptions, ClientOptions } from '../../src/index.ts'
import type { Fault } from '@block-slots/sandbox'
import { calendarBlock, failure, query, verdictOf } from '../support/service.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

const never = (): Promise<never> => new Promise(() => {})

/** Where a call can be when it is stopped, a second after it began. */
const places: readonly {
  readonly name: string
  readonly options?: Partial<ClientOptions>
  readonly faults?: readonly Fault[]
  readonly call: (client: BlockSlotsClient, options: CallOptions) => Promise<unknown>
  readonly verdict: string
  /** Number of requests that had been sent. */
  readonly sent: number
  /** True for a wait that is not begun when it would outlast the call. */
  readonly foreseen?: boolean
}[] = [
  {
    name: 'waits for the limiter',
    options: { limiter: { acquire: never } },
    call: (client, options) => client.create(calendarBlock, options),
    verdict: 'no now',
    sent: 0,
  },
  {
    name: 'waits for a token',
    options: { token: never },
    call: (client, options) => client.create(calendarBlock, options),
    verdict: 'no now',
    sent: 0,
  },
  {
    name: 'waits for an answer to a read',
    faults: [{ fault: 'stall' }],
    call: (client, options) => client.list(query, options),
    verdict: 'no now',
    sent: 1,
  },
  {
    name: 'waits for an answer to a create',
    faults: [{ fault: 'stall' }],
    call: (client, options) => client.create(calendarBlock, options),
    verdict: 'unknown never',
    sent: 1,
  },
  {
    name: 'waits for an answer to a delete',
    faults: [{ fault: 'stall' }],
    call: (client, options) => client.delete('0TkCdp9PfvLeWKYRRvIz', options),
    verdict: 'unknown after',
    sent: 1,
  },
  {
    name: 'reads the body of a create',
    faults: [{ fault: 'slow-body', byteIntervalMs: 300 }],
    call: (client, options) => client.create(calendarBlock, options),
    verdict: 'unknown never',
    sent: 1,
  },
  {
    name: 'reads the body of a refusal',
    faults: [{ fault: 'status', status: 422, body: { message: 'no' } }],
    options: { fetch: async () => new Response(new ReadableStream({ pull: never }), { status: 422 }) },
    call: (client, options) => client.create(calendarBlock, options),
    verdict: 'no never',
    sent: 1,
  },
  {
    name: 'waits for a backoff, or what a Retry-After asks for',
    faults: [{ fault: 'unavailable', retryAfter: 5 }],
    call: (client, options) => client.list(query, options),
    verdict: 'no now',
    sent: 1,
    foreseen: true,
  },
  {
    name: 'waits before it looks for a create',
    faults: [{ fault: 'unavailable', operation: 'createBlockSlot', retryAfter: 5 }],
    call: (client, options) => client.create(calendarBlock, options),
    verdict: 'unknown never',
    sent: 1,
    foreseen: true,
  },
  {
    name: 'waits for a create to appear',
    faults: [{ fault: 'reset', operation: 'createBlockSlot', commit: 'never' }],
    call: (client, options) => client.create(calendarBlock, options),
    verdict: 'unknown never',
    sent: 3,
  },
  {
    name: 'reads to settle a create',
    faults: [
      { fault: 'reset', operation: 'createBlockSlot' },
      { fault: 'stall', operation: 'listBlockedSlots' },
    ],
    call: (client, options) => client.create(calendarBlock, options),
    verdict: 'unknown never',
    sent: 2,
  },
  {
    name: 'reads to settle a create that was carried out',
    faults: [
      { fault: 'truncated', operation: 'createBlockSlot' },
      { fault: 'stall', operation: 'listBlockedSlots' },
    ],
    call: (client, options) => client.create(calendarBlock, options),
    verdict: 'unknown never',
    sent: 2,
  },
  {
    name: 'waits for a refused token to be tried again',
    faults: [{ fault: 'unauthorized' }],
    options: { token: tokenOnce() },
    call: (client, options) => client.list(query, options),
    verdict: 'no now',
    sent: 1,
  },
]

/** Gives a token the first time it is asked, and then nothing. */
function tokenOnce(): () => Promise<string> {
  let asked = 0
  return () => (asked++ % 2 === 0 ? Promise.resolve('pit-token') : never())
}

async function placed({ faults = [], options = {} }: (typeof places)[number]): Promise<World> {
  const world = await openWorld(options, { faults })
  if (typeof options.token === 'function' && faults.length > 0) {
    const fetch = async (): Promise<Response> => new Response('{"message":"Invalid JWT"}', { status: 401 })
    return { ...world, client: world.another({ ...options, fetch }) }
  }
  return world
}

describe('the deadline ends a call that', () => {
  test.each(places.filter(({ foreseen }) => foreseen !== true))('$name', async (place) => {
    const world = await placed(place)
    const since = world.clock.now()
    const error = await world.fail(place.call(world.client, { timeoutMs: 1000 }))
    expect(verdictOf(error)).toBe(`deadline-exceeded ${place.verdict}`)
    expect(error.message).toContain('no result within 1000 ms')
    expect(error.message.endsWith(', before anything was sent')).toBe(place.sent === 0)
    expect(error.attempts).toHaveLength(place.sent)
    expect(world.clock.now() - since).toBe(1000)
    expect('reconcile' in error).toBe(error.operation === 'createBlockSlot' && error.applied !== 'no')
  })
})

describe('a signal ends a call that', () => {
  test.each(places)('$name', async (place) => {
    const world = await placed(place)
    const controller = new AbortController()
    const stopped = failure(place.call(world.client, { signal: controller.signal }))
    await world.clock.advance(999)
    controller.abort(new Error('enough'))
    const error = await stopped
    expect(verdictOf(error)).toBe(`aborted ${place.verdict}`)
    expect(error.cause).toMatchObject({ message: 'enough' })
    expect(error.attempts).toHaveLength(place.sent)
    // Neither a timer nor a listener is left of the call; the service may have its own.
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    await world.clock.advance(200_000)
    expect(world.clock.pending()).toBe(0)
    expect(world.events.filter(({ type }) => type === 'attempt')).toHaveLength(place.sent)
  })

  test('has not begun, before anything is asked for', async () => {
    const world = await openWorld({ token: () => expect.unreachable() })
    const error = await world.fail(
      world.client.create(earlier, { signal: AbortSignal.abort(new Error('enough')) }),
    )
    expect(verdictOf(error)).toBe('aborted no now')
    expect(error.message).toBe('createBlockSlot: aborted by the caller, before anything was sent')
    expect(error.cause).toMatchObject({ message: 'enough' })
    expect(world.sandbox.audit).toEqual([])
  })
})

describe('without a deadline of its own', () => {
  test.each([
    ['a read', 60_000, 30_000, (client: BlockSlotsClient) => client.list(query)],
    ['a write', 180_000, 75_000, (client: BlockSlotsClient) => client.delete('0TkCdp9PfvLeWKYRRvIz')],
  ] as const)('%s ends after %i ms, and one request after %i ms', async (_, callMs, requestMs, call) => {
    const world = await openWorld({}, { faults: [{ fault: 'stall', on: 'every', commit: 'never' }] })
    const since = world.clock.now()
    expect((await world.fail(call(world.client))).code).toBe('deadline-exceeded')
    expect(world.clock.now() - since).toBe(callMs)
    const [first] = world.events
    expect(first).toMatchObject({ type: 'attempt', durationMs: requestMs })
    const once = world.another({ retry: false })
    const again = world.clock.now()
    await world.fail(call(once))
    expect(world.clock.now() - again).toBe(requestMs)
  })
})
