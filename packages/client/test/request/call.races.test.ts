import { describe, expect, test } from 'vitest'
import { createBlockSlotsClient, localLimiter } from '../../src/index.ts'
import { classifyTransportError } from '../../src/http/classify.ts'
import { failure, verdictOf } from '../support/service.ts'
import { virtualClock } from '../support/virtual.ts'
import { earlier as block, openWorld } from '../support/world.ts'

const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const query = { locationId: 'A', userId: 'u', startTime: 1, endTime: 2 }

test('abort while the response is read does not report applied: no', async () => {
  for (let hops = 0; hops < 20; hops++) {
    const stop = new AbortController()
    const abort = async (): Promise<void> => {
      for (let hop = 0; hop < hops; hop++) await Promise.resolve()
      stop.abort()
    }
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) =>
        controller.enqueue(new TextEncoder().encode(JSON.stringify({ ...block, id: 'b' }))),
      pull(controller) {
        controller.close()
        void abort()
      },
    })
    const fetch = async (): Promise<Response> => new Response(body, { status: 201 })
    const client = createBlockSlotsClient({ token: 'pit-x', fetch, limiter: false })
    const applied = await client.create(block, { signal: stop.signal }).then(
      () => 'yes',
      (error: unknown) => verdictOf(error as never).split(' ')[1],
    )
    expect(applied).toMatch(/^(yes|unknown)$/)
  }
})

test('the late response of a create that timed out does not end the one under way', async () => {
  const clock = virtualClock()
  const never = new AbortController().signal
  const stop = new AbortController()
  let posts = 0
  const other = { ...block, title: 'Another', id: 'o', endTime: '2021-06-24T04:00:00Z' }
  const later = { ...other, id: 'l', startTime: '2021-06-26T03:00:00Z', endTime: '2021-06-26T04:00:00Z' }
  const isWide = (url: string): boolean => {
    const { searchParams } = new URL(url)
    return Number(searchParams.get('endTime')) > Date.parse(later.startTime)
  }
  const fetch = async ({ method, url }: Request): Promise<Response> => {
    if (method === 'GET') return json({ events: isWide(url) ? [other, later] : [other] })
    if (++posts === 1) {
      await clock.sleep(160_000, never)
      return json({}, 404)
    }
    void clock.sleep(20_000, never).then(() => stop.abort())
    await clock.sleep(60_000, never)
    return json({ ...block, id: 'b' }, 201)
  }
  const client = createBlockSlotsClient({ token: 'pit-x', fetch, clock, limiter: false })
  const error = await clock.run(failure(client.create(block, { timeoutMs: 600_000, signal: stop.signal })))
  expect([posts, verdictOf(error)]).toEqual([2, 'aborted unknown never'])
})

test('a connection that lost its route leaves the outcome unknown', () => {
  for (const syscall of ['read', 'write']) {
    const cause = Object.assign(new Error(`${syscall} EHOSTUNREACH`), { code: 'EHOSTUNREACH', syscall })
    expect(classifyTransportError('createBlockSlot', new TypeError('fetch failed', { cause })).applied).toBe(
      'unknown',
    )
  }
})

test('a client that switches between sub-accounts keeps the limit of each', async () => {
  const client = createBlockSlotsClient({
    token: 'pit-x',
    fetch: async () => json({ events: [] }),
    limiter: localLimiter(),
  })
  for (const locationId of ['A', 'B', 'C', 'A', 'B', 'C']) {
    expect(await client.list({ ...query, locationId })).toEqual([])
  }
})

test('a response of a middleware takes no slot', async () => {
  const limiter = localLimiter({ max: 2 })
  const client = createBlockSlotsClient({ token: 'pit-x', fetch: async () => json({}), limiter })
  client.api.use({ onRequest: () => json({ events: [] }) })
  for (let call = 0; call < 5; call++) expect(await client.list(query, { timeoutMs: 1000 })).toEqual([])
})

describe('a block that may have been deleted since it was created', () => {
  test.each(['before-response', 'never'] as const)(
    'is there for `ensure` if it is (delete carried out: %s)',
    async (commit) => {
      const world = await openWorld()
      const made = await world.run(world.client.create(block))
      world.sandbox.setFaults([{ fault: 'stall', operation: 'deleteEvent', commit }])
      await world.fail(world.client.delete(made.id, { timeoutMs: 1000 }))
      world.sandbox.setFaults([])
      const ensured = await world.run(world.client.ensure(block))
      expect(world.sandbox.blocks().map(({ id }) => id)).toEqual([ensured.id])
    },
  )
})

test('an invalid permit that comes after the call is ignored', async () => {
  const stop = new AbortController()
  const acquire = (): Promise<never> =>
    new Promise((resolve) => void setTimeout(() => resolve(undefined as never), 20))
  const client = createBlockSlotsClient({ token: 'pit-x', fetch: async () => json({}), limiter: { acquire } })
  setTimeout(() => stop.abort(), 5)
  expect((await failure(client.calendar('x', { signal: stop.signal }))).code).toBe('aborted')
  await new Promise((resolve) => void setTimeout(resolve, 40))
})

test('a row whose title is no text does not invalidate the list', async () => {
  const fetch = async ({ method }: Request): Promise<Response> =>
    method === 'GET' ? json({ events: [{ ...block, id: 'o', title: 5 }] }) : json({ ...block, id: 'b' }, 201)
  // Of its own, since clients of one service and clock know of each other's blocks.
  const clock = virtualClock()
  const client = createBlockSlotsClient({ token: 'pit-x', fetch, clock, limiter: false })
  expect((await client.ensure(block)).outcome).toBe('created')
})

test('`findDuplicates` reports a block that was created after `reconcile` had reported it absent', async () => {
  const world = await openWorld({}, {})
  let late: Request | undefined
  const client = world.another({
    fetch: async (request) => {
      if (request.method !== 'POST' || late !== undefined) return world.sandbox.fetch(request)
      late = request.clone()
      throw new TypeError('reset')
    },
  })
  const seen = { ...block, startTime: '2021-06-26T03:30:00Z', endTime: '2021-06-26T04:30:00Z' }
  const first = createBlockSlotsClient({
    token: world.sandbox.token,
    fetch: world.sandbox.fetch,
    clock: world.clock,
  })
  await world.run(first.create(seen))
  const error = await world.fail(client.create(block, { onUnknown: 'throw' }))
  expect(await world.run(error.reconcile?.() ?? Promise.reject(error))).toBeUndefined()
  const made = await world.run(client.create(block))
  const { url = '', headers } = late ?? {}
  await world.run(
    world.sandbox.fetch(
      new Request(url, {
        method: 'POST',
        body: JSON.stringify(block),
        ...(headers === undefined ? {} : { headers }),
      }),
    ),
  )
  const [, , extra] = world.sandbox.blocks()
  await world.run(world.clock.sleep(600_000, new AbortController().signal))
  const { duplicates } = await world.run(client.findDuplicates())
  expect(duplicates).toEqual([{ duplicates: [extra?.id] }])
  expect(extra?.id).not.toBe(made.id)
})

test('a token provider that fails to list its secrets does not block a call', async () => {
  const get = async (): Promise<{ value: string; generation: number }> => ({ value: 'pit-x', generation: 1 })
  const secrets = (): never => {
    throw new Error('gone')
  }
  const token = { get, renew: async () => false, secrets }
  const fetch = (): Promise<never> => new Promise(() => {})
  const client = createBlockSlotsClient({ token, limiter: false, fetch })
  expect((await failure(client.calendar('x', { timeoutMs: 20 }))).code).toBe('deadline-exceeded')
})
