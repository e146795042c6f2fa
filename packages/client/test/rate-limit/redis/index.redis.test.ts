import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { systemClock } from '../../../src/clock.ts'
import { testLimiter } from '../../../src/conformance.ts'
import { isBlockSlotsError } from '../../../src/error.ts'
import type { PermitOutcome } from '../../../src/rate-limit/limiter.ts'
import { redisLimiter, type RedisLimiterOptions } from '../../../src/rate-limit/redis/index.ts'
import { startRedis } from '../../support/redis-server.ts'
import { fixedWindow } from '../../support/faulty.ts'
import { asking, mostWithin, permitOf } from '../../support/model.ts'
import { forced } from '../../support/refusal.ts'

const node = createClient({ url: inject('redis') })
const io = new Redis(inject('redis'), { lazyConnect: true })
const sends = {
  'node-redis': (args: string[]): Promise<unknown> => node.sendCommand(args),
  ioredis: ([command = '', ...args]: string[]): Promise<unknown> => io.call(command, ...args),
}
beforeAll(async () => {
  await Promise.all([node.connect(), io.connect()])
  // A server that is up for less than one window and five seconds may have lost data, so it grants nothing.
  await sleep(7500)
})
afterAll(() => {
  node.destroy()
  io.disconnect()
})

const none = new AbortController().signal
const sleep = (ms: number): Promise<void> => systemClock.sleep(ms, none)
const response = (status: number, fields: Record<string, string> = {}): PermitOutcome => ({
  sent: 'yes',
  status,
  headers: new Headers(fields),
})
const key = (): string => `https://service.test ${Math.random()}`
const make = (options: Partial<RedisLimiterOptions> = {}): ReturnType<typeof redisLimiter> =>
  redisLimiter({ send: sends['node-redis'], max: 5, intervalMs: 1000, ...options })

/** Sends a request, and waits until Redis knows that its response closes the quota. */
const close = (ask: ReturnType<typeof asking>, shared: string, outcome: PermitOutcome): Promise<void> =>
  new Promise((resolve, reject) => {
    ask({ key: shared, notify: () => resolve() }).then(
      (result) => permitOf(result).release(outcome),
      (error: unknown) => reject(error),
    )
  })

test.concurrent.each(Object.entries(sends))('redisLimiter passes every check over %s', async (_, send) => {
  const passed = await testLimiter((settings) => redisLimiter({ ...settings, send }), { maxDelayMs: 600 })
  expect(passed.length).toBe(22)
})

test.concurrent('testLimiter finds a fixed window in real time as well', async () => {
  await expect(testLimiter(fixedWindow, { maxDelayMs: 600 })).rejects.toThrow(
    'is not released keeps its slot',
  )
})

test.concurrent('two processes share one quota, one pause and one probe', async () => {
  const here = asking(make(), systemClock)
  const there = asking(make({ send: sends.ioredis }), {
    ...systemClock,
    now: () => systemClock.now() - 60_000,
  })
  const shared = key()
  const start = systemClock.now()
  await close(here, shared, response(429))
  const all = [here, here, there, there].map(async (ask) => {
    const permit = permitOf(await ask({ key: shared, withinMs: 20_000 }))
    return { permit, at: systemClock.now() - start }
  })
  const { permit, at } = await Promise.race(all)
  expect(at).toBeGreaterThan(900)
  await sleep(1200)
  let gone = 0
  for (const one of all) void one.then(() => gone++)
  await sleep(0)
  expect(gone).toBe(1)
  permit.release(response(200))
  await Promise.all(all)
})

test.concurrent('the slots of a process that died are free when its lease ends', async () => {
  const shared = key()
  // Before the slots are granted, since a reply may take long.
  const start = systemClock.now()
  const dead = asking(make({ leaseMs: 1500 }), systemClock)
  await Promise.all(Array.from({ length: 5 }, () => dead({ key: shared })))
  await asking(make({ leaseMs: 1500 }), systemClock)({ key: shared })
  expect(systemClock.now() - start).toBeGreaterThan(1400)
})

test.concurrent('all Redis keys of a quota are on one cluster node, expire, and may hold any name', async () => {
  const prefix = `prefix-${Math.random()}:`
  const ask = asking(make({ prefix }), systemClock)
  for (const name of ['{a}b', '}{', 'a b\u0000\r\n', '\ud800', '', 'ü'.repeat(1000)]) {
    permitOf(await ask({ key: name, priority: 'bulk' })).release(
      response(200, { 'x-ratelimit-remaining': '1' }),
    )
    permitOf(await ask({ key: name })).release(response(200))
    await sleep(50)
  }
  const keys = await io.keys(`${prefix}*`)
  expect(new Set(keys.map((name) => /^[^{]*\{([^{}]*)\}/.exec(name)?.[1])).size).toBe(6)
  for (const name of keys) {
    expect(await io.pttl(name)).toBeGreaterThan(0)
    expect(await io.pttl(name)).toBeLessThan(3_700_000)
  }
})

test.concurrent('scripts are sent in full to a server that does not know them', async () => {
  const ask = asking(make(), systemClock)
  permitOf(await ask({ key: key() })).release(response(200))
  await io.script('FLUSH')
  expect(await ask({ key: key() })).toHaveProperty('release')
})

test.concurrent('after Redis was emptied or restarted, nothing is sent for one window and five seconds', async ({
  onTestFinished,
}) => {
  const redis = await startRedis()
  onTestFinished(redis.stop)
  const client = createClient({ url: redis.url, socket: { reconnectStrategy: 20 } })
  client.on('error', () => {})
  onTestFinished(() => client.destroy())
  await client.connect()
  const ask = asking(make({ send: (args) => client.sendCommand(args), commandTimeoutMs: 300 }), systemClock)
  const shared = key()
  const delay = async (): Promise<number> => {
    const start = systemClock.now()
    permitOf(await ask({ key: shared })).release(response(200))
    await sleep(100)
    return systemClock.now() - start - 100
  }
  expect(await delay()).toBeGreaterThan(5900)
  expect(await delay()).toBeLessThan(500)
  await client.flushAll()
  expect(await delay()).toBeGreaterThan(5900)
  await redis.kill()
  const error = await ask({ key: shared }).catch((failure: unknown) => failure)
  expect(isBlockSlotsError(error, 'store-unavailable')).toBe(true)
  expect(error).toMatchObject({ applied: 'no', retry: 'after' })
  await redis.start()
  // A command that the Redis client queued may have begun the window already.
  expect(await delay()).toBeGreaterThan(5000)
})

test.concurrent('without Redis a process waits until earlier requests count no longer, then sends its share', async () => {
  const send = (): Promise<unknown> => Promise.reject(new Error('connection lost'))
  const ask = asking(make({ send, max: 20, onUnavailable: { processes: 4 } }), systemClock)
  const start = systemClock.now()
  const at: number[] = []
  const all = Array.from({ length: 10 }, async () => {
    const permit = permitOf(await ask({ key: 'k' }))
    at.push(systemClock.now() - start)
    permit.release(response(200))
  })
  await expect(ask({ key: 'k', withinMs: 5000 })).rejects.toMatchObject({ code: 'store-unavailable' })
  await Promise.all(all)
  expect(at[0]).toBeGreaterThan(5900)
  expect(mostWithin(at, 1000)).toBe(5)
})

test.concurrent('what Redis granted and is still in flight counts to the share of the process', async () => {
  let isLost = false
  const send = async (): Promise<string> => {
    if (isLost) throw new Error('connection lost')
    return '11111 - 20 0 0 0 0'
  }
  const ask = asking(make({ send, max: 20, onUnavailable: { processes: 4 } }), systemClock)
  const held = await Promise.all(Array.from({ length: 5 }, () => ask({ key: 'k' })))
  isLost = true
  let isGranted = false
  const next = ask({ key: 'k' }).then(() => (isGranted = true))
  await sleep(8000)
  expect(isGranted).toBe(false)
  for (const permit of held) permitOf(permit).release({ sent: 'no' })
  await next
})

test.concurrent('processes that lose Redis and send their shares keep the limit, as Redis is lost, flaps and returns', async ({
  onTestFinished,
}) => {
  const redis = await startRedis()
  onTestFinished(redis.stop)
  const at: number[] = []
  const shared = key()
  const asks = await Promise.all(
    [1, 2].map(async () => {
      const client = createClient({ url: redis.url, socket: { reconnectStrategy: 20 } })
      client.on('error', () => {})
      onTestFinished(() => client.destroy())
      await client.connect()
      const send = (args: string[]): Promise<unknown> => client.sendCommand(args)
      return asking(
        make({ send, max: 20, commandTimeoutMs: 200, onUnavailable: { processes: 2 } }),
        systemClock,
      )
    }),
  )
  const over = new AbortController()
  const caller = async (ask: (typeof asks)[number]): Promise<void> => {
    while (!over.signal.aborted) {
      const permit = permitOf(await ask({ key: shared }))
      await sleep(Math.random() * 100)
      at.push(systemClock.now())
      await sleep(Math.random() * 100)
      permit.release(response(200))
    }
  }
  const callers = asks.flatMap((ask) => Array.from({ length: 15 }, () => caller(ask)))
  const reached = async (count: number): Promise<void> => {
    const wanted = at.length + count
    while (at.length < wanted) await sleep(20)
  }
  await reached(40)
  await redis.kill()
  await reached(40)
  await redis.start()
  await reached(40)
  for (let flap = 0; flap < 3; flap++) {
    await redis.kill()
    await sleep(300)
    await redis.start()
    await sleep(300)
  }
  await reached(40)
  over.abort()
  await Promise.all(callers)
  expect(mostWithin(at, 1000)).toBeLessThanOrEqual(20)
})

test.concurrent('a quota that one process merged into another continues there for all processes', async () => {
  const [token, location] = [`${key()} #token`, key()]
  const [here, there, third] = [make(), make({ send: sends.ioredis }), make()]
  const held = [
    permitOf(await asking(here, systemClock)({ key: token })),
    permitOf(await asking(there, systemClock)({ key: token })),
    permitOf(await asking(third, systemClock)({ key: location })),
  ]
  here.merge?.(token, location)
  await asking(here, systemClock)({ key: token })
  // A process that knows nothing of the merge.
  await asking(there, systemClock)({ key: token })
  const full = new AbortController()
  const late = [
    [here, token],
    [there, token],
    [make(), token],
    [third, location],
  ] as const
  const granted: string[] = []
  const waiting = late.map(async ([limiter, name]) => {
    await asking(
      limiter,
      systemClock,
    )({ key: name, signal: full.signal }).then(
      () => granted.push(name),
      () => {},
    )
  })
  await sleep(1500)
  expect(granted).toEqual([])
  for (const permit of held) permit.release({ sent: 'no' })
  await sleep(1500)
  expect(granted.length).toBe(3)
  full.abort()
  await Promise.all(waiting)
})

test.concurrent('a token that is seen with two locations continues in neither, for all processes', async () => {
  const [token, one, two] = [`${key()} #token`, key(), key()]
  const [here, there] = [make(), make({ send: sends.ioredis })]
  here.merge?.(token, one)
  await asking(here, systemClock)({ key: token })
  there.merge?.(token, one)
  await asking(there, systemClock)({ key: token })
  // Both locations have their whole limit, less what counts to the first.
  here.merge?.(token, two)
  const start = systemClock.now()
  await Promise.all(Array.from({ length: 3 }, () => asking(there, systemClock)({ key: one })))
  const held = await Promise.all(Array.from({ length: 4 }, () => asking(here, systemClock)({ key: two })))
  expect(held.length).toBe(4)
  expect(systemClock.now() - start).toBeLessThan(900)
  // The token is counted apart when what was counted elsewhere has left the window.
  permitOf(await asking(here, systemClock)({ key: token })).release(response(200))
  expect(systemClock.now() - start).toBeGreaterThan(5900)
  // A third process learns of it with its first command, and takes the last slot of the location.
  const third = make()
  third.merge?.(token, two)
  await asking(third, systemClock)({ key: two })
  await Promise.all(Array.from({ length: 4 }, () => asking(third, systemClock)({ key: token })))
})

test.concurrent('a Retry-After below one window is tried by one probe, and by the next one after a window', async () => {
  const ask = asking(make({ intervalMs: 3000 }), systemClock)
  const shared = key()
  const short = response(429, { 'retry-after': '1' })
  const start = systemClock.now()
  await close(ask, shared, short)
  const waiting = [1, 2].map(async () => {
    const permit = permitOf(await ask({ key: shared }))
    return { permit, atMs: systemClock.now() - start }
  })
  const probe = await Promise.race(waiting)
  expect(probe.atMs).toBeGreaterThan(950)
  expect(probe.atMs).toBeLessThan(2900)
  probe.permit.release(short)
  const both = await Promise.all(waiting)
  expect(Math.max(...both.map(({ atMs }) => atMs)) - probe.atMs).toBeGreaterThan(2900)
})

test.concurrent('a slot that was granted before a merge elsewhere is released where the quota continues', async () => {
  const [token, location] = [`${key()} #token`, key()]
  const [here, there] = [make(), make()]
  const ask = asking(here, systemClock)
  const held = await Promise.all(Array.from({ length: 5 }, () => asking(there, systemClock)({ key: token })))
  here.merge?.(token, location)
  const next = ask({ key: location })
  await sleep(100)
  for (const permit of held) permitOf(permit).release(response(200))
  const at = systemClock.now()
  permitOf(await next)
  expect(systemClock.now() - at).toBeGreaterThan(900)
  // Nothing is left that only a lease would end.
  await Promise.all(Array.from({ length: 4 }, () => asking(make(), systemClock)({ key: token })))
})

test.concurrent('a waiter polls by its own timer when the request that polled for it has ended', async () => {
  const limiter = make({ max: 2, commandTimeoutMs: 300 })
  const shared = key()
  const ask = asking(limiter, systemClock)
  const held = [permitOf(await ask({ key: shared })), permitOf(await ask({ key: shared }))]
  let hasEnded = false
  const first = {
    now: systemClock.now,
    sleep: (ms: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        systemClock.sleep(ms, signal).then(
          () => hasEnded || resolve(),
          (error: unknown) => hasEnded || reject(error),
        )
      }),
  }
  const lost = asking(limiter, first)({ key: shared })
  await sleep(100)
  hasEnded = true
  const next = ask({ key: shared })
  for (const permit of held) permit.release({ sent: 'no' })
  expect(await Promise.all([lost, next])).toEqual([
    { release: expect.any(Function) },
    { release: expect.any(Function) },
  ])
})

test.concurrent('a server clock that is set back frees no slot early and holds none for longer', async () => {
  const prefix = `prefix-${Math.random()}:`
  const ask = asking(make({ prefix }), systemClock)
  for (let count = 0; count < 5; count++) permitOf(await ask({ key: 'k' })).release(response(200))
  await sleep(200)
  // As if all of it had happened by a clock that was an hour fast.
  for (const name of await io.keys(`${prefix}*`)) {
    if (name.endsWith('state')) await io.hincrby(name, 'at', 3_600_000)
    else for (const id of await io.zrange(name, 0, '-1')) await io.zincrby(name, 3_600_000, id)
  }
  const start = systemClock.now()
  permitOf(await ask({ key: 'k' }))
  expect(systemClock.now() - start).toBeGreaterThan(500)
})

test.concurrent('a Redis that never replies is unavailable after commandTimeoutMs', async () => {
  const send = (): Promise<unknown> => new Promise(() => {})
  const failure = asking(make({ send, commandTimeoutMs: 200 }), systemClock)()
  await expect(failure).rejects.toMatchObject({
    code: 'store-unavailable',
    cause: { message: 'no reply within 200 ms' },
  })
})

test.each([
  undefined,
  null,
  'x',
  {},
  { send: 5 },
  { max: 0 },
  { prefix: 5 },
  { leaseMs: 0 },
  { onUnavailable: { processes: 0 } },
  { max: 5, onUnavailable: { processes: 6 } },
  { onUnavailable: 'pause' },
])('invalid options are refused: %o', (options) => {
  const given =
    typeof options === 'object' && options !== null && !('send' in options) && Object.keys(options).length > 0
  const all = given ? { send: sends.ioredis, ...options } : options
  expect(() => redisLimiter(forced(all))).toThrow('configure: ')
})
