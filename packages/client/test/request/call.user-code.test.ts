import { describe, expect, test } from 'vitest'
import type { Limiter, TokenProvider } from '../../src/index.ts'
import { forced } from '../support/refusal.ts'
import { watchRejections } from '../support/server.ts'
import { calendarBlock, calls, clientOf, echo, failure, json, verdictOf } from '../support/service.ts'

watchRejections()

const fails = (): never => {
  throw new Error('a bug of the user')
}
const permit = { release: fails }
const tokens: TokenProvider = {
  get: async () => ({ value: 'pit-token', generation: 1 }),
  renew: async () => false,
  secrets: () => ['pit-token'],
}

/** Code of the user that fails when it is told of a request. */
const failing: Readonly<Record<string, { readonly limiter?: Limiter; readonly token?: TokenProvider }>> = {
  'the release of a permit': { limiter: { acquire: async () => permit } },
  'the release of a permit, later': {
    limiter: { acquire: () => ({ release: async () => fails() }) },
  },
  'the merge of two quotas': {
    limiter: {
      acquire: async () => ({ release: () => {} }),
      merge: (_, to) => !to.includes('Another') || fails(),
    },
  },
  'the merge of two quotas, later': {
    limiter: { acquire: () => ({ release: () => {} }), merge: async () => fails() },
  },
  'the clock of a provider': { token: { ...tokens, observe: fails } },
}

describe.each(Object.entries(failing))('%s that throws', (_, options) => {
  test('leaves a success a success', async () => {
    const client = clientOf(echo, options)
    expect((await client.create(calendarBlock)).outcome).toBe('created')
    const other = { ...calendarBlock, locationId: 'AnotherLocation00001' }
    expect((await client.create(other)).outcome).toBe('created')
    expect((await client.create(calendarBlock)).outcome).toBe('created')
  })

  test('leaves a refusal a refusal', async () => {
    const client = clientOf(() => json(422, { message: 'no' }), options)
    expect(verdictOf(await failure(calls.createBlockSlot(client)))).toBe('rejected no never')
  })
})

describe('a provider', () => {
  test.each([undefined, 5, null])('that gives %s as the token sends nothing', async (value) => {
    const get = (): { value: string; generation: number } => ({ value: forced(value), generation: 1 })
    const sent: unknown[] = []
    const answer = (request: Request): Promise<Response> => {
      sent.push(request)
      return echo(request)
    }
    const client = clientOf(answer, { token: { ...tokens, get } })
    expect(await failure(client.delete('x'))).toMatchObject({ code: 'unauthenticated', applied: 'no' })
    expect(sent).toEqual([])
  })

  test('whose secrets are none leaves an abort an abort', async () => {
    const stop = new AbortController()
    const client = clientOf(echo, {
      token: { ...tokens, secrets: () => forced([undefined, 5, 'pit-token']) },
      limiter: { acquire: () => new Promise<never>(() => {}) },
    })
    const deleted = failure(client.delete('x', { signal: stop.signal }))
    stop.abort()
    expect(await deleted).toMatchObject({ code: 'aborted', applied: 'no' })
  })
})
