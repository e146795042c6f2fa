import { expect, test } from 'vitest'
import { collect } from '../../../src/engine/concurrency.ts'
import { sqliteStore } from '../../../src/store/sqlite/index.ts'
import type { Store } from '../../../src/store/store.ts'
import { at } from '../../support/world.ts'

const owner = 'location/user/anna'
const step = { action: 'create', wanted: { ...at(3, 9), reasons: ['busy/1'] } } as const

async function addPlan(store: Store, number: number): Promise<string> {
  const id = number.toString(16).padStart(8, '0')
  await store.addRun({ id, name: 'test', createdAt: number, window: { from: '', to: '' } })
  const counts = { create: 1, update: 0, delete: 0, exists: 0, keep: 0, refuse: 0 }
  const names = { owner: number === 0 ? 'location/user/ben' : owner, name: 'anna', timeZone: 'UTC' }
  await store.addOwners(id, [{ ...names, counts, readAt: 0, shown: 0, steps: [step], ledger: [] }])
  await store.finishPlan(id)
  return id
}

const idsOf = async (store: Store): Promise<number[]> =>
  (await store.runs()).map(({ createdAt }) => createdAt)

test('plans that were never started are kept up to a number', async () => {
  const store = sqliteStore(':memory:')
  const started = await addPlan(store, 1)
  await store.startRun(started)
  for (let number = 2; number <= 60; number += 1) await addPlan(store, number)
  const ids = await idsOf(store)
  expect(ids.length).toBeLessThan(25)
  expect([ids[0], ids.at(-1)]).toEqual([60, 1])
  // Their steps are their own, and those of the started run are still open.
  const steps = await collect(store.steps(started))
  expect(await store.unresolved(owner)).toEqual(steps)
  const last = await collect(store.steps((60).toString(16).padStart(8, '0')))
  expect(last).toMatchObject([{ owner, state: 'planned', step }])
  await store.close()
})

test('started runs are kept up to a number, and older ones while they have open steps', async () => {
  const store = sqliteStore(':memory:')
  for (let number = 0; number <= 130; number += 1) await store.startRun(await addPlan(store, number))
  const ids = await idsOf(store)
  expect(ids.length).toBeLessThan(105)
  // Ben has no later run.
  expect([ids[0], ids.at(-1)]).toEqual([130, 0])
  expect(await store.unresolved('location/user/ben')).toHaveLength(1)
  expect(await store.unresolved(owner)).toHaveLength(1)
  await store.close()
})
