import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { locationToken } from '../../src/token/location-token.ts'
import { tokenHistory } from '../../src/token/history.ts'
import { secret } from '../../src/token/secret.ts'
import { tokenProvider, type TokenSource } from '../../src/token/source.ts'
import { forced, hostileObject } from '../support/refusal.ts'
import { leaksOf } from '../support/scan.ts'
import { watchRejections } from '../support/server.ts'
import { failure, json, verdictOf } from '../support/service.ts'
import { agencyToken, party, refresher, testClock, tokenServer } from '../support/tokens.ts'

watchRejections()

const dayMs = 86_399_000
const pit = 'pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d'

describe('a secret', () => {
  test('shows in no print, and gives itself away to reveal() alone', () => {
    const hidden = secret(pit)
    expect(leaksOf(hidden, pit)).toEqual([])
    expect(
      leaksOf({ nested: [new Map([['token', hidden]])], error: new Error(String(hidden)) }, pit),
    ).toEqual([])
    expect([String(hidden), JSON.stringify({ hidden }), inspect(hidden)]).toEqual([
      '[secret]',
      '{"hidden":"[secret]"}',
      '[secret]',
    ])
    expect(inspect(hidden, { customInspect: false, showHidden: true, depth: null })).not.toContain('pit-')
    expect([Object.entries(hidden), structuredClone(hidden), { ...hidden }]).toEqual([[], {}, {}])
    expect(hidden.reveal()).toBe(pit)
    expect(Object.isFrozen(hidden)).toBe(true)
  })

  test('is a string', () => {
    for (const value of [undefined, null, 7, {}, hostileObject()]) {
      expect(() => secret(forced(value))).toThrow('a secret must be a string')
    }
  })
})

describe('a source', () => {
  const clock = testClock()
  const of = (source: TokenSource): ReturnType<typeof party> =>
    party(clock, tokenServer(clock), tokenProvider(source))

  test.each<[string, TokenSource]>([
    ['a string', pit],
    ['a secret', secret(pit)],
    ['a function', () => pit],
    ['a function of a secret', async () => secret(pit)],
  ])('%s gives one token of one generation, which nothing renews', async (_, source) => {
    const { provider, request, get, renew } = of(source)
    expect(await get()).toBe(pit)
    expect(await provider.get(request)).toEqual({ value: pit, generation: 1 })
    expect(await renew(pit)).toBe(false)
    expect(provider.secrets()).toEqual([pit])
  })

  test('a function is asked every time, and its tokens keep their generations', async () => {
    const given = ['a', 'b', 'a', 'b', 'c']
    const { provider, request } = of(() => given.shift() ?? '')
    const generations: number[] = []
    for (let turn = 0; turn < 3; turn++) generations.push((await provider.get(request)).generation)
    expect(generations).toEqual([1, 2, 1])
    expect(await provider.renew(1, request)).toBe(true)
    expect(await provider.renew(2, request)).toBe(true)
    await expect(provider.renew(3, request)).rejects.toThrow('The token is empty')
    expect(provider.secrets()).toEqual(['a', 'b', 'c'])
  })

  test('a function that never answers ends with the caller’s signal', async () => {
    const { get } = of(() => new Promise(() => {}))
    const controller = new AbortController()
    const call = get(controller.signal)
    controller.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
  })

  test('a provider is taken as it is', () => {
    const provider = tokenProvider(pit)
    expect(tokenProvider(provider)).toBe(provider)
  })

  test.each<[words: string, source: () => unknown]>([
    ['is empty', () => ''],
    ['not a value of type undefined', () => undefined],
    ['not a value of type object', () => null],
    ['not a value of type object', () => ({})],
    ['not a value of type number', () => ({ reveal: () => 7 })],
    ['not a value of type object', hostileObject],
    ['starts with "Bearer "', () => secret(`Bearer ${pit}`)],
    ['holds a blank', () => secret('pit-x\n')],
  ])('that %s is refused before anything is sent', (words, source) => {
    expect(() => tokenProvider(forced(source()))).toThrow(words)
    expect(() => tokenProvider(forced(source()))).toThrow(expect.objectContaining({ code: 'invalid-input' }))
  })
})

describe('the memory of tokens', () => {
  test('keeps what was replaced for a day', () => {
    const memory = tokenHistory()
    memory.add('a', 0)
    memory.add('a', 1000)
    memory.add('b', 86_401_000)
    expect(memory.values()).toEqual(['a', 'b'])
    memory.add('b', 86_401_001)
    expect(memory.values()).toEqual(['b'])
  })

  test('keeps the last sixteen of a source that never gives one twice', () => {
    const memory = tokenHistory()
    for (let turn = 1; turn <= 1000; turn++) expect(memory.add(`t${turn}`, 0)).toBe(turn)
    expect(memory.values()).toEqual(Array.from({ length: 16 }, (_, index) => `t${985 + index}`))
  })
})

describe('a token of a location', () => {
  const setup = (agency: TokenSource = secret(agencyToken)) => {
    const clock = testClock()
    const server = tokenServer(clock)
    const provider = locationToken({ companyId: 'company-1', locationId: 'location-1', agency })
    return { clock, server, ...party(clock, server, provider) }
  }

  test('is made once for all calls, lives its day, and is made anew in its last tenth', async () => {
    const { clock, server, get, events, provider } = setup()
    const values = await clock.run(Promise.all(Array.from({ length: 100 }, () => get())))
    expect([new Set(values), server.count.minted]).toEqual([new Set([server.current()]), 1])
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
    expect(server.count.minted).toBe(3)
    expect(events.map(({ outcome }) => outcome)).toEqual(['renewed', 'renewed', 'renewed'])
    expect(provider.locationId?.()).toBe('location-1')
    expect(leaksOf(events, agencyToken)).toEqual([])
    expect(provider.secrets()).toEqual(expect.arrayContaining([agencyToken, server.current()]))
  })

  test('uses the one it has when the next cannot be made, and pauses', async () => {
    const { clock, server, get } = setup()
    const first = await clock.run(get())
    server.fates.push('lost before', 'lost before')
    await clock.advance(dayMs - 30_000)
    expect([await clock.run(get()), await get(), server.count.requests]).toEqual([first, first, 2])
    await clock.advance(31_000)
    expect(verdictOf(await clock.run(failure(get())))).toBe('unavailable no after')
    expect(await clock.run(get())).toBe(server.current())
  })

  test('is renewed once a minute at most when it is refused', async () => {
    const { clock, server, get, renew } = setup()
    const first = await clock.run(get())
    expect(await clock.run(Promise.all([renew(first), renew(first), renew(first)]))).toEqual([
      true,
      true,
      true,
    ])
    const second = await get()
    expect([await renew(first), await renew(second), server.count.minted]).toEqual([true, false, 2])
  })

  test('renews the token of the agency when that is refused, once', async () => {
    let asked = 0
    const { clock, server, get } = setup(() => ((asked += 1) === 1 ? 'agency-old-0123456789' : agencyToken))
    expect(await clock.run(get())).toBe(server.current())
    expect(server.count.requests).toBe(2)
    const lasting = setup('agency-wrong-0123456789')
    const error = await lasting.clock.run(failure(lasting.get()))
    expect([verdictOf(error), lasting.server.count.requests]).toEqual(['unauthenticated no after-reauth', 1])
    expect(error.message).toBe('createLocationToken: 401 Invalid JWT')
  })

  test('says why it cannot be had', async () => {
    const { clock, server, get } = setup()
    server.fates.push(() => json(401, { message: 'The token is not authorized for this scope.' }))
    expect(verdictOf(await clock.run(failure(get())))).toBe('forbidden no never')
    const sealed = setup(() => Promise.reject(new Error('vault is sealed')))
    await expect(sealed.clock.run(sealed.get())).rejects.toThrow('vault is sealed')
    const silent = setup(() => new Promise(() => {}))
    await expect(silent.clock.run(silent.get())).rejects.toThrow('no result within 120000 ms')
    expect(silent.clock.sleepers()).toBe(0)
  })

  test('may be made by an agency whose own tokens are refreshed', async () => {
    const clock = testClock()
    const server = tokenServer(clock)
    const agency = refresher(clock, server, { userType: 'Company' }).provider
    const provider = locationToken({ companyId: 'c', locationId: 'l', agency })
    server.fates.push('answer', () => json(201, { access_token: 'minted-0123456789', expires_in: 100 }))
    expect(await clock.run(party(clock, server, provider).get())).toBe('minted-0123456789')
    expect(server.forms[0]?.get('user_type')).toBe('Company')
  })

  test.each<[object, string]>([
    [{ companyId: '' }, 'companyId must be the id of an agency'],
    [{ locationId: 'a b' }, 'locationId must be the id of a sub-account'],
    [{ agency: '' }, 'the token is empty'],
  ])('%o is refused', (options, words) => {
    const make = (): unknown =>
      locationToken(forced({ companyId: 'c', locationId: 'l', agency: agencyToken, ...options }))
    expect(make).toThrow(words)
  })
})
