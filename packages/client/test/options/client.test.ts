import { describe, expect, test } from 'vitest'
import {
  blockCalendar,
  createBlockSlotsClient,
  isBlockSlotsError,
  localLimiter,
  secret,
  type ClientOptions,
  type TokenSource,
} from '../../src/index.ts'
import { forced, hostileObject } from '../support/refusal.ts'
import { calendarBlock, calls, clientOf, failure, operations } from '../support/service.ts'
import { virtualClock } from '../support/virtual.ts'
import { earlier, openWorld } from '../support/world.ts'

const token = 'pit-token'

function thrownBy(options: unknown): unknown {
  try {
    return createBlockSlotsClient(forced(options))
  } catch (error) {
    return error
  }
}

const location = 'locationId must be the id of the sub-account.'
const retry = 'retry must be true or false.'
const onUnknown = 'onUnknown must be "reconcile" or "throw".'
const reconcileTimeout = 'reconcileTimeoutMs must be a number of milliseconds, 0 or more.'
const limiter = 'limiter must be a limiter, or false for none.'
const onEvent = 'onEvent must be a function.'
const priority = 'priority must be "interactive" or "bulk".'
const clock = 'clock must be a clock with the functions now and sleep.'

describe('creating a client fails', () => {
  test.each<[string, object, string]>([
    ['an empty locationId', { locationId: '' }, location],
    ['a locationId with a blank', { locationId: 'C2Quj eCh8' }, location],
    ['a locationId that ends with a line break', { locationId: 'C2Quj\n' }, location],
    ['a number for a locationId', { locationId: 7 }, location],
    ['null for a locationId', { locationId: null }, location],
    ['retry as a number', { retry: 3 }, retry],
    ['retry as text', { retry: 'false' }, retry],
    ['retry null', { retry: null }, retry],
    ['an unheard-of onUnknown', { onUnknown: 'ignore' }, onUnknown],
    ['onUnknown false', { onUnknown: false }, onUnknown],
    ['a reconcile timeout below 0', { reconcileTimeoutMs: -1 }, reconcileTimeout],
    ['a reconcile timeout without end', { reconcileTimeoutMs: Infinity }, reconcileTimeout],
    ['a reconcile timeout that is no number', { reconcileTimeoutMs: NaN }, reconcileTimeout],
    ['a reconcile timeout as text', { reconcileTimeoutMs: '10000' }, reconcileTimeout],
    ['a reconcile timeout null', { reconcileTimeoutMs: null }, reconcileTimeout],
    ['limiter true', { limiter: true }, limiter],
    ['limiter null', { limiter: null }, limiter],
    ['the options of a limiter', { limiter: { max: 25 } }, limiter],
    ['a limiter whose acquire is none', { limiter: { acquire: 100 } }, limiter],
    ['a limiter that throws', { limiter: hostileObject() }, 'the options cannot be read.'],
    ['an object for onEvent', { onEvent: { log: () => {} } }, onEvent],
    ['null for onEvent', { onEvent: null }, onEvent],
    ['a clock that cannot wait', { clock: { now: () => 0 } }, clock],
    ['a clock that shows nothing', { clock: { sleep: () => {} } }, clock],
    ['null for a clock', { clock: null }, clock],
    ['Date for a clock', { clock: Date }, clock],
  ])('with %s', (_, options, why) => {
    const error = thrownBy({ token, ...options })
    expect(isBlockSlotsError(error, 'invalid-input')).toBe(true)
    expect(error).toMatchObject({
      message: `configure: ${why}`,
      operation: 'configure',
      applied: 'no',
      attempts: [],
    })
  })
})

describe('a call is refused before anything is sent', () => {
  test.each<[string, object, string]>([
    ['retry as a number', { retry: 1 }, retry],
    ['an unheard-of priority', { priority: 'fast' }, priority],
    ['a priority null', { priority: null }, priority],
  ])('with %s', async (_, options, why) => {
    const client = clientOf(() => expect.unreachable())
    for (const call of [calls.createBlockSlot(client, options), client.ensure(calendarBlock, options)]) {
      const error = await failure(call)
      expect(error).toMatchObject({ code: 'invalid-input', message: `createBlockSlot: ${why}`, attempts: [] })
    }
    expect((await failure(client.findDuplicates(options))).message).toBe(`listBlockedSlots: ${why}`)
  })

  test('with an unheard-of onUnknown or afterRestart', async () => {
    const client = clientOf(() => expect.unreachable())
    const messageOf = async (call: Promise<unknown>): Promise<string> => (await failure(call)).message
    const odd = forced({ onUnknown: '' })
    expect(await messageOf(client.create(calendarBlock, odd))).toBe(`createBlockSlot: ${onUnknown}`)
    expect(await messageOf(client.ensure(calendarBlock, odd))).toBe(`createBlockSlot: ${onUnknown}`)
    expect(await messageOf(client.ensure(calendarBlock, forced({ afterRestart: 1 })))).toBe(
      'createBlockSlot: afterRestart must be true or false.',
    )
  })

  const common = 'signal, timeoutMs, retry, priority'

  test.each(operations.filter((operation) => operation !== 'createBlockSlot'))(
    'with an option of creates: %s',
    async (operation) => {
      const client = clientOf(() => expect.unreachable())
      for (const options of [{ onUnknown: 'throw' }, { afterRestart: true }]) {
        expect(await failure(calls[operation](client, forced(options)))).toMatchObject({
          code: 'invalid-input',
          message: `${operation}: ${Object.keys(options).join()}: there is no such option. There are ${common}.`,
          attempts: [],
        })
      }
    },
  )

  test('with an option of creates: findDuplicates and blockCalendar', async () => {
    const client = clientOf(() => expect.unreachable())
    for (const options of [{ onUnknown: 'throw' }, { afterRestart: true }]) {
      const name = Object.keys(options).join()
      const found = await failure(client.findDuplicates(forced(options)))
      expect(found.message).toBe(`listBlockedSlots: ${name}: there is no such option. There are ${common}.`)
      const { calendarId = '', locationId, startTime, endTime } = calendarBlock
      const blocked = await failure(
        blockCalendar(client, { calendarId, locationId, startTime, endTime }, forced(options)),
      )
      expect(blocked.message).toContain(`createBlockSlot: ${name}: there is no such option.`)
    }
  })

  test('with an option of ensure: create and reconcile', async () => {
    const why = `afterRestart: there is no such option. There are ${common}`
    const world = await openWorld({ onUnknown: 'throw' }, { faults: [{ fault: 'reset' }] })
    const refused = await world.fail(world.client.create(earlier, forced({ afterRestart: true })))
    expect([refused.message, world.arrived('createBlockSlot')]).toEqual([
      `createBlockSlot: ${why}, onUnknown.`,
      0,
    ])
    const error = await world.fail(world.client.create(earlier))
    const reconciled = await world.fail(
      error.reconcile?.(forced({ afterRestart: true })) ?? Promise.resolve(),
    )
    expect(reconciled.message).toBe(`createBlockSlot: ${why}.`)
  })

  test('also when it reconciles an unknown outcome, which stays unknown', async () => {
    const world = await openWorld({ onUnknown: 'throw' }, { faults: [{ fault: 'reset' }] })
    const error = await world.fail(world.client.create(earlier))
    const refused = await world.fail(error.reconcile?.(forced({ timeoutMs: -1 })) ?? Promise.resolve())
    expect(refused.code).toBe('invalid-input')
    expect((await world.run(error.reconcile?.() ?? Promise.resolve(undefined)))?.outcome).toBe('reconciled')
  })
})

test('an option that is misspelt is refused although it is undefined, as a variable may be', () => {
  expect(thrownBy({ token, baseURL: undefined })).toMatchObject({
    message: expect.stringContaining('baseURL: there is no such option. Did you mean baseUrl?'),
  })
})

test('every new option may be left out by undefined, and has a value that is taken', () => {
  const values: Partial<Record<keyof ClientOptions, readonly unknown[]>> = {
    locationId: [undefined, 'C2QujeCh8ZnC7al2InWR'],
    retry: [undefined, true, false],
    onUnknown: [undefined, 'reconcile', 'throw'],
    reconcileTimeoutMs: [undefined, 0, 0.5, 1e9],
    limiter: [undefined, false, localLimiter(), { acquire: async () => ({ retryAt: 0 }) }],
    onEvent: [undefined, () => {}, async () => {}],
    timeoutMs: [undefined, 0.5, 2_147_483_647],
  }
  for (const [name, taken] of Object.entries(values)) {
    for (const value of taken) expect(thrownBy({ token, [name]: value })).not.toBeInstanceOf(Error)
  }
})

describe('what a call says goes before what its client says', () => {
  test('of retry, onUnknown and timeoutMs', async () => {
    const world = await openWorld({ retry: false, onUnknown: 'throw', timeoutMs: 5 })
    world.sandbox.setFaults([
      { fault: 'reset', delayMs: 1000 },
      { fault: 'unavailable', on: 'second' },
    ])
    const options = { retry: true, onUnknown: 'reconcile', timeoutMs: 60_000 } as const
    expect((await world.run(world.client.create(earlier, options))).outcome).toBe('reconciled')
  })
})

describe('the quota is that of the sub-account', () => {
  const keys: string[] = []
  const merges: [string, string][] = []
  const recorder: ClientOptions['limiter'] = {
    acquire: async ({ key, priority: chosen }) => {
      keys.push(`${key} ${chosen}`)
      return { release: () => {} }
    },
    merge: (from, to) => void merges.push([from, to]),
  }
  const service = 'https://services.leadconnectorhq.com'

  test('that the client was created for, even if a call names another', async () => {
    keys.length = merges.length = 0
    const world = await openWorld({ limiter: recorder, locationId: earlier.locationId })
    await world.run(calls.getCalendar(world.client, { priority: 'bulk' }))
    await world.run(world.client.create(earlier))
    expect(keys).toEqual([
      `${service} ${earlier.locationId} bulk`,
      `${service} ${earlier.locationId} interactive`,
    ])
    // Other clients with its token may count by the token.
    expect(merges).toEqual([[expect.stringContaining(' #'), `${service} ${earlier.locationId}`]])
  })

  test('that the first call names, which the calls before are counted for as well', async () => {
    keys.length = merges.length = 0
    const world = await openWorld({ limiter: recorder })
    await world.run(calls.getCalendar(world.client))
    await world.run(world.client.create(earlier))
    await world.run(calls.getCalendar(world.client))
    const unnamed = keys[0]?.replace(' interactive', '') ?? ''
    expect(unnamed).toMatch(/^https:\S+ #[\da-z]{8,14}$/)
    expect(keys.slice(1)).toEqual([1, 2].map(() => `${service} ${earlier.locationId} interactive`))
    expect(merges).toEqual([[unnamed, `${service} ${earlier.locationId}`]])
  })

  test('of the token, over all clients that have it, until its sub-account is known', async () => {
    keys.length = 0
    const calendar = { id: 'c', name: 'Room' }
    const readWith = (given: TokenSource): Promise<unknown> =>
      createBlockSlotsClient({
        token: given,
        limiter: recorder,
        fetch: async () => Response.json({ calendar }),
      }).calendar('c')
    for (const given of ['pit-one', secret('pit-one'), () => 'pit-one', 'pit-two']) await readWith(given)
    expect(new Set(keys.slice(0, 3)).size).toBe(1)
    expect(new Set(keys).size).toBe(2)
    expect(keys.join()).not.toMatch(/pit|one|two/)
  })

  test('that a response names', async () => {
    keys.length = merges.length = 0
    const client = createBlockSlotsClient({
      token: 'pit-one',
      limiter: recorder,
      fetch: async () => Response.json({ calendar: { id: 'c', locationId: 'C2Quj' } }),
    })
    await client.calendar('c')
    await client.calendar('c')
    expect(keys[1]).toBe(`${service} C2Quj interactive`)
    expect(merges).toEqual([[keys[0]?.replace(' interactive', ''), `${service} C2Quj`]])
  })

  test('of each token of a function that serves many sub-accounts', async () => {
    keys.length = 0
    let current = 'pit-one'
    const client = createBlockSlotsClient({
      token: () => current,
      limiter: recorder,
      fetch: async () => Response.json({ calendar: { id: 'c', locationId: `of-${current}` } }),
    })
    await client.calendar('c')
    current = 'pit-two'
    await client.calendar('c')
    await client.calendar('c')
    expect(keys[1]).toContain(' #')
    expect(keys[1]).not.toBe(keys[0])
    expect(keys[2]).toBe(`${service} of-pit-two interactive`)
  })

  test('and 150 clients of one token that read or delete at once send 100 requests in a window', async () => {
    const virtual = virtualClock()
    const start = virtual.now()
    const at: number[] = []
    const fetch = async (): Promise<Response> => {
      at.push(virtual.now())
      return Response.json({ calendar: { id: 'c' }, succeeded: true })
    }
    const all = Array.from({ length: 150 }, (_, index) => {
      const client = createBlockSlotsClient({ token: 'pit-one', clock: virtual, fetch })
      return index % 2 === 0 ? client.calendar('c') : client.delete('c')
    })
    await virtual.run(Promise.all(all))
    expect(at.filter((moment) => moment < start + 10_000).length).toBe(100)
    expect(at.length).toBe(150)
  })

  test('that each call names, where one client serves several, and of the token for what names none', async () => {
    keys.length = merges.length = 0
    const fetch = async (): Promise<Response> => Response.json({ events: [], calendar: { id: 'c' } })
    const client = createBlockSlotsClient({ token: 'pit-agency', limiter: recorder, fetch })
    const list = (locationId: string): Promise<unknown> =>
      client.list({ locationId, calendarId: 'c', startTime: 0, endTime: 1 })
    await client.calendar('c')
    for (const id of ['A', 'A', 'B', 'C', 'A']) await list(id)
    await client.calendar('c')
    const unnamed = keys[0]?.replace(' interactive', '') ?? ''
    expect(unnamed).toContain(' #')
    expect(keys.slice(1, -1)).toEqual(['A', 'A', 'B', 'C', 'A'].map((id) => `${service} ${id} interactive`))
    expect(keys.at(-1)).toBe(keys[0])
    // The limiter learns of the first, and that it is not the only one.
    expect(merges).toEqual([
      [unnamed, `${service} A`],
      [unnamed, `${service} B`],
    ])
  })

  test('that the tokens belong to', async () => {
    keys.length = 0
    const world = await openWorld()
    const value = world.sandbox.token
    const provider = {
      get: async () => ({ value, generation: 1 }),
      renew: async () => false,
      secrets: () => [value],
      locationId: () => earlier.locationId,
    }
    await world.run(calls.getCalendar(world.another({ token: provider, limiter: recorder })))
    expect(keys).toEqual([`${service} ${earlier.locationId} interactive`])
  })
})
