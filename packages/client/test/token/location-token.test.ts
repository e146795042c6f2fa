import { describe, expect, test } from 'vitest'
import { locationToken } from '../../src/token/location-token.ts'
import { secret } from '../../src/token/secret.ts'
import { type TokenSource } from '../../src/token/source.ts'
import { forced } from '../support/refusal.ts'
import { leaksOf } from '../support/scan.ts'
import { watchRejections } from '../support/server.ts'
import { failure, json, verdictOf } from '../support/service.ts'
import { agencyToken, createCaller, refresher, testClock, tokenServer } from '../support/tokens.ts'

watchRejections()

const dayMs = 86_399_000

describe('locationToken', () => {
  const setup = (agency: TokenSource = secret(agencyToken)) => {
    const clock = testClock()
    const server = tokenServer(clock)
    const provider = locationToken({ companyId: 'company-1', locationId: 'location-1', agency })
    return { clock, server, ...createCaller(clock, server, provider) }
  }

  test('is requested once for all calls, and again in the last tenth of its lifetime', async () => {
    const { clock, server, get, events, provider } = setup()
    const values = await clock.run(Promise.all(Array.from({ length: 100 }, () => get())))
    expect([new Set(values), server.count.locationTokens]).toEqual([new Set([server.current()]), 1])
    expect(Object.fromEntries(server.forms[0] ?? [])).toEqual({
      companyId: 'company-1',
      locationId: 'location-1',
    })
    await clock.advance(dayMs * 0.9)
    expect(await get()).toBe(values[0])
    await clock.advance(0)
    expect(await get()).toBe(server.current())
    await clock.advance(dayMs)
    await clock.run(get())
    expect(server.count.locationTokens).toBe(3)
    expect(events.map(({ outcome }) => outcome)).toEqual(['renewed', 'renewed', 'renewed'])
    expect(provider.locationId?.()).toBe('location-1')
    expect(leaksOf(events, agencyToken)).toEqual([])
    expect(provider.secrets()).toEqual(expect.arrayContaining([agencyToken, server.current()]))
  })

  test('comes from the endpoint of version v3 where the earlier one is gone', async () => {
    const { clock, server, get } = setup()
    server.missing = ['/oauth/locationToken']
    const first = await clock.run(get())
    expect([first, server.count.requests]).toEqual([server.current(), 2])
    // From now on, that one is asked first; and the earlier one again, should it be the only one.
    await clock.advance(dayMs)
    await clock.run(get())
    expect(server.count.requests).toBe(3)
    server.missing = ['/oauth/location-token']
    await clock.advance(dayMs)
    expect(await clock.run(get())).toBe(server.current())
    expect(server.count.requests).toBe(5)
  })

  test('that no endpoint issues has a code of its own, and a hint', async () => {
    const { clock, server, get } = setup()
    server.missing = ['/oauth/locationToken', '/oauth/location-token']
    const error = await clock.run(failure(get()))
    expect(verdictOf(error)).toBe('token-unavailable no never')
    expect(error.hint).toContain('Check baseUrl')
    expect(error.status).toBe(404)
  })

  test('is used to its end when the next cannot be issued, with a backoff', async () => {
    const { clock, server, get } = setup()
    const first = await clock.run(get())
    server.fates.push('lost before', 'lost before')
    await clock.advance(dayMs - 30_000)
    expect([await clock.run(get()), await get(), server.count.requests]).toEqual([first, first, 2])
    await clock.advance(31_000)
    expect(verdictOf(await clock.run(failure(get())))).toBe('unavailable no after')
    expect(await clock.run(get())).toBe(server.current())
  })

  test('is refreshed at most once a minute when it is refused', async () => {
    const { clock, server, get, renew } = setup()
    const first = await clock.run(get())
    expect(await clock.run(Promise.all([renew(first), renew(first), renew(first)]))).toEqual([
      true,
      true,
      true,
    ])
    const second = await get()
    expect([await renew(first), await renew(second), server.count.locationTokens]).toEqual([true, false, 2])
  })

  test('renews a refused token of the agency once', async () => {
    let calls = 0
    const { clock, server, get } = setup(() => ((calls += 1) === 1 ? 'agency-old-0123456789' : agencyToken))
    expect(await clock.run(get())).toBe(server.current())
    expect(server.count.requests).toBe(2)
    const invalid = setup('agency-wrong-0123456789')
    const error = await invalid.clock.run(failure(invalid.get()))
    expect([verdictOf(error), invalid.server.count.requests]).toEqual(['unauthenticated no after-reauth', 1])
    expect(error.message).toBe('createLocationToken: 401 Invalid JWT')
  })

  test('reports why no token was issued', async () => {
    const { clock, server, get } = setup()
    server.fates.push(() => json(401, { message: 'The token is not authorized for this scope.' }))
    expect(verdictOf(await clock.run(failure(get())))).toBe('forbidden no never')
    const failing = setup(() => Promise.reject(new Error('vault is sealed')))
    await expect(failing.clock.run(failing.get())).rejects.toThrow('vault is sealed')
    const hanging = setup(() => new Promise(() => {}))
    const error = await hanging.clock.run(failure(hanging.get()))
    expect([verdictOf(error), error.message]).toEqual([
      'unavailable no after',
      'createAccessToken: no result within 120000 ms',
    ])
    expect(hanging.clock.sleepers()).toBe(0)
  })

  test('may be issued by an agency whose own tokens are refreshed', async () => {
    const clock = testClock()
    const server = tokenServer(clock)
    const agency = refresher(clock, server, { userType: 'Company' }).provider
    const provider = locationToken({ companyId: 'c', locationId: 'l', agency })
    server.fates.push('respond', () => json(201, { access_token: 'location-0123456789', expires_in: 100 }))
    expect(await clock.run(createCaller(clock, server, provider).get())).toBe('location-0123456789')
    expect(server.forms[0]?.get('user_type')).toBe('Company')
  })

  test.each<[object, string]>([
    [{ companyId: '' }, 'companyId must be the id of an agency'],
    [{ locationId: 'a b' }, 'locationId must be the id of a sub-account'],
    [{ agency: '' }, 'the token is empty'],
  ])('rejects %o', (options, message) => {
    const make = (): unknown =>
      locationToken(forced({ companyId: 'c', locationId: 'l', agency: agencyToken, ...options }))
    expect(make).toThrow(message)
  })
})
