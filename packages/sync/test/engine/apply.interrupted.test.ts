import { expect, test } from 'vitest'
import type { Store, StoreChange } from '../../src/store/store.ts'
import { anna, at, ben, createWorld, location, testSource, type World } from '../support/world.ts'

const days = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
const hours = [8, 10, 12, 14]
const items = days.flatMap((day) => hours.map((hour) => at(day, hour)))

/** A store that fails for good at a commit of a certain number, as if the process had ended there. */
function endingStore(store: Store, last: number, isLost: (change: StoreChange) => boolean): Store {
  let commits = 0
  return {
    ...store,
    async commit(changes) {
      if (changes.some(isLost)) commits += 1
      if (commits >= last) throw new Error('the process has ended')
      await store.commit(changes)
    },
  }
}

function setUp(world: World) {
  const source = testSource(items)
  const config = {
    owners: { anna: { locationId: location, userId: anna }, ben: { locationId: location, userId: ben } },
    sources: { busy: { for: 'all', items: source.read } },
    rules: { maxDelete: 1000 },
  } as const
  return {
    source,
    restart: (store = world.store) => world.createSync(config, store),
    shown: () =>
      world.sandbox
        .blocks()
        .map((block) => `${block.assignedUserId} ${block.startTime} ${block.title}`)
        .toSorted(),
  }
}

const all = (of: readonly ReturnType<typeof at>[]): string[] =>
  [anna, ben].flatMap((user) => of.map(({ startTime, title }) => `${user} ${startTime} ${title}`)).toSorted()

test.each([
  ['an intent', 1],
  ['an intent', 4],
  ['an outcome', 1],
  ['an outcome', 4],
] as const)('a run that ends at %s (%i) is continued without a duplicate', async (which, last) => {
  const world = await createWorld()
  const { restart, shown } = setUp(world)
  const change = which === 'an intent' ? 'intent' : 'outcome'
  const ended = restart(endingStore(world.store, last, (one) => one.change === change))
  const plan = await ended.plan()
  await expect(ended.apply(plan)).rejects.toThrow('the process has ended')
  const report = await restart().apply(plan.run.id)
  expect(report).toMatchObject({ counts: { done: 80 }, run: { state: 'done' } })
  expect(shown()).toEqual(all(items))
})

test.each([1, 3])('a new plan takes over what a run has left that ended at outcome %i', async (last) => {
  const world = await createWorld()
  const { restart, shown, source } = setUp(world)
  const ended = restart(endingStore(world.store, last, (one) => one.change === 'outcome'))
  await expect(ended.apply(await ended.plan())).rejects.toThrow('the process has ended')
  source.items = items.slice(10)
  const sync = restart()
  const plan = await sync.plan()
  expect((await sync.apply(plan)).counts).toMatchObject({ failed: 0, unknown: 0 })
  expect(shown()).toEqual(all(items.slice(10)))
  expect((await sync.plan()).changes).toBe(0)
})

test('a plan from before an interrupted run was continued is stale', async () => {
  const world = await createWorld()
  const { restart, shown } = setUp(world)
  const ended = restart(endingStore(world.store, 1, (one) => one.change === 'outcome'))
  const plan = await ended.plan()
  await expect(ended.apply(plan)).rejects.toThrow('the process has ended')
  const sync = restart()
  const between = await sync.plan()
  await sync.apply(plan.run.id)
  // Made by this process a moment ago, so its lists would not be read again.
  await expect(sync.apply(between)).rejects.toMatchObject({ code: 'plan-stale' })
  expect(shown()).toEqual(all(items))
})

test('what a run has made before it ended is undone, even where that was not recorded', async () => {
  const world = await createWorld()
  const { restart, shown, source } = setUp(world)
  const first = restart()
  source.items = items.slice(0, 30)
  await first.apply(await first.plan())
  source.items = items.slice(10)
  const ended = restart(endingStore(world.store, 2, (one) => one.change === 'outcome'))
  const plan = await ended.plan()
  await expect(ended.apply(plan)).rejects.toThrow('the process has ended')
  expect(shown()).not.toEqual(all(items.slice(0, 30)))
  const sync = restart()
  await sync.apply(await sync.undo(plan.run.id))
  expect(shown()).toEqual(all(items.slice(0, 30)))
})

test('a block that a person has made instead of a run is not taken for one of the run', async () => {
  const world = await createWorld()
  const { restart, source } = setUp(world)
  source.items = [at(3, 9), at(4, 9)]
  const sync = restart()
  const plan = await sync.plan()
  world.sandbox.setFaults([{ fault: 'forbidden', operation: 'createBlockSlot', on: 'every' }])
  expect(await sync.apply(plan)).toMatchObject({ run: { state: 'stopped' }, counts: { skipped: 4 } })
  world.sandbox.setFaults([])
  const [one, other] = [await world.block(at(3, 9)), await world.block(at(4, 9))]
  expect((await sync.apply(plan)).counts).toMatchObject({ exists: 2, done: 2 })
  source.items = [at(4, 9)]
  const next = await sync.plan()
  expect(next.counts).toMatchObject({ delete: 1 })
  await sync.apply(next)
  expect(world.sandbox.blocks().map(({ id }) => id)).toEqual(expect.arrayContaining([one, other]))
})

test('moves and deletes are continued, and so is the reverse of a run', async () => {
  const world = await createWorld()
  const { restart, shown, source } = setUp(world)
  const first = restart()
  await first.apply(await first.plan())
  const moved = items
    .slice(0, 20)
    .map((item) => ({ ...item, startTime: item.startTime.replace(':00:00+', ':30:00+') }))
  source.items = moved
  const ended = restart(endingStore(world.store, 3, (one) => one.change === 'outcome'))
  const plan = await ended.plan()
  expect(plan.counts).toMatchObject({ update: 40, delete: 40 })
  await expect(ended.apply(plan)).rejects.toThrow('the process has ended')
  expect((await restart().apply(plan)).counts).toMatchObject({ done: 80 })
  expect(shown()).toEqual(all(moved))

  const undone = restart(endingStore(world.store, 3, (one) => one.change === 'outcome'))
  const undo = await undone.undo(plan.run.id)
  await expect(undone.apply(undo)).rejects.toThrow('the process has ended')
  expect((await restart().apply(undo)).counts).toMatchObject({ done: 80 })
  expect(shown()).toEqual(all(items))
})

test('an interrupted run finishes what is in flight, and is continued', async () => {
  const world = await createWorld()
  const { restart, shown } = setUp(world)
  const sync = restart()
  const plan = await sync.plan()
  const controller = new AbortController()
  let steps = 0
  const onEvent = (): void => {
    steps += 1
    if (steps === 5) controller.abort('SIGINT')
  }
  const report = await sync.apply(plan, { signal: controller.signal, onEvent })
  expect(report.run.state).toBe('stopped')
  expect(report.counts.unknown).toBe(0)
  expect(report.counts.done).toBe(world.sandbox.blocks().length)
  expect((await sync.apply(plan)).counts).toMatchObject({ done: 80 })
  expect(shown()).toEqual(all(items))
})

test('a lost response is found in the list, and not sent again', async () => {
  const world = await createWorld()
  const { restart, shown } = setUp(world)
  const sync = restart()
  const plan = await sync.plan()
  world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot', on: { share: 0.2 } }])
  await sync.apply(plan)
  world.sandbox.setFaults([])
  await sync.apply(plan, { only: 'failed' })
  expect(shown()).toEqual(all(items))
})

test('a store set back to an older copy makes nothing twice', async () => {
  const world = await createWorld()
  const { restart, shown } = setUp(world)
  const sync = restart()
  const plan = await sync.plan()
  // Intents and outcomes are forgotten from the third commit on, and the process goes on until it ends.
  let commits = 0
  const forgetful: Store = {
    ...world.store,
    async commit(changes) {
      commits += 1
      if (commits < 3) await world.store.commit(changes)
      if (commits > 8) throw new Error('the process has ended')
    },
  }
  await expect(restart(forgetful).apply(plan)).rejects.toThrow('the process has ended')
  expect((await restart().apply(plan)).counts).toMatchObject({ done: 80 })
  expect(shown()).toEqual(all(items))
  // What was found is remembered as made here.
  expect((await restart().verify()).unclaimed).toEqual([])
})

test('what an interrupted run has done is undone with it, also where a later plan has found it', async () => {
  const world = await createWorld()
  const { restart, shown, source } = setUp(world)
  source.items = items.slice(0, 30)
  const first = restart()
  await first.apply(await first.plan())
  source.items = items.slice(10).map((item) => ({ ...item, title: 'Later' }))
  const ended = restart(endingStore(world.store, 2, (one) => one.change === 'outcome'))
  const plan = await ended.plan()
  await expect(ended.apply(plan)).rejects.toThrow('the process has ended')
  const later = restart()
  const rest = await later.plan()
  await later.apply(rest)
  expect(shown()).toEqual(all(source.items))
  for (const run of [rest, plan]) await later.apply(await later.undo(run.run.id))
  expect(shown()).toEqual(all(items.slice(0, 30)))
})

test('an empty list is read again where something may have been created', async () => {
  const world = await createWorld()
  const { restart, shown } = setUp(world)
  const ended = restart(endingStore(world.store, 1, (one) => one.change === 'outcome'))
  const plan = await ended.plan()
  await expect(ended.apply(plan)).rejects.toThrow('the process has ended')
  world.sandbox.setFaults([{ fault: 'empty-list', operation: 'listBlockedSlots', on: [1, 2] }])
  await restart().apply(plan.run.id)
  expect(shown()).toEqual(all(items))
})
