import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresStore } from '../../../src/store/postgres/index.ts'
import type { Store } from '../../../src/store/store.ts'
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts'
import { newRun, plannedOwner } from '../../support/planned.ts'
import { anna, at, createWorld, location, testSource } from '../../support/world.ts'

let server: PostgresServer

beforeAll(async () => {
  server = await startPostgres()
})

afterAll(() => server.stop())

/** The states of all steps, once the server is reachable again. */
async function readStates(store: Store, run: string): Promise<Map<number, string>> {
  const states = new Map<number, string>()
  for await (const { id, state } of store.steps(run)) states.set(id, state)
  return states
}

test('what was committed survives the end of PostgreSQL, and each lock is lost with it', async () => {
  const store = postgresStore({ connectionString: server.connectionString })
  const totals = { resolved: 0, rejected: 0 }
  const problems: string[] = []
  for (let round = 0; round < 5; round += 1) {
    const run = `0000000${round}`
    await store.addRun(newRun(run))
    await store.addOwners(run, [plannedOwner('location/user/ann', 2000)])
    await store.finishPlan(run)
    await store.startRun(run)
    const lock = await store.lock('location')
    const resolved = new Set<number>()
    const send = async (step: number): Promise<void> => {
      try {
        await store.commit([{ change: 'intent', step }])
      } catch (error) {
        totals.rejected += 1
        const { code, retry } = error as { code?: unknown; retry?: unknown }
        if (code !== 'store-unavailable' || retry !== 'after') problems.push(String(error))
        return
      }
      // Here a request would be sent, unless the lock is lost.
      if (!lock.signal.aborted) resolved.add(step)
    }
    const steps = [...(await readStates(store, run)).keys()]
    const sender = async (): Promise<void> => {
      for (let step = steps.shift(); step !== undefined && !lock.signal.aborted; step = steps.shift()) {
        await send(step)
      }
    }
    const senders = Promise.all(Array.from({ length: 10 }, sender))
    await setTimeout(10 + 8 * round)
    await server.kill()
    await senders
    expect(lock.signal.aborted).toBe(true)
    await expect(store.commit([{ change: 'intent', step: 1 }])).rejects.toMatchObject({
      code: 'store-unavailable',
    })
    await lock.release()
    await expect(store.runs()).rejects.toMatchObject({ code: 'store-unavailable', retry: 'after' })
    await server.start()
    const states = await readStates(store, run)
    for (const step of resolved) if (states.get(step) !== 'sent') problems.push(`${step} was lost`)
    totals.resolved += resolved.size
    await (await store.lock('location')).release()
  }
  expect(problems).toEqual([])
  expect(totals.resolved).toBeGreaterThan(50)
  expect(totals.rejected).toBeGreaterThan(4)
  await store.close()
})

/** Ends PostgreSQL three times while a plan is applied. Returns the creates that had no intent in the store then. */
async function applyWithKills(schema: string, wrap: (store: Store) => Store) {
  const world = await createWorld()
  const days = Array.from({ length: 28 }, (_, day) => day + 1)
  const items = days.flatMap((day) => Array.from({ length: 20 }, (_, hour) => at(day, hour)))
  const config = {
    owners: { anna: { locationId: location, userId: anna } },
    sources: { busy: { for: 'all', items: testSource(items).read } },
  } as const
  const store = postgresStore({ connectionString: server.connectionString }, { schema })
  const sync = world.createSync(config, wrap(store))
  const plan = await sync.plan()
  const created = (): string[] =>
    world.sandbox.audit.flatMap((entry) =>
      entry.kind === 'commit' && entry.change === 'created' && entry.of === 'block'
        ? new Date(entry.event.startTime).toISOString()
        : [],
    )
  let interrupted = 0
  const unintended: string[] = []
  for (const count of [40, 150, 300]) {
    const applying = sync.apply(plan).then(
      () => 'done',
      (error: unknown) => (error as { code?: unknown }).code,
    )
    while (created().length < count) await setTimeout(1)
    await server.kill()
    if ((await applying) === 'store-unavailable') interrupted += 1
    await server.start()
    const intended = new Set<string>()
    for await (const { state, step } of store.steps(plan.run.id)) {
      if (state !== 'planned' && step.action === 'create') {
        intended.add(new Date(step.wanted.startTime).toISOString())
      }
    }
    unintended.push(...created().filter((time) => !intended.has(time)))
  }
  const { counts } = await sync.apply(plan)
  await store.close()
  const unique = new Set(created()).size
  return { interrupted, unintended, counts, wanted: items.length, unique, created: created().length }
}

test('every request has a durable intent, whenever PostgreSQL ends', async () => {
  const { wanted, ...result } = await applyWithKills('intents', (store) => store)
  expect(result).toMatchObject({
    interrupted: 3,
    unintended: [],
    counts: { done: wanted, failed: 0, unknown: 0 },
    unique: wanted,
    created: wanted,
  })
})

test('intents that are not written are found missing', async () => {
  const { unintended } = await applyWithKills('forgotten', (store) => ({
    ...store,
    async commit(changes) {
      const outcomes = changes.filter(({ change }) => change !== 'intent')
      // An outcome is always a moment late, and here too late.
      if (outcomes.length > 0) await setTimeout(20)
      await store.commit(outcomes)
    },
  }))
  expect(unintended.length).toBeGreaterThan(0)
})
