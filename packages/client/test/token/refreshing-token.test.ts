import { describe, expect, test } from 'vitest'
import { locationToken } from '../../src/token/location-token.ts'
import { refreshingToken } from '../../src/token/refreshing-token.ts'
import { secret } from '../../src/token/secret.ts'
import { memoryStore } from '../../src/token/memory-store.ts'
import type { TokenRecord, TokenStore } from '../../src/token/store.ts'
import { forced } from '../support/refusal.ts'
import { leaksOf } from '../support/scan.ts'
import { watchRejections } from '../support/server.ts'
import { failure, json, verdictOf } from '../support/service.ts'
import {
  agencyToken,
  app,
  firstRefreshToken,
  party,
  refresher,
  testClock,
  tokenServer,
} from '../support/tokens.ts'

watchRejections()

const dayMs = 86_399_000
const setup = (options: Parameters<typeof tokenServer>[1] = {}) => {
  const clock = testClock()
  const server = tokenServer(clock, options)
  return { clock, server, store: memoryStore() }
}

describe('one renewal for all', () => {
  test('a thousand calls at once, at the start and at expiry, make one request each time', async () => {
    const { clock, server, store } = setup()
    const { get, events } = refresher(clock, server, { store })
    for (const rotations of [1, 2]) {
      const values = await clock.run(Promise.all(Array.from({ length: 1000 }, () => get())))
      expect(new Set(values)).toEqual(new Set([server.current()]))
      expect(server.count).toMatchObject({ requests: rotations, rotations })
      await clock.advance(dayMs)
    }
    expect(events.map(({ outcome }) => outcome)).toEqual(['renewed', 'renewed'])
  })

  test('providers over one store share it, with a lock and without', async () => {
    for (const locks of [true, false]) {
      const { clock, server, store } = setup()
      const { read, write } = store
      const shared: TokenStore = locks ? store : { read, write }
      const parties = Array.from({ length: 8 }, () => refresher(clock, server, { store: shared }))
      for (let rotation = 1; rotation <= 5; rotation++) {
        const values = await clock.run(Promise.all(parties.map(({ get }) => get())))
        expect(new Set(values)).toEqual(new Set([server.current()]))
        expect(server.count).toMatchObject({ requests: rotation, rotations: rotation, revocations: 0 })
        await clock.advance(dayMs)
      }
    }
  })

  test('it goes on when the caller that began it gives up', async () => {
    const { clock, server } = setup()
    server.fates.push('lost before')
    const { get } = refresher(clock, server)
    const controller = new AbortController()
    const first = get(controller.signal)
    const second = get()
    controller.abort(new Error('no patience'))
    await expect(first).rejects.toThrow('no patience')
    expect(await clock.run(second)).toBe(server.current())
    expect(server.count.requests).toBe(2)
    expect(clock.sleepers()).toBe(0)
  })

  test('a call that is aborted already waits for nothing', async () => {
    const { clock, server } = setup()
    server.fates.push('stall before')
    const { get } = refresher(clock, server)
    await expect(get(AbortSignal.abort(new Error('late')))).rejects.toThrow('late')
  })
})

describe('when', () => {
  test('a tenth of the life is left, the next token is fetched in the background', async () => {
    const { clock, server } = setup()
    const { get } = refresher(clock, server)
    const first = await clock.run(get())
    await clock.advance(dayMs * 0.87)
    expect([await get(), server.count.rotations]).toEqual([first, 1])
    await clock.advance(dayMs * 0.03 + 1)
    // The call that notices does not wait.
    expect(await get()).toBe(first)
    await clock.advance(0)
    expect(server.count.rotations).toBe(2)
    expect(await get()).toBe(server.current())
  })

  test('the moment is spread by a fifth over locations', async () => {
    const moments = new Set<number>()
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
      const { clock, server } = setup()
      const { get } = refresher(clock, server, { key })
      await clock.run(get())
      await clock.advance(dayMs * 0.88 - 1000)
      let step = 0
      for (; server.count.rotations < 2; step++) {
        await get()
        await clock.advance(dayMs / 500)
      }
      expect(step).toBeLessThan(12)
      moments.add(step)
    }
    expect(moments.size).toBeGreaterThan(4)
  })

  test('a minute is left, nothing is sent with the old one', async () => {
    const { clock, server } = setup()
    const { get } = refresher(clock, server)
    const first = await clock.run(get())
    await clock.advance(dayMs - 60_000)
    expect(await clock.run(get())).not.toBe(first)
  })

  test('the next cannot be had, the old one is used to its end, with pauses of 5 s to 5 min', async () => {
    const { clock, server } = setup()
    const { get, events } = refresher(clock, server)
    const first = await clock.run(get())
    server.fates.push(...Array.from({ length: 9999 }, () => () => json(503, { message: 'no' })))
    await clock.advance(dayMs * 0.9)
    const tries: number[] = []
    const begun = clock.now()
    while (clock.now() < begun + 1_200_000) {
      expect(await clock.run(get())).toBe(first)
      await clock.advance(1_000)
    }
    for (const { at } of events.slice(1)) tries.push(at - begun)
    const pauses = tries.slice(1).map((at, index) => Math.round((at - (tries[index] ?? 0)) / 1000))
    expect(pauses).toEqual([7, 12, 22, 42, 82, 162, 302, 302])
    await clock.advance(begun + dayMs * 0.1 - clock.now() - 30_000)
    expect(await clock.run(get())).toBe(first)
    await clock.advance(31_000)
    expect(verdictOf(await clock.run(failure(get())))).toBe('unavailable no after')
    server.fates.length = 0
    expect(await clock.run(get())).toBe(server.current())
  })

  test('the wall clock jumps by a year, a fresh token lives as long as it would have', async () => {
    const clock = testClock()
    const server = tokenServer(clock)
    server.skewMs = 365 * 86_400_000
    const { get } = refresher(clock, server)
    const first = await clock.run(get())
    server.skewMs = -server.skewMs
    await clock.advance(dayMs * 0.85)
    expect(await clock.run(get())).toBe(first)
  })

  test('a stored token is judged by the clock of the service, however wrong ours is', async () => {
    for (const skewMs of [-86_400_000, 86_400_000]) {
      const { clock, server, store } = setup()
      server.skewMs = skewMs
      await clock.run(refresher(clock, server, { store }).get())
      const other = refresher(clock, server, { store })
      other.provider.observe?.(new Date(clock.now() + skewMs).toUTCString(), clock.now(), clock.now())
      expect(await clock.run(other.get())).toBe(server.current())
      expect(server.count.rotations).toBe(1)
      await clock.advance(dayMs - 60_000)
      await clock.run(other.get())
      expect(server.count.rotations).toBe(2)
    }
  })
})

describe('a refused token', () => {
  test('is renewed once a minute at most, however many are refused', async () => {
    const { clock, server, store } = setup()
    let reads = 0
    const counted: TokenStore = { ...store, read: (key) => ((reads += 1), store.read(key)) }
    const { get, renew } = refresher(clock, server, { store: counted })
    const first = await clock.run(get())
    expect(await clock.run(Promise.all(Array.from({ length: 100 }, () => renew(first))))).not.toContain(false)
    expect(server.count.rotations).toBe(2)
    const second = await get()
    expect(await renew(first)).toBe(true)
    await clock.advance(59_000)
    reads = 0
    expect(await renew(second)).toBe(false)
    // Not even the store is asked.
    expect(reads).toBe(0)
    await clock.advance(1_000)
    expect(await clock.run(renew(second))).toBe(true)
    expect(server.count.rotations).toBe(3)
  })

  test('is not renewed when another process did', async () => {
    const { clock, server, store } = setup()
    const [one, other] = [refresher(clock, server, { store }), refresher(clock, server, { store })]
    const first = await clock.run(one.get())
    await clock.run(other.get())
    await clock.run(one.renew(first))
    expect(await clock.run(other.renew(first))).toBe(true)
    expect(await other.get()).toBe(server.current())
    expect(server.count.rotations).toBe(2)
    expect(other.events.at(-1)?.outcome).toBe('adopted')
    // Neither does the next one refuse to be the last of this minute.
    const second = await other.get()
    await clock.advance(10_000)
    expect(await clock.run(other.renew(second))).toBe(false)
    expect(server.count.rotations).toBe(2)
    const third = refresher(clock, server, { store })
    await clock.run(third.get())
    expect(await clock.run(third.renew(second))).toBe(false)
    expect(server.count.rotations).toBe(2)
  })
})

describe('an answer that is lost', () => {
  test.each([0, 10_000])(
    'before the server read it: sent again, and the grant lives (grace %i)',
    async (graceMs) => {
      const { clock, server } = setup({ graceMs })
      server.fates.push('lost before', 'lost before')
      expect(await clock.run(refresher(clock, server).get())).toBe(server.current())
      expect(server.count).toMatchObject({ requests: 3, rotations: 1, revocations: 0 })
    },
  )

  test('after it was carried out: the same pair comes again within the grace', async () => {
    const { clock, server, store } = setup({ graceMs: 10_000 })
    server.fates.push('lost after', 'lost after')
    expect(await clock.run(refresher(clock, server, { store }).get())).toBe(server.current())
    expect(server.count).toMatchObject({ requests: 3, rotations: 1, repeats: 2, revocations: 0 })
  })

  test('after it was carried out, without a grace: a person is needed, and the store is left alone', async () => {
    const { clock, server, store } = setup()
    server.fates.push('lost after')
    const { get } = refresher(clock, server, { store, key: 'k' })
    const error = await clock.run(failure(get()))
    expect(verdictOf(error)).toBe('reauthorization-required no never')
    expect(error.hint).toContain('Install the app again')
    expect(await store.read('k')).toMatchObject({ refreshToken: firstRefreshToken })
    // It is not knocked at the door again for every call.
    await clock.run(failure(get()))
    expect(server.count.requests).toBe(2)
  })

  test('three times: given up, with the same token kept for the next call', async () => {
    const { clock, server } = setup({ graceMs: 60_000 })
    server.fates.push('lost after', 'lost before', 'lost before')
    const { get } = refresher(clock, server)
    expect(verdictOf(await clock.run(failure(get())))).toBe('unavailable no after')
    expect(server.count.requests).toBe(3)
    expect(await clock.run(get())).toBe(server.current())
    expect(server.count).toMatchObject({ rotations: 1, revocations: 0 })
  })

  test('for thirty seconds: given up, and not sent again in the same renewal', async () => {
    const { clock, server } = setup()
    server.fates.push('stall before')
    const error = await clock.run(failure(refresher(clock, server).get()))
    expect(verdictOf(error)).toBe('unavailable no after')
    expect(String(error.cause)).toContain('no result within 30000 ms')
    expect([server.count.requests, clock.sleepers()]).toEqual([1, 0])
  })

  test('and the process dies: the next one asks again with the same token', async () => {
    const { clock, server, store } = setup({ graceMs: 10_000 })
    const dying: TokenStore = {
      ...store,
      write: (key, grant, expected) =>
        grant.accessToken === undefined ? store.write(key, grant, expected) : new Promise(() => {}),
      lock: async () => async () => {},
    }
    void refresher(clock, server, { store: dying, key: 'k' })
      .get()
      .catch(() => {})
    await clock.advance(5_000)
    expect(await store.read('k')).toMatchObject({
      refreshToken: firstRefreshToken,
      refreshStartedAt: expect.any(Number),
    })
    expect(await clock.run(refresher(clock, server, { store, key: 'k' }).get())).toBe(server.current())
    expect(server.count).toMatchObject({ rotations: 1, repeats: 1, revocations: 0 })
  })
})

describe('a store', () => {
  test('has the marker before anything is sent, and the pair before it is used', async () => {
    const { clock, server, store } = setup()
    const seen: unknown[] = []
    const watched = {
      fetch: async (request: Request) => {
        seen.push(['sent', await store.read('k')])
        return server.fetch(request)
      },
    }
    const provider = refreshingToken({ ...app, refreshToken: firstRefreshToken, store, key: 'k' })
    const value = await clock.run(party(clock, watched, provider).get())
    expect(seen).toEqual([
      ['sent', { generation: 1, refreshToken: firstRefreshToken, refreshStartedAt: clock.now() }],
    ])
    const stored = await store.read('k')
    expect(stored).toMatchObject({ generation: 2, accessToken: value, expiresAt: clock.now() + dayMs })
    expect(stored).not.toHaveProperty('refreshStartedAt')
  })

  const broken = (store: TokenStore, fails: (grant: TokenRecord) => boolean): TokenStore => ({
    ...store,
    write: (key, grant, expected) =>
      fails(grant)
        ? Promise.reject(new Error(`redis://user:hunter2-hunter2@host: ${grant.refreshToken}`))
        : store.write(key, grant, expected),
  })

  test('that cannot be written: nothing is sent', async () => {
    const { clock, server, store } = setup()
    const { get, provider } = refresher(clock, server, { store: broken(store, () => true) })
    const error = await clock.run(failure(get()))
    expect(verdictOf(error)).toBe('store-unavailable no after')
    expect(server.count.requests).toBe(0)
    for (const word of [firstRefreshToken, 'hunter2-hunter2']) expect(leaksOf(error, word)).toEqual([])
    expect(provider.secrets()).toContain(firstRefreshToken)
  })

  test('that fails between answer and save: the pair is kept and saved later, and not used before', async () => {
    const { clock, server, store } = setup()
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

  test('that somebody else marked meanwhile, as if we were dead: the new pair is stored all the same', async () => {
    const { clock, server, store } = setup()
    const one = refresher(clock, server, { store, key: 'k' })
    await clock.run(one.get())
    await clock.advance(dayMs)
    const intruding = {
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
    Object.assign(one.request, intruding)
    expect(await clock.run(one.get())).toBe(server.current())
    expect((await store.read('k'))?.accessToken).toBe(server.current())
    expect(server.count).toMatchObject({ requests: 2, rotations: 2 })
  })

  test('that says it failed although it saved: what it has is used', async () => {
    const { clock, server, store } = setup()
    let lied = false
    const lying: TokenStore = {
      ...store,
      async write(key, grant, expected) {
        const wrote = await store.write(key, grant, expected)
        if (grant.accessToken === undefined || lied) return wrote
        lied = true
        throw new Error('connection closed')
      },
    }
    expect(await clock.run(refresher(clock, server, { store: lying }).get())).toBe(server.current())
    expect(server.count.requests).toBe(1)
  })

  test.each<[string, Partial<TokenStore>]>([
    ['cannot be read', { read: () => Promise.reject(new Error('down')) }],
    ['cannot be locked', { lock: () => Promise.reject(new Error('down')) }],
    ['holds something else', { read: async () => forced({ access_token: 'x' }) }],
    [
      'holds a grant without a generation',
      { read: async () => forced({ refreshToken: 'x', generation: 'one' }) },
    ],
    [
      'holds a record with malformed used grants',
      { read: async () => forced({ generation: 1, usedGrants: 'deadbeef' }) },
    ],
    ['never lets anybody write', { write: async () => false }],
  ])('that %s is unavailable, and nothing is sent', async (_, part) => {
    const { clock, server, store } = setup()
    const error = await clock.run(failure(refresher(clock, server, { store: { ...store, ...part } }).get()))
    expect(verdictOf(error)).toBe('store-unavailable no after')
    expect(server.count.requests).toBe(0)
  })

  test('that is never locked: given up after two minutes', async () => {
    const { clock, server, store } = setup()
    await store.lock?.('k', new AbortController().signal)
    const begun = clock.now()
    await clock.run(
      refresher(clock, server, { store, key: 'k' })
        .get()
        .catch(() => {}),
    )
    expect([clock.now() - begun, server.count.requests, clock.sleepers()]).toEqual([120_000, 0, 0])
  })

  test('goes before the refresh token that was passed, which counts only where there is none or a dead one', async () => {
    const { clock, server, store } = setup()
    await clock.run(refresher(clock, server, { store, key: 'k' }).get())
    await clock.advance(dayMs)
    // A restart with the first token of long ago in its settings.
    await clock.run(refresher(clock, server, { store, key: 'k' }).get())
    expect(server.count).toMatchObject({ rotations: 2, revocations: 0 })
    // Uninstalled, and installed again.
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

describe('a malformed answer', () => {
  const good = {
    access_token: 'access-ok-0123456789',
    expires_in: 100,
    refresh_token: 'refresh-next-0123456789',
  }
  test.each<[string, () => Response]>([
    ['HTML', () => new Response('<html>moved</html>', { status: 200 })],
    ['nothing', () => new Response(null, { status: 200 })],
    ['no token', () => json(200, { ...good, access_token: undefined })],
    ['a token with a line break', () => json(200, { ...good, access_token: 'a\r\nb' })],
    ['a list', () => json(200, [good])],
    ['a token behind 100 kB', () => json(200, { padding: 'x'.repeat(100_000), ...good })],
  ])('%s loses nothing: the same refresh token goes again', async (_, answer) => {
    const { clock, server, store } = setup()
    server.fates.push(answer, answer, answer)
    const { get } = refresher(clock, server, { store, key: 'k' })
    const error = await clock.run(failure(get()))
    expect(verdictOf(error)).toBe('invalid-response no after')
    expect(leaksOf(error, good.refresh_token)).toEqual([])
    expect(await store.read('k')).toMatchObject({ refreshToken: firstRefreshToken })
    expect(await clock.run(get())).toBe(server.current())
  })

  test.each([Number.NaN, undefined, null, -5, 0, '', 'soon', {}])(
    'a life of %s is taken for an hour, and the pair is kept',
    async (expiresIn) => {
      const { clock, server, store } = setup()
      server.expiresIn = expiresIn
      const { get } = refresher(clock, server, { store, key: 'k' })
      const first = await clock.run(get())
      expect(await store.read('k')).toMatchObject({ expiresAt: clock.now() + 3_600_000 })
      await clock.advance(3_000_000)
      expect(await get()).toBe(first)
    },
  )

  test.each([1e12, 1e308, '1e400'])('a life of %s is taken for a day', async (expiresIn) => {
    const { clock, server, store } = setup()
    server.expiresIn = expiresIn
    await clock.run(refresher(clock, server, { store, key: 'k' }).get())
    expect(await store.read('k')).toMatchObject({ expiresAt: clock.now() + 86_400_000 })
  })

  test('a life of half a minute is used for most of it', async () => {
    const { clock, server } = setup()
    server.expiresIn = 30
    const { get } = refresher(clock, server)
    const first = await clock.run(get())
    await clock.advance(25_000)
    expect([await get(), server.count.requests]).toEqual([first, 1])
    await clock.advance(3_000)
    expect(await clock.run(get())).not.toBe(first)
  })

  test('without a refresh token keeps the old one', async () => {
    const { clock, server, store } = setup()
    server.fates.push(() => json(200, { access_token: 'access-only-0123456789', expires_in: 100 }))
    expect(await clock.run(refresher(clock, server, { store, key: 'k' }).get())).toBe(
      'access-only-0123456789',
    )
    expect(await store.read('k')).toMatchObject({ refreshToken: firstRefreshToken })
  })
})

describe('a refusal', () => {
  test.each<[string, () => Response, string]>([
    ['of the client', () => json(401, { error: 'invalid_client' }), 'unauthenticated no after-reauth'],
    ['with too many requests', () => json(429, {}, { 'retry-after': '20' }), 'rate-limited no after'],
    [
      'that is a redirect',
      () => new Response(null, { status: 302, headers: { location: 'https://evil.test' } }),
      'invalid-response no never',
    ],
    ['of the form', () => json(422, { message: ['client_id must be a string'] }), 'rejected no never'],
  ])('%s is told, and not sent again', async (_, answer, verdict) => {
    const { clock, server } = setup()
    server.fates.push(answer)
    expect(verdictOf(await clock.run(failure(refresher(clock, server).get())))).toBe(verdict)
    expect(server.count.requests).toBe(1)
  })

  test('with too many requests is heeded by all calls until it says', async () => {
    const { clock, server } = setup()
    server.fates.push(() => json(429, {}, { 'retry-after': '20' }))
    const { get } = refresher(clock, server)
    const { retryAt } = await clock.run(failure(get()))
    expect(retryAt).toBe(clock.now() + 20_000)
    await clock.advance(19_000)
    await failure(get())
    expect(server.count.requests).toBe(1)
    await clock.advance(1_000)
    expect(await clock.run(get())).toBe(server.current())
  })

  test.each<[number, unknown]>([
    [400, { error: 'invalid_grant' }],
    [401, { error: 'UnAuthorized!', error_description: 'This refresh token is invalid' }],
    [400, { message: 'Invalid refresh token', statusCode: 400 }],
  ])('of the refresh token with %i asks for a person', async (status, body) => {
    const { clock, server } = setup()
    server.fates.push(() => json(status, body))
    const error = await clock.run(failure(refresher(clock, server).get()))
    expect(verdictOf(error)).toBe('reauthorization-required no never')
  })

  test('of the refresh token, when somebody else was first: theirs is used', async () => {
    const { clock, server, store } = setup()
    server.fates.push(() => {
      void store.write(
        'k',
        {
          generation: 2,
          accessToken: 'theirs',
          refreshToken: 'next',
          issuedAt: clock.now(),
          expiresAt: clock.now() + dayMs,
        },
        1,
      )
      return json(400, { error: 'invalid_grant' })
    })
    const { get, events } = refresher(clock, server, { store, key: 'k' })
    expect(await clock.run(get())).toBe('theirs')
    expect(server.count.requests).toBe(1)
    expect(events).toEqual([])
  })

  test('of the refresh token, with an exchange: a token is made by the agency', async () => {
    const { clock, server, store } = setup()
    server.revoke()
    const exchange = locationToken({ companyId: 'c', locationId: 'l', agency: agencyToken })
    const { get, renew, provider } = refresher(clock, server, { store, key: 'k', fallback: exchange })
    const first = await clock.run(get())
    expect([first, server.count.minted]).toEqual([server.current(), 1])
    expect(await clock.run(get())).toBe(first)
    expect(server.count).toMatchObject({ minted: 1, requests: 2 })
    expect(provider.secrets()).toEqual(expect.arrayContaining([first, agencyToken, app.clientSecret]))
    expect(await clock.run(renew(first))).toBe(true)
    expect(await clock.run(get())).toBe(server.current())
    // A person installed the app again, and another process has the pair.
    await clock.advance(300_000)
    const { generation = 0 } = (await store.read('k')) ?? {}
    const grant = {
      generation: generation + 1,
      accessToken: 'again',
      issuedAt: clock.now(),
      expiresAt: clock.now() + dayMs,
    }
    await store.write('k', grant, generation)
    expect(await clock.run(get())).toBe('again')
  })
})

test('a code is exchanged once, and its tokens are kept', async () => {
  const { clock, server, store } = setup({ seed: 'code-0123456789' })
  const options = {
    ...app,
    code: secret('code-0123456789'),
    redirectUri: 'https://app.test/cb',
    store,
    key: 'k',
  }
  server.fates.push(
    () => json(503, {}),
    () => json(503, {}),
    () => json(503, {}),
  )
  const one = party(clock, server, refreshingToken(options))
  await clock.run(failure(one.get()))
  expect(await clock.run(one.get())).toBe(server.current())
  expect(Object.fromEntries(server.forms.at(-1) ?? [])).toEqual({
    client_id: app.clientId,
    client_secret: app.clientSecret,
    grant_type: 'authorization_code',
    code: 'code-0123456789',
    redirect_uri: 'https://app.test/cb',
    user_type: 'Location',
  })
  expect(one.provider.locationId?.()).toBe('C2QujeCh8ZnC7al2InWR')
  await clock.advance(dayMs)
  expect(await clock.run(party(clock, server, refreshingToken(options)).get())).toBe(server.current())
  expect(server.count).toMatchObject({ rotations: 2, revocations: 0 })
})

test('nothing that is given and nothing that comes shows in the provider or its events', async () => {
  const { clock, server, store } = setup()
  const { get, provider, events } = refresher(clock, server, {
    store,
    clientSecret: secret(app.clientSecret),
  })
  const value = await clock.run(get())
  const { refreshToken = '' } = (await store.read(app.clientId)) ?? {}
  const { secrets: _, ...rest } = provider
  for (const word of [value, refreshToken, firstRefreshToken, app.clientSecret]) {
    expect(leaksOf(rest, word)).toEqual([])
    expect(leaksOf(events, word)).toEqual([])
    expect(provider.secrets()).toContain(word)
  }
})

test.each<[string, object]>([
  ['clientId is empty', { clientId: '' }],
  ['clientSecret must be a string', { clientSecret: undefined }],
  ['clientSecret holds a blank', { clientSecret: secret('a b') }],
  ['key must be a non-empty string', { key: '' }],
  ['pass refreshToken or code, not both', { code: 'code' }],
  ['userType must be', { userType: 'Agency' }],
  ['redirectUri must be a string', { redirectUri: 7 }],
  ['store must be a token store', { store: {} }],
  ['the token must be a string', { fallback: {} }],
])('an option that cannot be used is refused: %s', (words, options) => {
  const make = (): unknown => refreshingToken(forced({ ...app, refreshToken: 'r', ...options }))
  expect(make).toThrow(words)
  expect(make).toThrow(expect.objectContaining({ code: 'invalid-input' }))
})
