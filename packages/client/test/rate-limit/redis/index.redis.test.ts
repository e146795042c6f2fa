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
import { asking, permitOf } from '../../support/model.ts'
import { forced } from '../../support/refusal.ts'

const node = createClient({ url: inject('redis') })
const io = new Redis(inject('redis'), { lazyConnect: true })
const sends = {
  'node-redis': (args: string[]): Promise<unknown> => node.sendCommand(args),
  ioredis: ([command = '', ...args]: string[]): Promise<unknown> => io.call(command, ...args),
}
beforeAll(async () => {
  await Promise.all([node.connect(), io.connect()])
  // A server that is up for less than one window may have lost data, so it grants nothing.
  await sleep(2500)
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

test.concurrent.each(Object.entries(sends))('redisLimiter passes every check over %s', async (_, send) => {
  const passed = await testLimiter((settings) => redisLimiter({ ...settings, send }), { maxDelayMs: 600 })
  expect(passed.length).toBe(20)
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
  permitOf(await here({ key: shared })).release(response(429))
  await sleep(50)
  const start = systemClock.now()
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
  const dead = asking(make({ leaseMs: 1500 }), systemClock)
  await Promise.all(Array.from({ length: 5 }, () => dead({ key: shared })))
  const start = systemClock.now()
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

test.concurrent('after Redis was emptied or restarted, nothing is sent for one window', async ({
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
  expect(await delay()).toBeGreaterThan(900)
  expect(await delay()).toBeLessThan(500)
  await client.flushAll()
  expect(await delay()).toBeGreaterThan(900)
  await redis.kill()
  const error = await ask({ key: shared }).catch((failure: unknown) => failure)
  expect(isBlockSlotsError(error, 'store-unavailable')).toBe(true)
  expect(error).toMatchObject({ applied: 'no', retry: 'after' })
  await redis.start()
  // A command that the Redis client queued may have begun the window already.
  expect(await delay()).toBeGreaterThan(500)
})

test.concurrent('without Redis a process sends its share of the quota, and no more', async () => {
  const send = (): Promise<unknown> => Promise.reject(new Error('connection lost'))
  const ask = asking(make({ send, max: 20, onUnavailable: { processes: 4 } }), systemClock)
  let sent = 0
  for (let calls = 0; calls < 10; calls++) {
    void ask({ key: 'k' }).then((permit) => {
      sent++
      permitOf(permit).release(response(200))
    })
  }
  await sleep(500)
  expect(sent).toBe(5)
  await sleep(1000)
  expect(sent).toBe(10)
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
  { onUnavailable: 'pause' },
])('invalid options are refused: %o', (options) => {
  const given =
    typeof options === 'object' && options !== null && !('send' in options) && Object.keys(options).length > 0
  const all = given ? { send: sends.ioredis, ...options } : options
  expect(() => redisLimiter(forced(all))).toThrow('configure: ')
})
