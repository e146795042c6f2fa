import { expect, test } from 'vitest'
import { createBlockSlotsClient, type BlockSlotsClient } from '../../src/index.ts'
import { mostWithin } from '../support/model.ts'
import { virtualClock, type VirtualClock } from '../support/virtual.ts'

const windowMs = 10_000

type World = {
  readonly clock: VirtualClock
  readonly client: BlockSlotsClient
  /** The moments at which requests arrived, by location; empty for those that name none. */
  readonly arrivals: Map<string, number[]>
}

/** A service that notes what arrives, and a client that was made without `locationId`. */
function openWorld(token: () => string = () => 'pit-agency'): World {
  const clock = virtualClock()
  const arrivals = new Map<string, number[]>()
  const fetch = async (url: Request | URL | string): Promise<Response> => {
    const { searchParams } = new URL(url instanceof Request ? url.url : url)
    const location = searchParams.get('locationId') ?? ''
    arrivals.set(location, [...(arrivals.get(location) ?? []), clock.now()])
    return Response.json({ events: [], succeeded: true })
  }
  return { clock, client: createBlockSlotsClient({ token, clock, fetch }), arrivals }
}

const list = ({ client }: World, locationId: string): Promise<unknown> =>
  client.list({ locationId, calendarId: 'c', startTime: 0, endTime: 1 })

test('75 calls for each of two locations go without a wait, through one client', async () => {
  const world = openWorld()
  const start = world.clock.now()
  const callInTurn = async (): Promise<void> => {
    for (let index = 0; index < 150; index++) await list(world, index % 2 === 0 ? 'A' : 'B')
  }
  await world.clock.run(callInTurn())
  expect(world.clock.now()).toBe(start)
})

test('every location gets its limit, and none more, however many there are', async () => {
  const world = openWorld()
  const start = world.clock.now()
  const locations = Array.from({ length: 20 }, (_, index) => `location-${index}`)
  const calls = locations.flatMap((location) => Array.from({ length: 250 }, () => list(world, location)))
  await world.clock.run(Promise.all(calls))
  for (const location of locations) {
    const at = world.arrivals.get(location) ?? []
    expect(at.length).toBe(250)
    expect(mostWithin(at, windowMs)).toBe(100)
  }
  // Two whole windows, for 100 + 100 + 50.
  expect(world.clock.now() - start).toBe(2 * windowMs)
})

test.each([
  [20_000, 'one token', (): string => 'pit-agency'],
  [11_000, 'a token for each', (call: number): string => `pit-${call}`],
])('%i locations through one client with %s are counted apart', async (locations, _, tokenOf) => {
  let call = 0
  const world = openWorld(() => tokenOf((call += 1)))
  const start = world.clock.now()
  for (let index = 0; index < locations; index++) await list(world, `location-${index}`)
  expect(world.arrivals.size).toBe(locations)
  expect(world.clock.now()).toBe(start)
  // The first one is counted still: of 100 more calls, one waits for the next window.
  await world.clock.run(Promise.all(Array.from({ length: 100 }, () => list(world, 'location-0'))))
  expect(mostWithin(world.arrivals.get('location-0') ?? [], windowMs)).toBe(100)
  expect(world.arrivals.get('location-0')?.length).toBe(101)
})

test('calls that name none count to the only location of their token, as long as it is the only one', async () => {
  const world = openWorld()
  const start = world.clock.now()
  await list(world, 'A')
  const calls = Array.from({ length: 100 }, async (_, index) => {
    await (index < 50 ? list(world, 'A') : world.client.delete('e'))
  })
  await world.clock.run(Promise.all(calls))
  const at = [...(world.arrivals.get('A') ?? []), ...(world.arrivals.get('') ?? [])]
  expect(mostWithin(at, windowMs)).toBe(100)
  expect(world.clock.now()).toBe(start + windowMs)
})

test('calls that name none count apart as soon as their token has several locations, after a pause', async () => {
  const world = openWorld()
  const start = world.clock.now()
  await list(world, 'A')
  for (let sent = 0; sent < 90; sent++) await world.client.delete('e')
  await list(world, 'B')
  const deletes = Array.from({ length: 150 }, () => world.client.delete('e'))
  await world.clock.run(Promise.all(deletes))
  const at = world.arrivals.get('') ?? []
  // The 90 count to A. Nothing more is sent until they have left the window.
  expect(at.filter((moment) => moment === start).length).toBe(90)
  expect(at.filter((moment) => moment > start && moment < start + windowMs + 5000)).toEqual([])
  expect(mostWithin(at, windowMs)).toBe(100)
})
