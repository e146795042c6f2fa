import { expect, onTestFinished, test } from 'vitest'
import { distribute as distributeRun, type DistributeOptions } from '../../src/pg-boss/distribute.ts'
import { work } from '../../src/pg-boss/work.ts'
import type { Sync } from '../../src/sync.ts'
import { memoryBoss, type MemoryBoss } from '../support/memory-boss.ts'
import { anna, at, ben, createWorld, location, testSource, type World } from '../support/world.ts'

const distribute = (
  parts: Parameters<typeof distributeRun>[0],
  plan: Parameters<typeof distributeRun>[1],
  options?: DistributeOptions,
): ReturnType<typeof distributeRun> => distributeRun(parts, plan, { pollIntervalMs: 10, ...options })

const items = [3, 4, 5, 6].flatMap((day) => [8, 10, 12].map((hour) => at(day, hour)))

/** A sync of two owners, whose location several workers may take. */
function setUp(world: World): { readonly sync: Sync; readonly boss: MemoryBoss } {
  const sync = world.createSync({
    owners: { anna: { locationId: location, userId: anna }, ben: { locationId: location, userId: ben } },
    sources: { busy: { for: 'all', items: testSource(items).read } },
    rules: { maxDelete: 1000 },
  })
  return { sync, boss: memoryBoss() }
}

function startWork(sync: Pick<Sync, 'apply'>, boss: MemoryBoss): { readonly end: () => Promise<void> } {
  const ended = new AbortController()
  const working = work({ boss, sync }, { signal: ended.signal, concurrency: 2 })
  const end = async (): Promise<void> => {
    ended.abort()
    await working
  }
  onTestFinished(end)
  return { end }
}

test('a plan is handed out, applied and reported', async () => {
  const world = await createWorld()
  const { sync, boss } = setUp(world)
  startWork(sync, boss)
  const plan = await sync.plan()
  const report = await distribute({ boss, store: world.store }, plan)
  expect(report).toMatchObject({ run: { state: 'done' }, counts: { done: 24 }, stopped: [] })
  expect(world.sandbox.blocks()).toHaveLength(24)
  expect(boss.jobs).toMatchObject([{ state: 'completed', data: { run: plan.run.id, locationId: location } }])
  expect((await sync.plan()).changes).toBe(0)
})

test('while it is distributed, no other run is planned or applied', async () => {
  const world = await createWorld()
  const { sync, boss } = setUp(world)
  const plan = await sync.plan()
  const ended = new AbortController()
  const waiting = distribute({ boss, store: world.store }, plan.run.id, { signal: ended.signal })
  while (boss.jobs.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await expect(sync.plan()).rejects.toMatchObject({ code: 'store-locked' })
  await expect(sync.apply(plan)).rejects.toMatchObject({ code: 'store-locked' })
  ended.abort()
  await expect(waiting).rejects.toThrow('aborted')
  // It goes on where it was, with the job that is still queued.
  startWork(sync, boss)
  expect((await distribute({ boss, store: world.store }, plan.run.id)).counts.done).toBe(24)
  expect(boss.jobs).toHaveLength(1)
})

test('a stale plan is refused before a job is added', async () => {
  const world = await createWorld()
  const { sync, boss } = setUp(world)
  const stale = await sync.plan()
  await sync.apply(await sync.plan())
  await expect(distribute({ boss, store: world.store }, stale)).rejects.toMatchObject({ code: 'plan-stale' })
  await expect(distribute({ boss, store: world.store }, 'ffffffff')).rejects.toMatchObject({
    code: 'invalid-input',
  })
  expect(boss.jobs).toEqual([])
})

test('a location to which nothing can be sent is left with its reason, and continued by the next call', async () => {
  const world = await createWorld()
  const { sync, boss } = setUp(world)
  startWork(sync, boss)
  const plan = await sync.plan()
  world.sandbox.setFaults([{ fault: 'forbidden', operation: 'createBlockSlot', on: 'every' }])
  const report = await distribute({ boss, store: world.store }, plan)
  expect(report.run.state).toBe('stopped')
  expect(report.counts.done).toBe(0)
  expect(report.stopped).toMatchObject([
    { name: 'anna', stop: { reason: 'unreadable', message: expect.stringContaining('403') } },
    { name: 'ben', stop: { reason: 'unreadable' } },
  ])
  world.sandbox.setFaults([])
  const next = await distribute({ boss, store: world.store }, plan)
  expect(next).toMatchObject({ run: { state: 'done' }, counts: { done: 24 }, stopped: [] })
})

test('a worker that is ended gives its location to another one', async () => {
  const world = await createWorld()
  const { sync, boss } = setUp(world)
  const plan = await sync.plan()
  const distributed = distribute({ boss, store: world.store }, plan)
  let done = 0
  const ended = new AbortController()
  await work(
    { boss, sync },
    {
      signal: ended.signal,
      concurrency: 1,
      onEvent({ type }) {
        if (type === 'step') done += 1
        if (done === 3) ended.abort()
      },
    },
  )
  expect(boss.failures).toEqual([expect.stringContaining('interrupted')])
  expect(world.sandbox.blocks().length).toBeLessThan(24)
  startWork(sync, boss)
  expect((await distributed).counts.done).toBe(24)
  expect(world.sandbox.blocks()).toHaveLength(24)
})

test('a location that another process holds is left for later', async () => {
  const world = await createWorld()
  const { sync, boss } = setUp(world)
  const lock = await world.store.lock(location)
  startWork(sync, boss)
  const distributed = distribute({ boss, store: world.store }, await sync.plan())
  while (boss.failures.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(world.sandbox.blocks()).toEqual([])
  await lock.release()
  expect((await distributed).counts.done).toBe(24)
})

test('an outage is waited for, but not one at the start', async () => {
  const world = await createWorld()
  const { sync, boss } = setUp(world)
  const plan = await sync.plan()
  boss.failNext(1)
  await expect(distribute({ boss, store: world.store }, plan)).rejects.toThrow('the connection has ended')
  const distributed = distribute({ boss, store: world.store }, plan)
  while (boss.jobs.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  boss.failNext(2)
  startWork(sync, { ...boss, createQueue: async () => {} })
  expect((await distributed).counts.done).toBe(24)
})

test('jobs of a run that has ended, and of other programs, are left out', async () => {
  const world = await createWorld()
  const { sync, boss } = setUp(world)
  const plan = await sync.plan()
  await sync.apply(plan)
  const data = [
    { run: plan.run.id, locationId: location },
    { run: 'ffffffff', locationId: location },
    { a: 1 },
  ]
  await boss.insert(
    'locations',
    data.map((each, index) => ({ data: each as never, singletonKey: String(index) })),
  )
  const requests = world.sandbox.audit.length
  const worker = startWork(sync, boss)
  while (boss.jobs.some(({ state }) => state !== 'completed'))
    await new Promise((resolve) => setTimeout(resolve, 5))
  await worker.end()
  expect(boss.jobs.map(({ output }) => output)).toEqual(data.map(() => ({ skipped: expect.any(String) })))
  expect(world.sandbox.audit).toHaveLength(requests)
})

test.each([0, 1.5, -1, Number.NaN])('refuses a concurrency of %s', async (concurrency) => {
  const { signal } = new AbortController()
  const sync = { apply: () => Promise.reject(new Error('not called')) }
  await expect(work({ boss: memoryBoss(), sync }, { signal, concurrency })).rejects.toMatchObject({
    code: 'invalid-input',
  })
})
