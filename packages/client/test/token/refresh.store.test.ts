import { describe, expect, test } from 'vitest'
import { createBlockSlotsClient } from '../../src/client.ts'
import { refreshingToken } from '../../src/token/refreshing-token.ts'
import type { TokenRecord, TokenStore } from '../../src/token/store.ts'
import { forced } from '../support/refusal.ts'
import { leaksOf } from '../support/scan.ts'
import { watchRejections } from '../support/server.ts'
import { calendarBlock, failure, verdictOf } from '../support/service.ts'
import {
  app,
  firstRefreshToken,
  createCaller,
  refresher,
  setupTokens,
  tokenServer,
} from '../support/tokens.ts'

watchRejections()

const dayMs = 86_399_000
describe('the store', () => {
  test('holds the marker before a request is sent, and the pair before it is used', async () => {
    const { clock, server, store } = setupTokens()
    const storedAtSend: unknown[] = []
    const watched = {
      fetch: async (request: Request) => {
        storedAtSend.push(await store.read('k'))
        return server.fetch(request)
      },
    }
    const provider = refreshingToken({ ...app, refreshToken: firstRefreshToken, store, key: 'k' })
    const value = await clock.run(createCaller(clock, watched, provider).get())
    expect(storedAtSend).toEqual([
      { generation: 1, refreshToken: firstRefreshToken, refreshStartedAt: clock.now() },
    ])
    const stored = await store.read('k')
    expect(stored).toMatchObject({ generation: 2, accessToken: value, expiresAt: clock.now() + dayMs })
    expect(stored).not.toHaveProperty('refreshStartedAt')
  })

  const broken = (store: TokenStore, fails: (record: TokenRecord) => boolean): TokenStore => ({
    ...store,
    write: (key, record, expected) =>
      fails(record)
        ? Promise.reject(new Error(`redis://user:hunter2-hunter2@host: ${record.refreshToken}`))
        : store.write(key, record, expected),
  })

  test('that cannot be written prevents the request', async () => {
    const { clock, server, store } = setupTokens()
    const { get, provider } = refresher(clock, server, { store: broken(store, () => true) })
    const error = await clock.run(failure(get()))
    expect(verdictOf(error)).toBe('store-unavailable no after')
    expect(server.count.requests).toBe(0)
    for (const text of [firstRefreshToken, 'hunter2-hunter2']) expect(leaksOf(error, text)).toEqual([])
    expect(provider.secrets()).toContain(firstRefreshToken)
  })

  test('that fails after the response gets the pair later, and the pair is not used before', async () => {
    const { clock, server, store } = setupTokens()
    let fails = true
    const { get } = refresher(clock, server, {
      store: broken(store, ({ accessToken }) => fails && accessToken !== undefined),
      key: 'k',
    })
    for (let again = 0; again < 3; again++) {
      expect(verdictOf(await clock.run(failure(get())))).toBe('store-unavailable no after')
    }
    expect(server.count).toMatchObject({ requests: 1, rotations: 1 })
    fails = false
    expect(await clock.run(get())).toBe(server.current())
    expect((await store.read('k'))?.accessToken).toBe(server.current())
    expect(server.count).toMatchObject({ requests: 1, rotations: 1, revocations: 0 })
  })

  test('gets the new pair although another process marked the record meanwhile', async () => {
    const { clock, server, store } = setupTokens()
    const one = refresher(clock, server, { store, key: 'k' })
    await clock.run(one.get())
    await clock.advance(dayMs)
    const interfering = {
      async fetch(request: Request) {
        const response = await server.fetch(request)
        const { generation = 0, ...stored } = (await store.read('k')) ?? {}
        await store.write(
          'k',
          { ...stored, generation: generation + 1, refreshStartedAt: clock.now() },
          generation,
        )
        return response
      },
    }
    Object.assign(one.request, interfering)
    expect(await clock.run(one.get())).toBe(server.current())
    expect((await store.read('k'))?.accessToken).toBe(server.current())
    expect(server.count).toMatchObject({ requests: 2, rotations: 2 })
  })

  test('that reports a failed write after saving is read, and its pair used', async () => {
    const { clock, server, store } = setupTokens()
    let hasFailed = false
    const misreporting: TokenStore = {
      ...store,
      async write(key, record, expected) {
        const wrote = await store.write(key, record, expected)
        if (record.accessToken === undefined || hasFailed) return wrote
        hasFailed = true
        throw new Error('connection closed')
      },
    }
    expect(await clock.run(refresher(clock, server, { store: misreporting }).get())).toBe(server.current())
    expect(server.count.requests).toBe(1)
  })

  test.each<[string, Partial<TokenStore>]>([
    ['cannot be read', { read: () => Promise.reject(new Error('down')) }],
    ['cannot be locked', { lock: () => Promise.reject(new Error('down')) }],
    ['holds something else', { read: async () => forced({ access_token: 'x' }) }],
    [
      'holds a record without a generation',
      { read: async () => forced({ refreshToken: 'x', generation: 'one' }) },
    ],
    [
      'holds a record with malformed used grants',
      { read: async () => forced({ generation: 1, usedGrants: 'deadbeef' }) },
    ],
    ['never accepts a write', { write: async () => false }],
  ])('that %s is unavailable, and no request is sent', async (_, part) => {
    const { clock, server, store } = setupTokens()
    const error = await clock.run(failure(refresher(clock, server, { store: { ...store, ...part } }).get()))
    expect(verdictOf(error)).toBe('store-unavailable no after')
    expect(server.count.requests).toBe(0)
  })

  test('whose lock stays taken ends the refresh after ten seconds', async () => {
    const { clock, server, store } = setupTokens()
    await store.lock?.('k', new AbortController().signal)
    const startedAt = clock.now()
    const error = await clock.run(failure(refresher(clock, server, { store, key: 'k' }).get()))
    expect(verdictOf(error)).toBe('store-unavailable no after')
    expect([clock.now() - startedAt, server.count.requests, clock.sleepers()]).toEqual([10_000, 0, 0])
  })

  const hangs = (): Promise<never> => new Promise(() => {})
  const throws = (): never => {
    throw new Error('no')
  }
  test.each<[string, Partial<TokenStore>]>([
    ['read hangs', { read: hangs }],
    ['write hangs', { write: hangs }],
    ['lock hangs', { lock: hangs }],
    ['read throws', { read: throws }],
    ['write throws', { write: throws }],
    ['lock throws', { lock: throws }],
  ])('whose %s ends a call within ten seconds', async (_, methods) => {
    const { clock, server, store } = setupTokens()
    const token = refreshingToken({
      ...app,
      refreshToken: firstRefreshToken,
      store: { ...store, ...methods },
    })
    const client = createBlockSlotsClient({ token, clock, fetch: server.fetch, limiter: false })
    const startedAt = clock.now()
    const error = await clock.run(failure(client.create(calendarBlock)))
    expect(verdictOf(error)).toBe('store-unavailable no after')
    expect(error.hint).toContain('the store')
    expect(error.detail).toMatch(/the token store cannot be (read|written|locked)/)
    expect(clock.now() - startedAt).toBeLessThanOrEqual(10_000)
    await clock.advance(0)
    expect(clock.sleepers()).toBe(0)
  })

  test('that hangs ends a call at its own limit, if that comes first', async () => {
    const { clock, server, store } = setupTokens()
    const token = refreshingToken({
      ...app,
      refreshToken: firstRefreshToken,
      store: { ...store, read: hangs },
    })
    const client = createBlockSlotsClient({ token, clock, fetch: server.fetch, limiter: false })
    const startedAt = clock.now()
    const error = await clock.run(failure(client.create(calendarBlock, { timeoutMs: 3000 })))
    expect([verdictOf(error), clock.now() - startedAt]).toEqual(['store-unavailable no after', 3000])
    expect(error.message).toBe(
      'createBlockSlot: no result within 3000 ms, before anything was sent; the token store has not responded',
    )
    const signal = AbortSignal.abort()
    expect((await failure(client.create(calendarBlock, { signal }))).code).toBe('aborted')
  })

  test('whose lock hangs at its release delays the token, and does not lose it', async () => {
    const { clock, server, store } = setupTokens()
    const { get } = refresher(clock, server, { store: { ...store, lock: async () => hangs }, key: 'k' })
    expect(await clock.run(get())).toBe(server.current())
  })

  test('whose lock is granted too late gets it back', async () => {
    const { clock, server, store } = setupTokens()
    let [grant, released] = [(): void => {}, 0]
    const lock = (): Promise<() => Promise<void>> =>
      new Promise((resolve) => {
        grant = () => resolve(async () => void (released += 1))
      })
    await clock.run(failure(refresher(clock, server, { store: { ...store, lock }, key: 'k' }).get()))
    grant()
    await clock.advance(0)
    expect(released).toBe(1)
  })

  test('takes precedence over the supplied refresh token, unless its own is missing or invalid', async () => {
    const { clock, server, store } = setupTokens()
    await clock.run(refresher(clock, server, { store, key: 'k' }).get())
    await clock.advance(dayMs)
    // A restart with a used-up token in its settings.
    await clock.run(refresher(clock, server, { store, key: 'k' }).get())
    expect(server.count).toMatchObject({ rotations: 2, revocations: 0 })
    // The app is uninstalled and installed again.
    await clock.advance(dayMs)
    server.revoke()
    const next = tokenServer(clock, { seed: 'refresh-of-a-new-install' })
    const both = {
      ...next,
      fetch: async (request: Request) =>
        (await request.clone().text()).includes('new-install') || server.count.requests > 2
          ? next.fetch(request)
          : server.fetch(request),
    }
    const { get } = refresher(clock, both, { store, key: 'k', refreshToken: 'refresh-of-a-new-install' })
    expect(await clock.run(get())).toBe(next.current())
    expect((await store.read('k'))?.accessToken).toBe(next.current())
  })
})
