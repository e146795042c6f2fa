import { describe, expect, test } from 'vitest'
import type { BlockSlotsClient } from '../../src/index.ts'
import { failure } from '../support/service.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

const creating = 'createBlockSlot'
const listing = 'listBlockedSlots'

const range = { startTime: earlier.startTime, endTime: earlier.endTime }
const query = { ...range, calendarId: earlier.calendarId, locationId: earlier.locationId }

/** Another client of the same process, which knows by a response which sandbox it talks to. */
async function connected(world: World, token = world.sandbox.token): Promise<BlockSlotsClient> {
  const client = world.another({ token })
  await world.run(client.list(query).catch(() => []))
  return client
}

const requestsOf = (world: World): number => world.arrived(listing) + world.arrived(creating)

/** Starts as many equal calls at once. */
const ensureOften = (client: BlockSlotsClient, times: number): ReturnType<BlockSlotsClient['ensure']>[] =>
  Array.from({ length: times }, () => client.ensure(earlier))

describe('equal ensures at once', () => {
  test('a thousand read one list and create one block', async () => {
    const world = await openWorld()
    const made = await world.run(Promise.all(ensureOften(world.client, 1000)))
    expect([world.arrived(listing), world.arrived(creating)]).toEqual([1, 1])
    const [first, ...others] = made
    expect(first).toMatchObject({ id: world.sandbox.blocks()[0]?.id, outcome: 'created' })
    expect(others).toEqual(others.map(() => ({ ...earlier, id: first?.id, outcome: 'existing' })))
    expect(world.sandbox.blocks()).toHaveLength(1)
  })

  test('read one list where the block exists, and each names its duplicates', async () => {
    const blocks = ['a', 'b', 'c'].map((id, index) => ({
      ...earlier,
      id,
      dateAdded: new Date(Date.UTC(2020, 1, 10 + index)).toISOString(),
    }))
    const world = await openWorld({}, { state: { blocks } })
    const results = ensureOften(world.client, 20).map(async (call) => {
      const { id, outcome, duplicates = [] } = await call
      // What one caller does with its result changes nothing for the next.
      return [id, outcome, ...Array.from(duplicates), Reflect.set(duplicates, 'length', 0)]
    })
    expect(await world.run(Promise.all(results))).toEqual(
      results.map(() => ['a', 'existing', 'b', 'c', true]),
    )
    expect(requestsOf(world)).toBe(1)
  })

  test('are equal as well when they are written otherwise', async () => {
    const world = await openWorld()
    const again = { ...earlier, title: ' Earlier ', startTime: '2021-06-23T22:00:00Z' }
    const [one, other] = await world.run(
      Promise.all([world.client.ensure(earlier), world.client.ensure(again)]),
    )
    expect(other).toEqual({ ...earlier, id: one.id, outcome: 'existing' })
    expect(requestsOf(world)).toBe(2)
  })

  test('wait once after a restart', async () => {
    const world = await openWorld()
    const since = world.clock.now()
    const calls = Array.from({ length: 50 }, () => world.client.ensure(earlier, { afterRestart: true }))
    expect(new Set((await world.run(Promise.all(calls))).map(({ id }) => id)).size).toBe(1)
    expect(world.clock.now() - since).toBe(10_000)
    expect(requestsOf(world)).toBe(2)
  })

  test('take a block whose response was lost from the one that has found it', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'reset', operation: creating }] })
    const made = await world.run(Promise.all(ensureOften(world.client, 20)))
    expect(made.map(({ outcome }) => outcome)).toEqual([
      'reconciled',
      ...Array.from({ length: 19 }, () => 'existing'),
    ])
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect([world.arrived(listing), world.arrived(creating)]).toEqual([2, 1])
  })

  test('that begin while the first reads join it', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'slow', operation: listing, delayMs: 5000 }] })
    const first = world.client.ensure(earlier)
    await world.clock.advance(1000)
    await world.run(Promise.all([first, ...ensureOften(world.client, 20)]))
    expect(requestsOf(world)).toBe(2)
  })

  test('that begin while the first creates read one list of their own', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'slow', operation: creating, delayMs: 5000 }] })
    const first = world.client.ensure(earlier)
    await world.clock.advance(1000)
    const made = await world.run(Promise.all([first, ...ensureOften(world.client, 20)]))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect([world.arrived(listing), world.arrived(creating)]).toEqual([2, 1])
  })

  test('one after the other read one list each', async () => {
    const world = await openWorld()
    await world.run(world.client.ensure(earlier))
    await world.run(world.client.ensure(earlier))
    expect([world.arrived(listing), world.arrived(creating)]).toEqual([2, 1])
  })

  test('with other titles at the same times follow each other, and share among their own', async () => {
    const world = await openWorld(
      {},
      { faults: [{ fault: 'slow', operation: creating, on: 'every', delayMs: 5000 }] },
    )
    const since = world.clock.now()
    const titles = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'One' : 'Two'))
    const made = await world.run(
      Promise.all(titles.map((title) => world.client.ensure({ ...earlier, title }))),
    )
    expect(made.map(({ title }) => title)).toEqual(titles)
    expect(new Set(made.map(({ id }) => id)).size).toBe(2)
    expect([world.arrived(listing), world.arrived(creating)]).toEqual([2, 2])
    expect(world.clock.now() - since).toBe(10_000)
  })
})

describe('equal ensures of several clients', () => {
  test('with one token share', async () => {
    const world = await openWorld()
    const clients = [await connected(world), await connected(world), await connected(world)]
    const before = requestsOf(world)
    const made = await world.run(Promise.all(clients.map((client) => client.ensure(earlier))))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(requestsOf(world) - before).toBe(2)
  })

  test('with another token read a list of their own', async () => {
    const world = await openWorld()
    const other = await connected(world, world.sandbox.tokenByName('private-integration'))
    const before = requestsOf(world)
    const [one, two] = await world.run(Promise.all([world.client.ensure(earlier), other.ensure(earlier)]))
    expect(two).toMatchObject({ id: one.id, outcome: 'existing' })
    expect(requestsOf(world) - before).toBe(3)
  })

  test('tell nothing to one whose token is refused', async () => {
    const world = await openWorld()
    const other = await connected(world, world.sandbox.tokenByName('elsewhere'))
    const [, refused] = await world.run(
      Promise.all([world.client.ensure(earlier), failure(other.ensure(earlier))]),
    )
    expect(refused).toMatchObject({ code: 'forbidden', applied: 'no' })
  })

  test('tell nothing to one that has no token', async () => {
    const world = await openWorld()
    const other = world.another({ token: () => Promise.reject(new Error('signed out')) })
    const [, refused] = await world.run(
      Promise.all([world.client.ensure(earlier), failure(other.ensure(earlier))]),
    )
    expect(refused).toMatchObject({ code: 'unauthenticated', applied: 'no' })
  })

  test.each(['the sandbox', 'fetch'])('take nothing from another service, identified by %s', async (by) => {
    const [one, two] = [await openWorld(), await openWorld()]
    const bare =
      (world: World): typeof fetch =>
      async (request) => {
        const response = await world.sandbox.fetch(new Request(request))
        const headers = new Headers(response.headers)
        headers.delete('x-block-slots-sandbox')
        return new Response(response.body, { status: response.status, headers })
      }
    const options = { clock: one.clock, token: one.sandbox.token, baseUrl: 'https://one.service' }
    const clients = [one, two].map((world) =>
      world.another({ ...options, ...(by === 'fetch' && { fetch: bare(world) }) }),
    )
    for (const client of clients) await one.run(client.list(query))
    const calls = clients.map((client) => client.ensure(earlier).catch(() => undefined))
    const made = await one.run(Promise.all(calls))
    // Where nothing but `fetch` tells them apart, the second call ends without a result.
    expect(made.map((block) => block?.outcome)).toEqual(['created', by === 'fetch' ? undefined : 'created'])
    expect(two.sandbox.blocks().map(({ id }) => id)).toEqual(made[1] === undefined ? [] : [made[1].id])
  })
})
