import { describe, expect, test } from 'vitest'
import { createBlockSlotsClient } from '../../src/index.ts'
import { forced, hostile, hostileObject, revoked } from '../support/refusal.ts'
import { watchRejections } from '../support/server.ts'
import {
  calls,
  failure,
  goodAnswers,
  json,
  operations,
  verdictOf,
  wordsOf,
  type Called,
  once,
} from '../support/service.ts'

watchRejections()

const writes: ReadonlySet<Called> = new Set(['createBlockSlot', 'updateBlockSlot', 'deleteEvent'])
const doubt = (operation: Called): string =>
  !writes.has(operation)
    ? 'unavailable no after'
    : `outcome-unknown unknown ${operation === 'createBlockSlot' ? 'never' : 'after'}`

const junk: readonly (readonly [name: string, fetch: () => unknown])[] = [
  [
    'throws at once',
    () => {
      throw new Error('broken')
    },
  ],
  [
    'throws nothing',
    () => {
      throw undefined
    },
  ],
  [
    'throws what cannot be read',
    () => {
      throw hostileObject()
    },
  ],
  [
    'throws a revoked proxy',
    () => {
      throw revoked()
    },
  ],
  ['rejects with what cannot be read', () => Promise.reject(hostile())],
  ['gives nothing', () => undefined],
  ['gives null', async () => null],
  ['gives text', async () => '{"id":"x"}'],
  ['gives the body in place of the answer', async () => ({ id: 'x' })],
  ['gives a status that is text', async () => ({ ok: true, status: '200', headers: new Headers() })],
  [
    'gives a status that is no number',
    async () => ({ ok: true, status: Number.NaN, headers: new Headers() }),
  ],
  ['gives a status that is a symbol', async () => ({ ok: false, status: Symbol('200') })],
  ['gives what cannot be read', async () => hostileObject()],
  ['gives an error', async () => new Error('x')],
]

describe('a fetch option', () => {
  test.each(junk.flatMap(([name, fetch]) => operations.map((operation) => ({ name, fetch, operation }))))(
    'that $name leaves a write in doubt: $operation',
    async ({ fetch, operation }) => {
      const client = createBlockSlotsClient({ ...once, token: 'pit-token', fetch: forced(fetch) })
      const error = await failure(calls[operation](client))
      expect(verdictOf(error)).toBe(doubt(operation))
      expect(wordsOf(error)).toBe(`${operation}: no response`)
      expect(error.attempts).toHaveLength(1)
    },
  )

  test.each(operations)('with a partial response is classified by its status: %s', async (operation) => {
    const half = (status: number, ok: boolean) => forced(async () => ({ status, ok }))
    const refused = createBlockSlotsClient({ ...once, token: 'pit-token', fetch: half(404, false) })
    expect(verdictOf(await failure(calls[operation](refused)))).toBe('not-found no never')
    const taken = createBlockSlotsClient({ ...once, token: 'pit-token', fetch: half(200, true) })
    expect(verdictOf(await failure(calls[operation](taken)))).toBe(doubt(operation))
  })

  test('may return a response class of its own', async () => {
    const { status, ok, headers, body } = json(200, { succeeded: true })
    const fetch = forced(async () => ({ status, ok, headers, body, text: async () => '{"succeeded":true}' }))
    expect(await createBlockSlotsClient({ ...once, token: 'pit-token', fetch }).delete('x')).toMatchObject({
      succeeded: true,
    })
  })

  test.each(operations)(
    'is called once, as a plain function, with a request alone: %s',
    async (operation) => {
      const calledWith: unknown[] = []
      function fetch(this: unknown, ...given: unknown[]): Promise<Response> {
        // A browser's own fetch throws "Illegal invocation" when it is called as a method of anything.
        calledWith.push(this, given.length, given[0] instanceof Request)
        return Promise.resolve(json(200, goodAnswers[operation]))
      }
      await calls[operation](createBlockSlotsClient({ ...once, token: 'pit-token', fetch }))
      expect(calledWith).toEqual([undefined, 1, true])
    },
  )

  test('is the global one when none is given, looked up at each call', async () => {
    const given = globalThis.fetch
    const client = createBlockSlotsClient({ ...once, token: 'pit-token' })
    try {
      const seen: unknown[] = []
      globalThis.fetch = async (input, init) => {
        seen.push(input, init?.method, new Headers(init?.headers).get('authorization'))
        return json(200, { succeeded: true })
      }
      await client.delete('x')
      const url = 'https://services.leadconnectorhq.com/calendars/events/x'
      expect(seen).toEqual([url, 'DELETE', 'Bearer pit-token'])
    } finally {
      globalThis.fetch = given
    }
  })
})

test('two calls at once do not mix up their responses', async () => {
  const client = createBlockSlotsClient({
    ...once,
    token: 'pit-token',
    fetch: async ({ url }) => {
      const id = url.split('/').at(-1) ?? ''
      await new Promise((resolve) => setTimeout(resolve, id === 'first' ? 20 : 1))
      return json(200, { calendar: { id } })
    },
  })
  const [first, second] = await Promise.all([client.calendar('first'), client.calendar('second')])
  expect([first.id, second.id]).toEqual(['first', 'second'])
})
