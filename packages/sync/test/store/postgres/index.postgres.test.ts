import pg from 'pg'
import { afterEach, expect, inject, test } from 'vitest'
import { testStore } from '../../../src/store/conformance/index.ts'
import { postgresStore } from '../../../src/store/postgres/index.ts'
import type { Store } from '../../../src/store/store.ts'
import { createStep, newRun, plannedOwner } from '../../support/planned.ts'

/** Other files use the same server, and leave these connections alone. */
const name = `store-${process.pid}`
const connectionString = `${inject('postgres')}?application_name=${name}`
const opened: { readonly close: () => Promise<void> }[] = []
let count = 0

const newSchema = (): string => `store_${process.pid}_${(count += 1)}`

function openStore(schema = newSchema()): Store {
  const store = postgresStore({ connectionString }, { schema })
  opened.push(store)
  return store
}

/** A connection beside those of the stores. */
async function query(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

/** Ends the connections of stores, as a failing network or an administrator does. */
const endConnections = (): Promise<unknown> =>
  query(
    'select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()',
    [name],
  )

async function startRun(store: Store, id: string, creates: number): Promise<number[]> {
  await store.addRun(newRun(id))
  await store.addOwners(id, [plannedOwner('location/user/ann', creates)])
  await store.finishPlan(id)
  await store.startRun(id)
  const steps: number[] = []
  for await (const step of store.steps(id)) steps.push(step.id)
  return steps
}

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

test('passes the tests of a store', async () => {
  let schema = ''
  const open = (): Store => postgresStore({ connectionString }, { schema: (schema = newSchema()) })
  const reopen = (): Store => postgresStore({ connectionString }, { schema })
  expect((await testStore(open, { reopen })).length).toBeGreaterThan(20)
})

test('excludes other processes from a location, and from everything', async () => {
  const schema = newSchema()
  const [one, other] = [openStore(schema), openStore(schema)]
  const lock = await one.lock('a')
  await expect(other.lock('a')).rejects.toMatchObject({ code: 'store-locked' })
  await expect(other.lock('*')).rejects.toMatchObject({ code: 'store-locked' })
  await expect(one.lock('a')).rejects.toMatchObject({ code: 'store-locked' })
  await expect(one.lock('*')).rejects.toMatchObject({ code: 'store-locked' })
  const second = await other.lock('b')
  await lock.release()
  await lock.release()
  await expect(one.lock('*')).rejects.toMatchObject({ code: 'store-locked' })
  await second.release()
  const all = await one.lock('*')
  await expect(other.lock('a')).rejects.toMatchObject({ code: 'store-locked' })
  await expect(one.lock('a')).rejects.toMatchObject({ code: 'store-locked' })
  await all.release()
  await (await other.lock('a')).release()
})

test('a store of another schema is another state', async () => {
  const [one, other] = [await openStore().lock('a'), await openStore().lock('a')]
  expect(one.signal.aborted || other.signal.aborted).toBe(false)
})

test('a lost connection aborts its locks, which writes nothing more until they are released', async () => {
  const schema = newSchema()
  const [one, other] = [openStore(schema), openStore(schema)]
  const [step = 0] = await startRun(one, '00000001', 1)
  const [first, second] = [await one.lock('a'), await one.lock('b')]
  await endConnections()
  // The server has ended it, whether this process has noticed or not.
  await expect(one.commit([{ change: 'intent', step }])).rejects.toMatchObject({
    code: 'store-unavailable',
    retry: 'after',
  })
  expect(first.signal.aborted && second.signal.aborted).toBe(true)
  const taken = await other.lock('a')
  expect(await other.counts('00000001')).toMatchObject({ planned: 1, sent: 0 })
  await first.release()
  await expect(one.lock('c')).rejects.toMatchObject({ code: 'store-unavailable' })
  await second.release()
  await expect(one.lock('a')).rejects.toMatchObject({ code: 'store-locked' })
  await taken.release()
  await (await one.lock('a')).release()
})

test('an idle connection that was ended is replaced', async () => {
  const store = openStore()
  await store.runs()
  await endConnections()
  // Until it is noticed, one call may fail.
  await store.runs().catch(() => {})
  expect(await store.runs()).toEqual([])
})

test('keeps times of clocks that count parts of milliseconds', async () => {
  const store = openStore()
  const run = { ...newRun('00000001'), createdAt: 1_900_000_000_000.123 }
  await store.addRun(run)
  await store.finishPlan(run.id)
  expect(await store.runs()).toEqual([{ ...run, state: 'planned', serial: 0 }])
})

test('commits that come together are one transaction', async () => {
  const schema = newSchema()
  const store = openStore(schema)
  const steps = await startRun(store, '00000001', 100)
  await Promise.all(steps.map((step) => store.commit([{ change: 'intent', step }])))
  const [row] = await query(
    `select count(distinct xmin::text)::int as transactions, count(*)::int as steps from ${schema}.step where state = 'sent'`,
  )
  expect(row).toEqual({ transactions: 1, steps: 100 })
})

test('a commit for a step that is not there rejects', async () => {
  const store = openStore()
  const [step = 0] = await startRun(store, '00000001', 1)
  const changes = [{ change: 'intent' as const, step: step + 1000 }]
  await expect(store.commit(changes)).rejects.toMatchObject({ code: 'plan-stale' })
})

test('a worker of a run that was replaced writes no intent any more, but what became of its requests', async () => {
  const schema = newSchema()
  const [worker, other] = [openStore(schema), openStore(schema)]
  const [first = 0, second = 0] = await startRun(worker, '00000001', 2)
  await worker.commit([{ change: 'intent', step: first }])
  await startRun(other, '00000002', 2)
  const intent = { change: 'intent', step: second } as const
  await expect(worker.commit([intent])).rejects.toMatchObject({ code: 'plan-stale' })
  const owner = 'location/user/ann'
  const entry = { reasons: ['feed/0'], wanted: { startTime: '', endTime: '', title: 'Busy' } }
  await worker.commit([{ change: 'outcome', step: first, state: 'done', owner, ledger: { id: 'b1', entry } }])
  expect(await other.counts('00000001')).toMatchObject({ done: 1, skipped: 1 })
  expect(await other.ledger(owner)).toEqual(new Map([['b1', entry]]))
})

test('several processes make the tables at once', async () => {
  const schema = newSchema()
  const stores = Array.from({ length: 5 }, () => openStore(schema))
  expect(await Promise.all(stores.map((store) => store.runs()))).toEqual([[], [], [], [], []])
})

test('tables of a newer version are refused and left alone', async () => {
  const schema = newSchema()
  await openStore(schema).runs()
  await query(`update ${schema}.meta set version = 99`)
  await expect(openStore(schema).addRun(newRun('00000001'))).rejects.toMatchObject({
    code: 'store-damaged',
    message: expect.stringContaining('got 99'),
  })
  expect(await query(`select count(*)::int as runs from ${schema}.run`)).toEqual([{ runs: 0 }])
})

test('tables that another program has changed are damaged', async () => {
  const schema = newSchema()
  const store = openStore(schema)
  await startRun(store, '00000001', 1)
  await query(`update ${schema}.step set state = 'elsewhere'`)
  await expect(store.counts('00000001')).rejects.toMatchObject({ code: 'store-damaged' })
  await query(`alter table ${schema}.block rename to other`)
  await expect(store.ledger('location/user/ann')).rejects.toMatchObject({ code: 'store-damaged' })
})

test('takes one connection of a pool, whatever it is set to, and leaves it as it was', async () => {
  const types = { getTypeParser: () => () => 'parsed' }
  const pool = new pg.Pool({ connectionString, max: 2, types: types as unknown as typeof pg.types })
  const schema = newSchema()
  const store = postgresStore(pool, { schema })
  const steps = await startRun(store, '00000001', 2)
  expect(pool.totalCount).toBe(1)
  expect(steps).toHaveLength(2)
  expect(await store.counts('00000001')).toMatchObject({ planned: 2 })
  await store.close()
  expect(pool.totalCount).toBe(0)
  const { rows } = await pool.query({
    text: 'show search_path',
    types: { getTypeParser: () => String },
  })
  expect(rows).toEqual([{ search_path: '"$user", public' }])
  await pool.end()
})

test('keeps any title', async () => {
  const store = openStore()
  const titles = ['\u0000', '\ud800', '{"\\', "'; drop table step", '\u{1f600}', 'NULL', '']
  await store.addRun(newRun('00000001'))
  const steps = titles.map((title, index) => createStep(index, title))
  const entry = { reasons: ['feed/\u0000'], wanted: { startTime: '', endTime: '', title: '\ud800' } }
  const ledger = [{ id: 'id', entry }]
  await store.addOwners('00000001', [plannedOwner('location/user/ann', 0, { steps, ledger })])
  await store.finishPlan('00000001')
  await store.startRun('00000001')
  const stored: unknown[] = []
  for await (const { step } of store.steps('00000001')) stored.push(step)
  expect(stored).toEqual(steps)
  expect([...(await store.ledger('location/user/ann'))]).toEqual([['id', entry]])
})

test('a commit is on the disk, whatever the default of the database', async () => {
  const role = `lazy_${process.pid}`
  await query(`create role ${role} login superuser`)
  await query(`alter role ${role} set synchronous_commit = off`)
  const address = new URL(connectionString)
  address.username = role
  const pool = new pg.Pool({ connectionString: address.href, max: 1 })
  const client = await pool.connect()
  const commitSetting = async (): Promise<unknown> => (await client.query('show synchronous_commit')).rows[0]
  expect(await commitSetting()).toEqual({ synchronous_commit: 'off' })
  const store = postgresStore({ connect: async () => client }, { schema: newSchema() })
  await store.runs()
  expect(await commitSetting()).toEqual({ synchronous_commit: 'on' })
  await store.close()
  await pool.end()
})

test('errors name the cause and hold no password', async () => {
  const address = new URL(connectionString)
  address.password = 'a-password-of-a-test'
  address.pathname = '/missing'
  const store = postgresStore({ connectionString: address.href })
  const error: unknown = await store.runs().catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'store-unavailable', retry: 'never' })
  expect(String(error)).toContain('database "missing" does not exist')
  expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('a-password')
  await store.close()
})

test('a closed store rejects', async () => {
  const store = postgresStore({ connectionString }, { schema: newSchema() })
  await store.runs()
  await store.close()
  await expect(store.runs()).rejects.toMatchObject({ code: 'invalid-input' })
  await store.close()
})

test.each(['', 'Upper', 'a"b', 'a-b', 'x'.repeat(64)])('refuses the schema %j', (schema) => {
  expect(() => postgresStore({ connectionString }, { schema })).toThrow(
    expect.objectContaining({ code: 'invalid-input' }),
  )
})
