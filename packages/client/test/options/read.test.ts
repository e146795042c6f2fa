import { describe, expect, test } from 'vitest'
import {
  blockCalendar,
  createBlockSlotsApi,
  createBlockSlotsClient,
  localLimiter,
  locationToken,
  memoryStore,
  refreshingToken,
  type BlockSlotsClient,
} from '../../src/index.ts'
import { testLimiter } from '../../src/conformance.ts'
import { redisLimiter } from '../../src/rate-limit/redis/index.ts'
import { undiciTransport } from '../../src/undici/index.ts'
import { forced } from '../support/refusal.ts'
import { calendarBlock, calls, clientOf, failure, json, operations } from '../support/service.ts'

const app = { clientId: 'app', clientSecret: 'client-secret-0123', refreshToken: 'refresh-0123456789' }
const agency = { companyId: 'c', locationId: 'l', agency: 'agency-token-0123' }

/** Every function that takes options, with those that are in order. */
const functions: Readonly<
  Record<string, { readonly call: (options: never) => unknown; readonly valid: object }>
> = {
  createBlockSlotsClient: { call: createBlockSlotsClient, valid: { token: 'pit-token' } },
  createBlockSlotsApi: { call: createBlockSlotsApi, valid: { token: 'pit-token' } },
  refreshingToken: { call: refreshingToken, valid: { ...app, store: memoryStore() } },
  locationToken: { call: locationToken, valid: agency },
  localLimiter: { call: localLimiter, valid: { max: 5 } },
  redisLimiter: { call: redisLimiter, valid: { send: async () => null } },
  undiciTransport: { call: undiciTransport, valid: { dispatcher: { dispatch: () => true } } },
  testLimiter: { call: (options) => testLimiter(() => localLimiter(), options), valid: { max: 20 } },
}

const client: BlockSlotsClient = clientOf(() => json(200, {}))

/** Every call that takes options. */
const everyCall: Readonly<Record<string, (options: never) => Promise<unknown>>> = {
  ...Object.fromEntries(
    operations.map((operation) => [operation, (options: never) => calls[operation](client, options)]),
  ),
  ensure: (options) => client.ensure(calendarBlock, options),
  findDuplicates: (options) => client.findDuplicates(options),
  blockCalendar: (options) => {
    const { locationId, startTime, endTime } = calendarBlock
    return blockCalendar(
      client,
      { calendarId: 'c', locationId: locationId ?? '', startTime, endTime },
      options,
    )
  },
}

const throwing = {
  get signal() {
    throw new Error('gotten')
  },
}

describe.each(Object.entries(functions))('%s', (name, { call, valid }) => {
  const thrown = async (options: unknown): Promise<string> =>
    (await failure((async () => call(forced(options)))())).message

  test('refuses an option that it does not know', async () => {
    expect(await thrown({ ...valid, tims: 5 })).toMatch(
      /^configure: tims: there is no such option. .*There are /,
    )
  })

  test('says so of options that are none or cannot be read', async () => {
    expect(await thrown(null)).toMatch(/^configure: options must be an object/)
    const [key = ''] = Object.keys(valid)
    const hostile = Object.defineProperty({ ...valid }, key, {
      get: () => {
        throw new Error(`gotten from ${name}`)
      },
    })
    expect(await thrown(hostile)).toBe('configure: the options cannot be read.')
  })
})

describe.each(Object.entries(everyCall))('%s', (_, call) => {
  test('refuses an option that it does not know, and suggests another', async () => {
    expect(await failure(call(forced({ timeout: 5 })))).toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(
        /: timeout: there is no such option. Did you mean timeoutMs\? There are signal, /,
      ),
    })
  })

  test('rejects options that are none or cannot be read', async () => {
    expect(await failure(call(forced(null)))).toMatchObject({ code: 'invalid-input' })
    expect(await failure(call(forced(throwing)))).toMatchObject({ code: 'invalid-input' })
  })
})

test('a spread transport and a prototype with options are fine', () => {
  class Options {
    get token(): string {
      return 'pit-token'
    }
  }
  for (const make of [createBlockSlotsClient, createBlockSlotsApi]) {
    expect(() => make({ token: 'pit-token', ...undiciTransport() })).not.toThrow()
    expect(() => make(new Options())).not.toThrow()
  }
})
