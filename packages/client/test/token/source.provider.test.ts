import { describe, expect, test } from 'vitest'
import { tokenHistory } from '../../src/token/history.ts'
import { secret } from '../../src/token/secret.ts'
import { tokenProvider, type TokenSource } from '../../src/token/source.ts'
import { forced, hostileObject } from '../support/refusal.ts'
import { watchRejections } from '../support/server.ts'
import { createCaller, testClock, tokenServer, type Caller } from '../support/tokens.ts'

watchRejections()

const pit = 'pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d'

describe('tokenProvider', () => {
  const clock = testClock()
  const callerOf = (source: TokenSource): Caller =>
    createCaller(clock, tokenServer(clock), tokenProvider(source, tokenHistory()))

  test.each<[string, TokenSource]>([
    ['a string', pit],
    ['a secret', secret(pit)],
    ['a function', () => pit],
    ['a function of a secret', async () => secret(pit)],
  ])('%s provides one token of one generation, which cannot be renewed', async (_, source) => {
    const { provider, request, get, renew } = callerOf(source)
    expect(await get()).toBe(pit)
    expect(await provider.get(request)).toEqual({ value: pit, generation: 1 })
    expect(await renew(pit)).toBe(false)
    expect(provider.secrets()).toEqual([pit])
  })

  test('a function is called every time, and equal tokens keep their generation', async () => {
    const given = ['a', 'b', 'a', 'b', 'c']
    const { provider, request } = callerOf(() => given.shift() ?? '')
    const generations: number[] = []
    for (let call = 0; call < 3; call++) generations.push((await provider.get(request)).generation)
    expect(generations).toEqual([1, 2, 1])
    expect(await provider.renew(1, request)).toBe(true)
    expect(await provider.renew(2, request)).toBe(true)
    await expect(provider.renew(3, request)).rejects.toThrow('the token is empty')
    expect(provider.secrets()).toEqual(['a', 'b', 'c'])
  })

  test('a wait for a function that never returns ends with the signal of the caller', async () => {
    const { get } = callerOf(() => new Promise(() => {}))
    const controller = new AbortController()
    const call = get(controller.signal)
    controller.abort(new Error('aborted'))
    await expect(call).rejects.toThrow('aborted')
  })

  test('a provider is used unchanged', () => {
    const provider = tokenProvider(pit, tokenHistory())
    expect(tokenProvider(provider, tokenHistory())).toBe(provider)
  })

  test.each<[problem: string, source: () => unknown]>([
    ['is empty', () => ''],
    ['not a value of type undefined', () => undefined],
    ['not a value of type object', () => null],
    ['not a value of type object', () => ({})],
    ['not a value of type number', () => ({ reveal: () => 7 })],
    ['not a value of type object', hostileObject],
    ['starts with "Bearer "', () => secret(`Bearer ${pit}`)],
    ['contains a space', () => secret('pit-x\n')],
  ])('a source that %s is rejected before anything is sent', (problem, source) => {
    expect(() => tokenProvider(forced(source()), tokenHistory())).toThrow(problem)
    expect(() => tokenProvider(forced(source()), tokenHistory())).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    )
  })
})
