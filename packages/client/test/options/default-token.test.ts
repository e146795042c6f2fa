import { afterEach, describe, expect, test, vi } from 'vitest'
import { createBlockSlotsApi, createBlockSlotsClient, type ClientOptions } from '../../src/index.ts'
import { forced, hostile } from '../support/refusal.ts'
import { json } from '../support/service.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

/** The token of the first request. */
async function sentToken(options?: ClientOptions): Promise<string | null> {
  const sent: (string | null)[] = []
  const fetch = async (input: Request | string, init?: RequestInit): Promise<Response> => {
    sent.push(
      new Headers(init?.headers ?? (input instanceof Request ? input.headers : {})).get('authorization'),
    )
    return json(404, { message: 'Calendar not found' })
  }
  vi.stubGlobal('fetch', fetch)
  await createBlockSlotsClient(options)
    .calendar('c')
    .catch(() => {})
  return sent[0] ?? null
}

const missing = 'configure: there is no token. Set HIGHLEVEL_TOKEN, or give { token }.'

describe('without a token', () => {
  test('a client reads HIGHLEVEL_TOKEN, with options and without any', async () => {
    vi.stubEnv('HIGHLEVEL_TOKEN', 'pit-variable')
    expect(await sentToken()).toBe('Bearer pit-variable')
    expect(await sentToken({})).toBe('Bearer pit-variable')
    expect(await sentToken({ retry: false })).toBe('Bearer pit-variable')
  })

  test('a token that is given wins, and the variable is not read', async () => {
    const env = new Proxy({}, { get: () => expect.unreachable() })
    vi.stubGlobal('process', { env })
    expect(await sentToken({ token: 'pit-own' })).toBe('Bearer pit-own')
  })

  test('a token that is undefined is an error, whatever the variable is', () => {
    vi.stubEnv('HIGHLEVEL_TOKEN', 'pit-variable')
    const error = 'configure: the token must be a string, not a value of type undefined.'
    expect(() => createBlockSlotsClient(forced({ token: undefined }))).toThrow(error)
  })

  test.each([undefined, ''])('a variable that is %j is an error that says what to set', (value) => {
    vi.stubEnv('HIGHLEVEL_TOKEN', value)
    expect(() => createBlockSlotsClient()).toThrow(missing)
  })

  test('a variable that is no token is refused', () => {
    vi.stubEnv('HIGHLEVEL_TOKEN', 'Bearer pit-x')
    expect(() => createBlockSlotsClient()).toThrow('configure: the token starts with "Bearer "')
  })

  test.each([
    ['no process, as in browsers', undefined],
    ['a process without variables', {}],
    [
      'variables that are refused, as by Deno',
      {
        get env() {
          throw new Error('Requires env access')
        },
      },
    ],
  ])('%s is the same error', (_, process) => {
    vi.stubGlobal('process', process)
    expect(() => createBlockSlotsClient()).toThrow(missing)
  })

  test('options that cannot be read are the error of a client', () => {
    const options = new Proxy(
      {},
      {
        has: () => {
          throw hostile()
        },
      },
    )
    expect(() => createBlockSlotsClient(options)).toThrow(missing)
  })

  test('the plain calls read no variable', () => {
    vi.stubEnv('HIGHLEVEL_TOKEN', 'pit-variable')
    expect(() => createBlockSlotsApi(forced({}))).toThrow('configure: the token must be a string')
  })
})
