import { describe, expect, test } from 'vitest'
import { createBlockSlotsApi, createBlockSlotsClient, isBlockSlotsError } from '../../src/index.ts'
import { forced, hostile, hostileObject, refusal, revoked } from '../support/refusal.ts'
import { calls, operations } from '../support/service.ts'

const timeout = 'timeoutMs must be a number of milliseconds above 0 and up to 2147483647.'
const signal = 'signal must be an AbortSignal.'

const callOptions: readonly (readonly [name: string, options: unknown, why: string])[] = [
  ['timeoutMs 0', { timeoutMs: 0 }, timeout],
  ['timeoutMs -1', { timeoutMs: -1 }, timeout],
  ['timeoutMs NaN', { timeoutMs: Number.NaN }, timeout],
  ['timeoutMs Infinity', { timeoutMs: Number.POSITIVE_INFINITY }, timeout],
  ['timeoutMs 2**31, which setTimeout takes for 1', { timeoutMs: 2 ** 31 }, timeout],
  ['timeoutMs as text', { timeoutMs: '1000' }, timeout],
  ['timeoutMs null', { timeoutMs: null }, timeout],
  ['an AbortController for its signal', { signal: new AbortController() }, signal],
  ['a signal that is null', { signal: null }, signal],
  ['a signal that cannot be left', { signal: { aborted: false, addEventListener: () => {} } }, signal],
  ['a signal that is any event target', { signal: new EventTarget() }, signal],
  ['a signal that throws', { signal: hostileObject() }, 'trap'],
  ['null', null, 'options must be an object.'],
  ['a number', 1000, 'options must be an object.'],
  ['a signal in the place of options', forced(hostile()), 'options must be an object.'],
  ['a proxy that throws', hostileObject(), 'trap'],
  ['a revoked proxy', revoked(), "Cannot perform 'get' on a proxy that has been revoked"],
  [
    'a getter that throws',
    {
      get signal() {
        throw new Error('gotten')
      },
    },
    'gotten',
  ],
]

describe('a call is refused', () => {
  test.each(
    callOptions.flatMap(([name, options, why]) =>
      operations.map((operation) => ({ name, options, why, operation })),
    ),
  )('with $name: $operation', async ({ options, why, operation }) => {
    const error = await refusal((client) => calls[operation](client, forced(options)))
    expect(error.message).toBe(`${operation}: ${why}`)
  })
})

const address =
  'baseUrl must be an http or https address without credentials, query or fragment, such as "https://services.leadconnectorhq.com".'
const token = 'pit-token'
const configurations: readonly (readonly [name: string, options: unknown, why: string])[] = [
  ['null', null, 'options must be an object.'],
  ['a bare token', token, 'options must be an object.'],
  ['an undefined token', { token: undefined }, 'the token must be a string, not a value of type undefined.'],
  [
    'an empty token',
    { token: '' },
    'the token is empty. It is a Private Integration Token of the sub-account, or an access token.',
  ],
  ['a number for a token', { token: 7 }, 'the token must be a string, not a value of type number.'],
  [
    '"Bearer " before the token',
    { token: 'Bearer pit-x' },
    'the token starts with "Bearer ": pass the token alone.',
  ],
  [
    '"bearer" and a tab before the token',
    { token: 'bearer\tpit-x' },
    'the token starts with "Bearer ": pass the token alone.',
  ],
  [
    'a blank in the token',
    { token: 'pit x' },
    'the token contains a space, a line break or a character that no token has.',
  ],
  [
    'a line break behind the token',
    { token: 'pit-x\n' },
    'the token contains a space, a line break or a character that no token has.',
  ],
  [
    'a letter that no header can hold',
    { token: 'pit-ü' },
    'the token contains a space, a line break or a character that no token has.',
  ],
  ['a blank version', { token, version: ' ' }, 'version must be a published version such as "2021-04-15".'],
  [
    'a version with a line break',
    { token, version: '2021-04-15\n' },
    'version must be a published version such as "2021-04-15".',
  ],
  [
    'a Date for a version',
    { token, version: new Date() },
    'version must be a published version such as "2021-04-15".',
  ],
  ['something else for fetch', { token, fetch: {} }, 'fetch must be a function.'],
  ['null for fetch', { token, fetch: null }, 'fetch must be a function.'],
  ['a host without a scheme', { token, baseUrl: 'services.leadconnectorhq.com' }, address],
  ['an empty baseUrl', { token, baseUrl: '' }, address],
  ['a path alone', { token, baseUrl: '/api' }, address],
  ['ftp', { token, baseUrl: 'ftp://127.0.0.1' }, address],
  ['file', { token, baseUrl: 'file:///etc' }, address],
  ['a script', { token, baseUrl: 'javascript:alert(1)' }, address],
  ['a user', { token, baseUrl: 'https://user@127.0.0.1' }, address],
  ['a password', { token, baseUrl: 'https://:secret@127.0.0.1' }, address],
  ['a query', { token, baseUrl: 'https://127.0.0.1/?a=b' }, address],
  ['an empty query, which would swallow the path', { token, baseUrl: 'https://127.0.0.1/?' }, address],
  ['a fragment', { token, baseUrl: 'https://127.0.0.1/#a' }, address],
  ['an empty fragment, which would swallow the path', { token, baseUrl: 'https://127.0.0.1/api#' }, address],
  ['a URL object', { token, baseUrl: new URL('https://127.0.0.1') }, address],
  ['a proxy that throws', hostileObject(), 'the options cannot be read.'],
]

function thrownBy(make: () => unknown): unknown {
  try {
    return make()
  } catch (error) {
    return error
  }
}

describe('creating a client fails', () => {
  test.each(configurations)('with %s', (_name, options, why) => {
    for (const make of [createBlockSlotsClient, createBlockSlotsApi]) {
      const error = thrownBy(() => make(forced(options)))
      expect(isBlockSlotsError(error, 'invalid-input')).toBe(true)
      expect(error).toMatchObject({
        message: `configure: ${why}`,
        operation: 'configure',
        applied: 'no',
        attempts: [],
      })
    }
  })

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '1000', null])(
    'with a timeoutMs of %s',
    (timeoutMs) => {
      const error = thrownBy(() => createBlockSlotsClient(forced({ token, timeoutMs })))
      expect(error).toMatchObject({ code: 'invalid-input', message: `configure: ${timeout}` })
    },
  )
})
