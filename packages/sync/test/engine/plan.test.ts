import { expect, test } from 'vitest'
import { createSync } from '../../src/create-sync.ts'
import type { Source } from '../../src/source/source.ts'
import type { Store } from '../../src/store/store.ts'
import { anna, at, ben, createWorld, location, roundRobin, testSource } from '../support/world.ts'

const owners = {
  anna: { locationId: location, userId: anna },
  team: { locationId: location, calendarId: roundRobin },
} as const

// Anna is a member of the team as well.
const byOwner: Source = async function* (_, { owner }) {
  await Promise.resolve()
  yield owner === 'team' ? at(3, 9) : at(4, 9)
}

test('a plan for some owners leaves what others want of the same user', async () => {
  const world = await createWorld()
  const sources = { busy: { for: 'all', items: byOwner } } as const
  const sync = world.createSync({ owners, sources })
  const first = await sync.plan({ only: ['anna'] })
  expect(first.counts).toMatchObject({ create: 1 })
  await sync.apply(first)
  await sync.apply(await sync.plan())
  expect(world.sandbox.blocks()).toHaveLength(3)
  const plan = await sync.plan({ only: ['anna'] })
  expect(plan).toMatchObject({ changes: 0, stopped: [] })
  expect((await sync.plan({ only: ['team'] })).changes).toBe(0)
})

test('blocks of a team whose members are unknown now stay', async () => {
  const world = await createWorld()
  const sync = world.createSync({ owners, sources: { busy: { for: 'all', items: byOwner } } })
  await sync.apply(await sync.plan())
  world.sandbox.setFaults([{ fault: 'status', status: 404, operation: 'getCalendar', on: 'every' }])
  const plan = await sync.plan()
  expect(plan.stopped).toMatchObject([{ name: 'team', stop: { reason: 'unreadable' } }])
  expect(plan).toMatchObject({ changes: 0, counts: { keep: 1 } })
})

test('a run has the window of its owners, even when it is planned at midnight', async () => {
  const world = await createWorld()
  let now = Date.parse('2027-03-01T23:59:59Z')
  const windows: string[] = []
  const store: Store = {
    ...world.store,
    async addRun(run) {
      now += 2000
      return world.store.addRun(run)
    },
  }
  const items: Source = async function* ({ from }) {
    windows.push(from)
    await Promise.resolve()
    yield at(3, 9)
  }
  const sync = createSync({
    config: {
      name: 'night',
      timeZone: 'UTC',
      window: { days: 5 },
      owners,
      sources: { busy: { for: 'all', items } },
    },
    clientOf: () => world.client,
    clock: { now: () => now, sleep: async () => {} },
    store,
  })
  const { run } = await sync.plan()
  expect(run.window.from).toBe('2027-03-01T00:00:00.000Z')
  expect(new Set(windows)).toEqual(new Set(['2027-03-01T00:00:00+00:00']))
})

test('items that cannot be made do not keep the location from being worked on', async () => {
  const world = await createWorld()
  const wrong = [9, 10, 11, 12].map((hour) => at(3, hour, 'two\nlines'))
  const source = testSource([...wrong, at(4, 9), at(5, 9)])
  const sync = world.createSync({
    owners: { anna: owners.anna, ben: { locationId: location, userId: ben } },
    sources: { busy: { for: 'all', items: source.read } },
  })
  const report = await sync.apply(await sync.plan())
  expect(report).toMatchObject({ counts: { done: 4, failed: 8 }, stopped: [], run: { state: 'done' } })
})

test.each(['a source', 'a client'])(
  '%s that never answers does not keep a plan from being aborted',
  async (which) => {
    const world = await createWorld()
    const controller = new AbortController()
    const wait = async (): Promise<never> => {
      controller.abort(new Error('stopped'))
      return new Promise(() => {})
    }
    const items: Source = async function* () {
      if (which === 'a source') await wait()
      yield at(3, 9)
    }
    const sync = createSync({
      config: {
        name: 'hang',
        timeZone: 'UTC',
        window: { days: 5 },
        owners,
        sources: { busy: { for: 'all', items } },
      },
      clientOf: which === 'a client' ? wait : () => world.client,
      store: world.store,
    })
    await expect(sync.plan({ signal: controller.signal })).rejects.toThrow('stopped')
    // What is left of it is removed by the next one.
    await expect(world.store.runs()).resolves.toEqual([])
  },
)

test('a source may have more items than a call takes arguments', async () => {
  const world = await createWorld()
  const items: Source = async function* () {
    for (let id = 0; id < 150_000; id += 1) yield { ...at(3, 9), id: String(id) }
  }
  const plan = await world
    .createSync({ owners: { anna: owners.anna }, sources: { busy: { for: 'all', items } } })
    .plan()
  expect(plan).toMatchObject({ stopped: [], counts: { create: 1 } })
})
