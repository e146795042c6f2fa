import { getEventListeners } from 'node:events'
import { virtualClock } from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import { RequestController } from '../../src/abort.ts'
import { takeBudget } from '../../src/request/policy.ts'
import { createBlockSlotsClient } from '../../src/index.ts'
import type { Limiter, Permit, PermitOutcome } from '../../src/rate-limit/limiter.ts'
import { localLimiter } from '../../src/rate-limit/local.ts'
import { excerptError, readText } from '../../src/http/body.ts'
import { historyOf } from '../../src/create/history.ts'
import { defaultBaseUrl } from '../../src/options/connection.ts'
import { sharedBy } from '../../src/options/shared.ts'
import { watchRejections } from '../support/server.ts'
import { answeredBlock, calendarBlock, failure, json } from '../support/service.ts'

watchRejections()

test('a slot that is granted to a call after it has ended is given back', async () => {
  const settled: PermitOutcome[] = []
  let grant: (permit: Permit) => void = () => {}
  const limiter: Limiter = { acquire: () => new Promise((resolve) => (grant = resolve)) }
  const fetch = async (): Promise<Response> => json(201, answeredBlock)
  const client = createBlockSlotsClient({ token: 'pit-token', clock: virtualClock(), limiter, fetch })
  const controller = new AbortController()
  const call = failure(client.create(calendarBlock, { signal: controller.signal }))
  await new Promise((resolve) => setImmediate(resolve))
  controller.abort()
  expect((await call).code).toBe('aborted')
  grant({ release: (settlement) => settled.push(settlement) })
  await new Promise((resolve) => setImmediate(resolve))
  expect(settled).toEqual([{ sent: 'no' }])
})

test('a call that is aborted when it gets the probing permit does not block the others', async () => {
  const clock = virtualClock()
  const answers = [json(429, { message: 'no' }), json(201, answeredBlock)]
  const controller = new AbortController()
  const client = createBlockSlotsClient({
    token: 'pit-token',
    clock,
    limiter: localLimiter(),
    fetch: async () => answers.shift() ?? json(500, {}),
    onEvent: (event) => event.type === 'limit' && event.state === 'probing' && controller.abort(),
  })
  const refused = await clock.run(failure(client.create(calendarBlock, { signal: controller.signal })))
  expect(refused.code).toBe('aborted')
  const startedAt = clock.now()
  expect(await clock.run(client.create(calendarBlock))).toMatchObject({ outcome: 'created' })
  expect(clock.now() - startedAt).toBeLessThan(1000)
})

test('the number of retry budgets is bounded', () => {
  const { budgets } = sharedBy(virtualClock())
  for (let count = 0; count < 30_000; count++) {
    takeBudget(
      budgets,
      `location-${count} read`,
      { sends: 1, unauthorizedCount: 0, reconciles: 0, cost: 0 },
      { code: 'unavailable' },
    )
  }
  expect(budgets.size).toBeLessThanOrEqual(10_000)
  expect(budgets.size).toBeGreaterThan(8999)
  expect(budgets.has('location-29999 read')).toBe(true)
})

test('the number of remembered ids of equal blocks is bounded', async () => {
  const clock = virtualClock()
  let count = 0
  const fetch = async (): Promise<Response> => json(201, { ...answeredBlock, id: `block-${(count += 1)}` })
  const client = createBlockSlotsClient({ token: 'pit-token', clock, limiter: false, fetch })
  for (let made = 0; made < 10_500; made++) await client.create(calendarBlock)
  const shared = sharedBy(clock)
  const history = historyOf({ baseUrl: defaultBaseUrl, clock, shared, service: { sandbox: '' } })
  for (const remembered of [history.blocks]) {
    expect(remembered.size).toBeLessThanOrEqual(10_000)
    expect(remembered.size).toBeGreaterThan(8999)
    expect(JSON.stringify([...remembered]).length).toBeLessThan(2_500_000)
  }
  expect(shared.mutex.size).toBe(0)
})

test('equal blocks that wait for each other do not keep earlier results in memory', async () => {
  const clock = virtualClock()
  const fetch = async (): Promise<Response> => json(201, answeredBlock)
  const client = createBlockSlotsClient({ token: 'pit-token', clock, limiter: false, fetch })
  const calls = Array.from({ length: 50 }, () => client.create(calendarBlock))
  const [last] = sharedBy(clock).mutex.values()
  await Promise.all(calls)
  expect(JSON.stringify(await last?.end) ?? '').toBe('')
})

test.each([200, 500])(
  'a response with status %d that comes after the end of its call is not read',
  async (status) => {
    let answer: (response: Response) => void = () => {}
    let cancelled = false
    const fetch = (): Promise<Response> => new Promise((resolve) => (answer = resolve))
    const client = createBlockSlotsClient({
      token: 'pit-token',
      clock: virtualClock(),
      limiter: false,
      fetch,
    })
    const controller = new AbortController()
    const call = failure(client.create(calendarBlock, { signal: controller.signal }))
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    controller.abort()
    await call
    const body = new ReadableStream<Uint8Array>({
      async pull(stream) {
        await new Promise((resolve) => setTimeout(resolve, 1))
        stream.enqueue(new Uint8Array(1))
      },
      cancel: () => void (cancelled = true),
    })
    answer(new Response(body, { status }))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(cancelled).toBe(true)
  },
)

const bodies: Readonly<Record<string, () => ReadableStream<Uint8Array<ArrayBuffer>>>> = {
  'that is whole': () => new Blob(['{}']).stream(),
  'that breaks off': () => new ReadableStream({ pull: () => Promise.reject(new TypeError('terminated')) }),
  'that is too long': () =>
    new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(1_000_000)) }),
}

test.each(Object.entries(bodies))(
  'a body %s leaves nothing in the controller when it was read',
  async (_, body) => {
    const controller = new RequestController()
    await readText(new Response(body()), controller).catch(() => {})
    expect(controller.close).toBeUndefined()
    await excerptError(new Response(body(), { status: 500 }), controller)
    expect(controller.close).toBeUndefined()
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  },
)
