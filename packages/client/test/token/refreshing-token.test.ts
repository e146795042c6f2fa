import { expect, test } from 'vitest'
import { refreshingToken } from '../../src/token/refreshing-token.ts'
import { secret } from '../../src/token/secret.ts'
import { forced } from '../support/refusal.ts'
import { leaksOf } from '../support/scan.ts'
import { watchRejections } from '../support/server.ts'
import { failure, json } from '../support/service.ts'
import { app, firstRefreshToken, createCaller, refresher, setupTokens } from '../support/tokens.ts'

watchRejections()

const dayMs = 86_399_000
test('a code is used once, and its tokens are stored', async () => {
  const { clock, server, store } = setupTokens({ seed: 'code-0123456789' })
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
  const one = createCaller(clock, server, refreshingToken(options))
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
  expect(await clock.run(createCaller(clock, server, refreshingToken(options)).get())).toBe(server.current())
  expect(server.count).toMatchObject({ rotations: 2, revocations: 0 })
})

test('no secret is printed by the provider or its events', async () => {
  const { clock, server, store } = setupTokens()
  const { get, provider, events } = refresher(clock, server, {
    store,
    clientSecret: secret(app.clientSecret),
  })
  const value = await clock.run(get())
  const { refreshToken = '' } = (await store.read(app.clientId)) ?? {}
  const { secrets: _, ...rest } = provider
  for (const text of [value, refreshToken, firstRefreshToken, app.clientSecret]) {
    expect(leaksOf(rest, text)).toEqual([])
    expect(leaksOf(events, text)).toEqual([])
    expect(provider.secrets()).toContain(text)
  }
})

test.each<[string, object]>([
  ['clientId is empty', { clientId: '' }],
  ['clientSecret must be a string', { clientSecret: undefined }],
  ['clientSecret contains a space', { clientSecret: secret('a b') }],
  ['key must be a non-empty string', { key: '' }],
  ['pass refreshToken or code, not both', { code: 'code' }],
  ['userType must be', { userType: 'Agency' }],
  ['redirectUri must be a string', { redirectUri: 7 }],
  ['store must be a token store', { store: {} }],
  ['the token must be a string', { fallback: {} }],
])('rejects an invalid option: %s', (message, options) => {
  const make = (): unknown => refreshingToken(forced({ ...app, refreshToken: 'r', ...options }))
  expect(make).toThrow(message)
  expect(make).toThrow(expect.objectContaining({ code: 'invalid-input' }))
})
