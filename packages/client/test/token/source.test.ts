import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createBlockSlotsClient, type TokenSource } from '../../src/index.ts'
import { forced, hostileObject } from '../support/refusal.ts'
import { watchRejections } from '../support/server.ts'
import {
  answering,
  calls,
  failure,
  goodAnswers,
  json,
  operations,
  verdictOf,
  once,
} from '../support/service.ts'

watchRejections()

/** An object that `await` treats as a promise. */
function thenable(): object {
  const then = (): never => {
    throw new Error('not then')
  }
  // oxlint-disable-next-line unicorn/no-thenable
  return { then }
}

const sources: readonly (readonly [name: string, source: TokenSource, cause: string | undefined])[] = [
  [
    'throws',
    () => {
      throw new Error('vault is sealed')
    },
    'vault is sealed',
  ],
  [
    'rejects',
    async () => {
      throw new Error('vault is sealed')
    },
    'vault is sealed',
  ],
  [
    'rejects late',
    () => sleep(5).then(() => Promise.reject(new Error('vault is sealed'))),
    'vault is sealed',
  ],
  [
    'throws a string',
    () => {
      throw 'sealed'
    },
    'sealed',
  ],
  [
    'throws undefined',
    () => {
      throw undefined
    },
    undefined,
  ],
  [
    'throws an unreadable object',
    () => {
      throw hostileObject()
    },
    'something that cannot be read was thrown',
  ],
  ['returns nothing', forced(() => undefined), 'the token must be a string, not a value of type undefined.'],
  ['returns null', forced(async () => null), 'the token must be a string, not a value of type object.'],
  [
    'returns a response of the token endpoint',
    forced(() => ({ access_token: 'x' })),
    'the token must be a string, not a value of type object.',
  ],
  [
    'returns an empty token',
    () => '',
    'the token is empty. It is a Private Integration Token of the sub-account, or an access token.',
  ],
  ['returns a whole header', () => 'Bearer pit-x', 'the token starts with "Bearer ": pass the token alone.'],
  [
    'returns a line break',
    () => 'pit-x\r\nX-Injected: 1',
    'the token contains a space, a line break or a character that no token has.',
  ],
  [
    'returns a letter that no header can contain',
    () => 'pit-€',
    'the token contains a space, a line break or a character that no token has.',
  ],
  ['returns a thenable that throws', forced(thenable), 'not then'],
]

describe('a token function', () => {
  test.each(
    sources.flatMap(([name, token, cause]) =>
      operations.map((operation) => ({ name, token, cause, operation })),
    ),
  )('that $name ends the call before anything is sent: $operation', async ({ token, cause, operation }) => {
    const { fetch, requests } = answering(() => json(200, goodAnswers[operation]))
    const error = await failure(calls[operation](createBlockSlotsClient({ ...once, token, fetch })))
    expect(verdictOf(error)).toBe('unauthenticated no after-reauth')
    expect(error.message).toBe(`${operation}: could not get an access token; nothing was sent`)
    expect(error.cause instanceof Error ? error.cause.message : undefined).toBe(cause)
    expect([requests, error.attempts]).toEqual([[], []])
  })

  test('is called for every request, and may be asynchronous', async () => {
    let count = 0
    const { fetch, requests } = answering(() => json(200, { succeeded: true }))
    const token = (): Promise<string> => sleep(1, `pit-${(count += 1)}`)
    const client = createBlockSlotsClient({ ...once, token, fetch })
    await client.delete('x')
    await client.delete('x')
    await client.api.GET('/calendars/{calendarId}', { params: { path: { calendarId: 'x' } } })
    expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer pit-1',
      'Bearer pit-2',
      'Bearer pit-3',
    ])
  })

  test('may be synchronous, and is called without this and arguments', async () => {
    const calledWith: unknown[] = []
    const { fetch, requests } = answering(() => json(200, { succeeded: true }))
    function token(this: unknown, ...given: unknown[]): string {
      calledWith.push(this, given)
      return 'pit-sync'
    }
    await createBlockSlotsClient({ ...once, token, fetch }).delete('x')
    expect(calledWith).toEqual([undefined, []])
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer pit-sync')
  })
})
