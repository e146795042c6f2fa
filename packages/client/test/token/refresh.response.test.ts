import { describe, expect, test } from 'vitest'
import { locationToken } from '../../src/token/location-token.ts'
import type { TokenStore } from '../../src/token/store.ts'
import { leaksOf } from '../support/scan.ts'
import { watchRejections } from '../support/server.ts'
import { failure, json, verdictOf } from '../support/service.ts'
import { agencyToken, app, firstRefreshToken, refresher, setupTokens } from '../support/tokens.ts'

watchRejections()

const dayMs = 86_399_000
describe('a lost response', () => {
  test.each([0, 10_000])(
    'to an unread request is requested again with the same grant (grace period %i)',
    async (graceMs) => {
      const { clock, server } = setupTokens({ graceMs })
      server.fates.push('lost before', 'lost before')
      expect(await clock.run(refresher(clock, server).get())).toBe(server.current())
      expect(server.count).toMatchObject({ requests: 3, rotations: 1, revocations: 0 })
    },
  )

  test('to a rotation is requested again, and the server repeats the pair within its grace period', async () => {
    const { clock, server, store } = setupTokens({ graceMs: 10_000 })
    server.fates.push('lost after', 'lost after')
    expect(await clock.run(refresher(clock, server, { store }).get())).toBe(server.current())
    expect(server.count).toMatchObject({ requests: 3, rotations: 1, repeats: 2, revocations: 0 })
  })

  test('to a rotation without a grace period requires reauthorization, and leaves the store unchanged', async () => {
    const { clock, server, store } = setupTokens()
    server.fates.push('lost after')
    const { get } = refresher(clock, server, { store, key: 'k' })
    const error = await clock.run(failure(get()))
    expect(verdictOf(error)).toBe('reauthorization-required no never')
    expect(error.hint).toContain('Install the app again')
    expect(await store.read('k')).toMatchObject({ refreshToken: firstRefreshToken })
    // The invalid grant is not sent again for every call.
    await clock.run(failure(get()))
    expect(server.count.requests).toBe(2)
  })

  test('ends the refresh after three attempts, and the next call sends the same grant', async () => {
    const { clock, server } = setupTokens({ graceMs: 60_000 })
    server.fates.push('lost after', 'lost before', 'lost before')
    const { get } = refresher(clock, server)
    expect(verdictOf(await clock.run(failure(get())))).toBe('unavailable no after')
    expect(server.count.requests).toBe(3)
    expect(await clock.run(get())).toBe(server.current())
    expect(server.count).toMatchObject({ rotations: 1, revocations: 0 })
  })

  test('after thirty seconds is not requested again in the same refresh', async () => {
    const { clock, server } = setupTokens()
    server.fates.push('stall before')
    const error = await clock.run(failure(refresher(clock, server).get()))
    expect(verdictOf(error)).toBe('unavailable no after')
    expect(String(error.cause)).toContain('no result within 30000 ms')
    expect([server.count.requests, clock.sleepers()]).toEqual([1, 0])
  })

  test('of a process that dies is requested again by the next one', async () => {
    const { clock, server, store } = setupTokens({ graceMs: 10_000 })
    const dying: TokenStore = {
      ...store,
      write: (key, record, expected) =>
        record.accessToken === undefined ? store.write(key, record, expected) : new Promise(() => {}),
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

describe('a malformed response', () => {
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
  ])('with %s loses nothing: the same refresh token is sent again', async (_, respond) => {
    const { clock, server, store } = setupTokens()
    server.fates.push(respond, respond, respond)
    const { get } = refresher(clock, server, { store, key: 'k' })
    const error = await clock.run(failure(get()))
    expect(verdictOf(error)).toBe('invalid-response no after')
    expect(leaksOf(error, good.refresh_token)).toEqual([])
    expect(await store.read('k')).toMatchObject({ refreshToken: firstRefreshToken })
    expect(await clock.run(get())).toBe(server.current())
  })

  test.each([Number.NaN, undefined, null, -5, 0, '', 'soon', {}])(
    'with a lifetime of %s counts as an hour, and the pair is stored',
    async (expiresIn) => {
      const { clock, server, store } = setupTokens()
      server.expiresIn = expiresIn
      const { get } = refresher(clock, server, { store, key: 'k' })
      const first = await clock.run(get())
      expect(await store.read('k')).toMatchObject({ expiresAt: clock.now() + 3_600_000 })
      await clock.advance(3_000_000)
      expect(await get()).toBe(first)
    },
  )

  test.each([1e12, 1e308, '1e400'])('with a lifetime of %s counts as a day', async (expiresIn) => {
    const { clock, server, store } = setupTokens()
    server.expiresIn = expiresIn
    await clock.run(refresher(clock, server, { store, key: 'k' }).get())
    expect(await store.read('k')).toMatchObject({ expiresAt: clock.now() + 86_400_000 })
  })

  test('with a lifetime of half a minute is used for most of it', async () => {
    const { clock, server } = setupTokens()
    server.expiresIn = 30
    const { get } = refresher(clock, server)
    const first = await clock.run(get())
    await clock.advance(25_000)
    expect([await get(), server.count.requests]).toEqual([first, 1])
    await clock.advance(3_000)
    expect(await clock.run(get())).not.toBe(first)
  })

  test('without a refresh token keeps the old one', async () => {
    const { clock, server, store } = setupTokens()
    server.fates.push(() => json(200, { access_token: 'access-only-0123456789', expires_in: 100 }))
    expect(await clock.run(refresher(clock, server, { store, key: 'k' }).get())).toBe(
      'access-only-0123456789',
    )
    expect(await store.read('k')).toMatchObject({ refreshToken: firstRefreshToken })
  })
})

describe('a rejected request', () => {
  test.each<[string, () => Response, string]>([
    ['for the client', () => json(401, { error: 'invalid_client' }), 'unauthenticated no after-reauth'],
    ['for too many requests', () => json(429, {}, { 'retry-after': '20' }), 'rate-limited no after'],
    [
      'by a redirect',
      () => new Response(null, { status: 302, headers: { location: 'https://evil.test' } }),
      'invalid-response no never',
    ],
    ['for the form', () => json(422, { message: ['client_id must be a string'] }), 'rejected no never'],
  ])('%s is reported, and not sent again', async (_, respond, verdict) => {
    const { clock, server } = setupTokens()
    server.fates.push(respond)
    expect(verdictOf(await clock.run(failure(refresher(clock, server).get())))).toBe(verdict)
    expect(server.count.requests).toBe(1)
  })

  test('for too many requests stops all calls until its retry-after', async () => {
    const { clock, server } = setupTokens()
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
  ])('for the refresh token with %i requires reauthorization', async (status, body) => {
    const { clock, server } = setupTokens()
    server.fates.push(() => json(status, body))
    const error = await clock.run(failure(refresher(clock, server).get()))
    expect(verdictOf(error)).toBe('reauthorization-required no never')
  })

  test('for the refresh token is ignored when another process stored a new pair', async () => {
    const { clock, server, store } = setupTokens()
    server.fates.push(() => {
      void store.write(
        'k',
        {
          generation: 2,
          accessToken: 'of-other-process',
          refreshToken: 'next',
          issuedAt: clock.now(),
          expiresAt: clock.now() + dayMs,
        },
        1,
      )
      return json(400, { error: 'invalid_grant' })
    })
    const { get, events } = refresher(clock, server, { store, key: 'k' })
    expect(await clock.run(get())).toBe('of-other-process')
    expect(server.count.requests).toBe(1)
    expect(events).toEqual([])
  })

  test('for the refresh token makes the fallback provide tokens', async () => {
    const { clock, server, store } = setupTokens()
    server.revoke()
    const fallback = locationToken({ companyId: 'c', locationId: 'l', agency: agencyToken })
    const { get, renew, provider } = refresher(clock, server, { store, key: 'k', fallback })
    const first = await clock.run(get())
    expect([first, server.count.locationTokens]).toEqual([server.current(), 1])
    expect(await clock.run(get())).toBe(first)
    expect(server.count).toMatchObject({ locationTokens: 1, requests: 2 })
    expect(provider.secrets()).toEqual(expect.arrayContaining([first, agencyToken, app.clientSecret]))
    expect(await clock.run(renew(first))).toBe(true)
    expect(await clock.run(get())).toBe(server.current())
    // The app is installed again, and another process stores the pair.
    await clock.advance(300_000)
    const { generation = 0 } = (await store.read('k')) ?? {}
    const record = {
      generation: generation + 1,
      accessToken: 'again',
      issuedAt: clock.now(),
      expiresAt: clock.now() + dayMs,
    }
    await store.write('k', record, generation)
    expect(await clock.run(get())).toBe('again')
  })
})

test('a response of version v3, whose fields have other names, is read as well', async () => {
  const { clock, server, store } = setupTokens()
  server.fates.push(() =>
    json(200, { accessToken: 'access-of-v3-0123', refreshToken: 'refresh-of-v3-0123', expiresIn: 100 }),
  )
  expect(await clock.run(refresher(clock, server, { store, key: 'k' }).get())).toBe('access-of-v3-0123')
  expect(await store.read('k')).toMatchObject({
    accessToken: 'access-of-v3-0123',
    refreshToken: 'refresh-of-v3-0123',
    expiresAt: clock.now() + 100_000,
  })
})

test('words in a page, or in what repeats the request, do not end a grant', async () => {
  const { clock, server, store } = setupTokens()
  const words = 'refresh token is invalid'
  server.fates.push(
    () => new Response(`<p>${words}</p>`, { status: 401 }),
    () => json(400, { message: 'no', errors: [words] }),
  )
  const { get } = refresher(clock, server, { store, key: 'k' })
  expect(verdictOf(await clock.run(failure(get())))).toBe('unauthenticated no after-reauth')
  expect(verdictOf(await clock.run(failure(get())))).toBe('rejected no never')
  expect(await clock.run(get())).toBe(server.current())
})
