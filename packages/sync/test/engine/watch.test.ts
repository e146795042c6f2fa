import { expect, test } from 'vitest'
import { createSync } from '../../src/create-sync.ts'
import { syncError } from '../../src/error.ts'
import type { Store } from '../../src/store/store.ts'
import { anna, at, createWorld, location, testSource, window } from '../support/world.ts'

const owners = { anna: { locationId: location, userId: anna } } as const

test('leaving watch ends its run, and nothing is sent afterwards', async () => {
  const world = await createWorld()
  const days = [3, 4, 5, 6, 7, 8, 9, 10]
  const source = testSource(days.flatMap((day) => [8, 10, 12, 14].map((hour) => at(day, hour))))
  const sync = world.createSync({ owners, sources: { busy: { for: 'all', items: source.read } } })
  for await (const event of sync.watch({ every: 'PT1H', approve: 'all' })) if (event.type === 'step') break
  const made = world.sandbox.blocks().length
  expect(made).toBeLessThan(32)
  world.requests()
  // The store is free again.
  const plan = await sync.plan()
  expect(plan.counts).toMatchObject({ create: 32 - made, exists: made })
  expect(world.requests()).toMatchObject({ listBlockedSlots: 1 })
  expect(world.sandbox.blocks()).toHaveLength(made)
})

test('a source that was renamed is known by its new name after a round without changes', async () => {
  const world = await createWorld()
  const source = testSource([at(3, 9), at(4, 9)])
  const startWith = (name: string) =>
    world.createSync({ owners, sources: { [name]: { for: 'all', items: source.read } } })
  const first = startWith('old')
  await first.apply(await first.plan())
  const sync = startWith('new')
  for await (const { type } of sync.watch({ every: 'PT1H', approve: 'creates' })) if (type === 'wait') break
  source.items = [at(3, 9)]
  expect(await sync.plan()).toMatchObject({ counts: { delete: 1 }, stopped: [] })
})

test.each(['plan-stale', 'store-locked'] as const)('watch goes on after %s', async (code) => {
  const world = await createWorld()
  let failures = 0
  const other = async (): Promise<never> => {
    failures += 1
    throw syncError(code, 'another process is at work')
  }
  const store: Store = {
    ...world.store,
    lock: async (scope) => (code === 'store-locked' && failures === 0 ? other() : world.store.lock(scope)),
    startRun: async (run) => (code === 'plan-stale' && failures === 0 ? other() : world.store.startRun(run)),
  }
  const source = testSource([at(3, 9)])
  const sync = createSync({
    config: {
      name: 'shared',
      timeZone: 'UTC',
      window,
      owners,
      sources: { busy: { for: 'all', items: source.read } },
    },
    clientOf: () => world.client,
    clock: { now: () => 0, sleep: async () => {} },
    store,
  })
  let rounds = 0
  for await (const { type } of sync.watch({ every: 'PT15M', approve: 'all' })) {
    if (type === 'wait') rounds += 1
    if (rounds === 2) break
  }
  expect(failures).toBe(1)
  expect(world.sandbox.blocks()).toHaveLength(1)
})

test('a clock that is set back does not make watch wait longer than its interval', async () => {
  const world = await createWorld()
  let now = Date.parse('2027-03-01T12:00:00Z')
  const waits: number[] = []
  const sync = createSync({
    config: { name: 'clock', timeZone: 'UTC', window, owners, sources: {} },
    clientOf: () => world.client,
    clock: {
      now: () => now,
      async sleep(ms) {
        waits.push(ms)
        now += ms
      },
    },
    store: world.store,
  })
  const events = sync.watch({ every: 'PT15M', approve: 'all', onEvent: () => (now -= 3_600_000) })
  for await (const { type } of events) if (type === 'wait' && waits.length === 2) break
  expect(waits).toEqual([900_000, 900_000])
})
