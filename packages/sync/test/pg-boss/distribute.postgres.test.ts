import { PgBoss } from 'pg-boss'
import { expect, inject, onTestFinished, test } from 'vitest'
import { queueName } from '../../src/pg-boss/boss.ts'
import { distribute, work, type Boss } from '../../src/pg-boss/index.ts'
import { postgresStore } from '../../src/store/postgres/index.ts'
import type { Store } from '../../src/store/store.ts'
import { anna, at, createWorld, location, testSource } from '../support/world.ts'

const connectionString = inject('postgres')
const schema = `boss_${process.pid}`

/** PgBoss as a program makes it. */
async function startBoss(): Promise<Boss> {
  const boss = new PgBoss({ connectionString, schema: `${schema}_queue`, max: 2 })
  await boss.start()
  onTestFinished(() => boss.stop({ graceful: false }))
  return boss
}

function openStore(): Store {
  const store = postgresStore({ connectionString }, { schema })
  onTestFinished(() => store.close())
  return store
}

test('pg-boss hands out a location once, and keeps what came of it', async () => {
  const world = await createWorld()
  const config = {
    owners: { anna: { locationId: location, userId: anna } },
    sources: { busy: { for: 'all', items: testSource([at(3, 9), at(4, 9)]).read } },
  } as const
  const [boss, store, ofWorker] = [await startBoss(), openStore(), openStore()]
  const plan = await world.createSync(config, store).plan()
  // Ended while no worker is there, and called again: it is the same job.
  const ended = new AbortController()
  const first = distribute({ boss, store }, plan, { signal: ended.signal, pollIntervalMs: 20 })
  const jobs = (): ReturnType<Boss['findJobs']> =>
    boss.findJobs(queueName, { data: { run: plan.run.id }, limit: 10 })
  await expect.poll(async () => (await jobs().catch(() => [])).length).toBe(1)
  ended.abort()
  await expect(first).rejects.toThrow('aborted')
  const second = distribute({ boss, store }, plan, { pollIntervalMs: 20 })
  const worker = new AbortController()
  const sync = world.createSync(config, ofWorker)
  const working = work({ boss: await startBoss(), sync }, { signal: worker.signal })
  expect(await second).toMatchObject({ run: { state: 'done' }, counts: { done: 2 } })
  worker.abort()
  await working
  expect(await jobs()).toMatchObject([
    { state: 'completed', data: { locationId: location }, output: { counts: { done: 2 }, left: [] } },
  ])
  expect(world.sandbox.blocks()).toHaveLength(2)
})
