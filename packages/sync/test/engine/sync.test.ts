import { seedState } from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import type { SyncEvent } from '../../src/event.ts'
import {
  anna,
  at,
  ben,
  createWorld,
  location,
  room,
  roundRobin,
  testSource,
  type World,
} from '../support/world.ts'
import type { Plan } from '../../src/report.ts'
import type { Rules } from '../../src/rules.ts'
import type { Step } from '../../src/step.ts'
import { sqliteStore } from '../../src/store/sqlite/index.ts'

const owners = {
  anna: { locationId: location, userId: anna },
  ben: { locationId: location, userId: ben },
} as const

/** One owner with one source. */
function setUp(world: World, rules: Partial<Rules> = {}) {
  const source = testSource([at(3, 9), at(4, 9), at(5, 9)])
  const sync = world.createSync({
    owners: { anna: owners.anna },
    sources: { busy: { for: 'all', items: source.read } },
    rules,
  })
  return { source, sync, blocks: () => world.sandbox.blocks().filter(({ deleted }) => deleted !== true) }
}

async function stepsOf(plan: Plan): Promise<Step[]> {
  const steps: Step[] = []
  for await (const { step } of plan.steps()) steps.push(step)
  return steps
}

test('what is planned is made, and the next plan has nothing to do', async () => {
  const world = await createWorld()
  const { sync, blocks } = setUp(world)
  const plan = await sync.plan()
  expect(plan).toMatchObject({ changes: 3, counts: { create: 3 }, stopped: [], run: { state: 'planned' } })
  expect(blocks()).toEqual([])
  expect(world.requests()).toEqual({ listBlockedSlots: 1, listEvents: 1 })

  const report = await sync.apply(plan)
  expect(report).toMatchObject({
    counts: { done: 3, exists: 0, failed: 0, unknown: 0 },
    run: { state: 'done' },
  })
  expect(blocks()).toHaveLength(3)
  expect(world.requests()).toEqual({ createBlockSlot: 3 })

  const again = await sync.plan()
  expect(again).toMatchObject({ changes: 0, counts: { exists: 3 } })
  expect(await sync.apply(again)).toMatchObject({ counts: { done: 0, exists: 3 } })
  expect(world.requests()).toEqual({ listBlockedSlots: 1 })
})

test('a run is read as it is stored, before it is applied and after', async () => {
  const world = await createWorld()
  const { sync } = setUp(world)
  const { run } = await sync.plan()
  world.requests()
  const planned = await sync.readRun(run.id.slice(0, 4))
  expect(planned.plan).toMatchObject({ run: { id: run.id, state: 'planned' }, changes: 3 })
  expect(planned.report.counts).toMatchObject({ done: 0, skipped: 3 })
  expect(await stepsOf(planned.plan)).toHaveLength(3)
  expect(world.requests()).toEqual({})

  const report = await sync.apply(run.id)
  expect((await sync.readRun(run.id)).report).toMatchObject({ run: report.run, counts: report.counts })
  await expect(sync.readRun('ffffffff')).rejects.toMatchObject({ code: 'invalid-input' })
})

test('a moved item is edited, one that goes is deleted', async () => {
  const world = await createWorld()
  const { sync, source, blocks } = setUp(world)
  await sync.apply(await sync.plan())
  source.items = [at(3, 9), { ...at(6, 14), item: at(4, 9).item }]
  const plan = await sync.plan()
  expect(plan.counts).toMatchObject({ create: 0, update: 1, delete: 1, exists: 1 })
  expect((await sync.apply(plan)).counts).toMatchObject({ done: 2, exists: 1 })
  expect(
    blocks()
      .map(({ startTime }) => startTime)
      .toSorted(),
  ).toEqual(['2027-03-03T09:00:00+00:00', '2027-03-06T14:00:00+00:00'])
})

test('an equal block of a person is left alone, and stays when it is not wanted any more', async () => {
  const world = await createWorld()
  const { sync, source, blocks } = setUp(world)
  const id = await world.block(at(3, 9))
  expect((await sync.apply(await sync.plan())).counts).toMatchObject({ done: 2, exists: 1 })
  source.items = source.items.slice(1)
  expect((await sync.plan()).changes).toBe(0)
  expect(blocks().map((block) => block.id)).toContain(id)
})

test('the plan is undone', async () => {
  const world = await createWorld()
  const { sync, source, blocks } = setUp(world)
  await world.block(at(20, 9, 'Of a person'))
  await sync.apply(await sync.plan())
  const before = blocks().map(({ startTime, title }) => `${startTime} ${title}`)
  source.items = [{ ...at(6, 14), item: at(3, 9).item }, at(4, 9), at(8, 9)]
  const plan = await sync.plan()
  expect(plan.counts).toMatchObject({ create: 1, update: 1, delete: 1 })
  await sync.apply(plan)
  const undo = await sync.undo(plan.run.id)
  expect(undo).toMatchObject({ changes: 3, run: { undoes: plan.run.id } })
  expect((await sync.apply(undo)).counts).toMatchObject({ done: 3 })
  expect(
    blocks()
      .map(({ startTime, title }) => `${startTime} ${title}`)
      .toSorted(),
  ).toEqual(before.toSorted())
})

test.each([
  ['refuse', { done: 2, refused: 1 }],
  ['report', { done: 3, refused: 0 }],
  ['ignore', { done: 3, refused: 0 }],
] as const)('time with an appointment under the rule %s', async (onAppointments, counts) => {
  const appointment = {
    id: 'a1',
    locationId: location,
    calendarId: roundRobin,
    assignedUserId: anna,
    ...at(3, 9),
  }
  const world = await createWorld({ state: { ...seedState(), appointments: [appointment] } })
  const { sync } = setUp(world, { onAppointments })
  const plan = await sync.plan()
  const over = (await stepsOf(plan)).flatMap((step) => ('over' in step ? step.over : []))
  expect(over.map(({ id }) => id)).toEqual(onAppointments === 'ignore' ? [] : ['a1'])
  expect((await sync.apply(plan)).counts).toMatchObject(counts)
})

test('a calendar of a team blocks every member or none', async () => {
  const appointment = { id: 'a1', locationId: location, calendarId: roundRobin, assignedUserId: ben }
  const appointments = [{ ...appointment, ...at(3, 9, 'Call') }]
  const world = await createWorld({ state: { ...seedState(), appointments } })
  const source = testSource([at(3, 9), at(4, 9)])
  const sync = world.createSync({
    owners: {
      team: { locationId: location, calendarId: roundRobin },
      room: { locationId: location, calendarId: room },
    },
    sources: { busy: { for: 'all', items: source.read } },
  })
  const plan = await sync.plan()
  expect(plan.counts).toMatchObject({ create: 4, refuse: 2 })
  await sync.apply(plan)
  const created = world.sandbox
    .blocks()
    .map(
      ({ calendarId, assignedUserId, startTime }) =>
        `${calendarId ?? assignedUserId} ${startTime.slice(0, 10)}`,
    )
  expect(created.toSorted()).toEqual(
    [`${anna} 2027-03-04`, `${ben} 2027-03-04`, `${room} 2027-03-03`, `${room} 2027-03-04`].toSorted(),
  )
})

test('an empty source stops its owner until the number is allowed', async () => {
  const world = await createWorld()
  const { sync, source, blocks } = setUp(world)
  await sync.apply(await sync.plan())
  source.items = []
  const plan = await sync.plan()
  expect(plan).toMatchObject({
    changes: 0,
    stopped: [{ name: 'anna', stop: { reason: 'source-empty', count: 3 } }],
  })
  expect((await sync.plan({ allow: 2 })).changes).toBe(0)
  await sync.apply(await sync.plan({ allow: 3 }))
  expect(blocks()).toEqual([])
})

test('a source that fails stops its owner alone', async () => {
  const world = await createWorld()
  // oxlint-disable-next-line require-await -- A source is read asynchronously.
  const broken = async function* () {
    yield at(3, 9)
    throw new Error('the feed ends in the middle')
  }
  const sync = world.createSync({
    owners,
    sources: {
      busy: { for: ['anna'], items: broken },
      lunch: { for: 'all', items: testSource([at(4, 12)]).read },
    },
  })
  const plan = await sync.plan()
  expect(plan).toMatchObject({
    changes: 1,
    stopped: [
      {
        name: 'anna',
        stop: { reason: 'source-failed', source: 'busy', message: expect.stringContaining('in the middle') },
      },
    ],
  })
})

test('what was made for an item that cannot be read stays', async () => {
  const world = await createWorld()
  const { sync, source, blocks } = setUp(world)
  source.items = [...source.items, { ...at(6, 9), item: 'series 2027-03-06' }, at(7, 9)]
  await sync.apply(await sync.plan())
  source.items = source.items.slice(0, 2)
  source.unreadable = [at(5, 9).item, 'series']
  const plan = await sync.plan()
  expect(plan.counts).toMatchObject({ delete: 1, keep: 2, exists: 2 })
  await sync.apply(plan)
  expect(
    blocks()
      .map(({ startTime }) => startTime.slice(8, 10))
      .toSorted(),
  ).toEqual(['03', '04', '05', '06'])
})

test('a plan is stale once another one was applied', async () => {
  const world = await createWorld()
  const { sync } = setUp(world)
  const [first, second] = [await sync.plan(), await sync.plan()]
  await sync.apply(second)
  await expect(sync.apply(first)).rejects.toMatchObject({ code: 'plan-stale', applied: 'no' })
})

test('a run is found by the start of its id, and an unknown one is refused', async () => {
  const world = await createWorld()
  const { sync } = setUp(world)
  const { run } = await sync.plan()
  expect((await sync.apply(run.id.slice(0, 6))).counts.done).toBe(3)
  await expect(sync.apply('nonsense')).rejects.toMatchObject({ code: 'invalid-input' })
})

test('what is lost from the state can be claimed, and is found by verify', async () => {
  const world = await createWorld()
  const { sync, source } = setUp(world)
  await sync.apply(await sync.plan())
  const other = world.createSync(
    { owners: { anna: owners.anna }, sources: { busy: { for: 'all', items: source.read } } },
    sqliteStore(':memory:'),
  )
  const difference = await other.verify()
  expect(difference).toMatchObject({ isEqual: true, missing: [], surplus: [], drifted: [] })
  const ids = difference.unclaimed.map(({ id }) => id)
  expect(ids).toHaveLength(3)
  await expect(other.claim([...ids, 'unknown'])).rejects.toMatchObject({ code: 'not-found' })
  await other.claim(ids)
  expect((await other.verify()).unclaimed).toEqual([])
  source.items = source.items.slice(1)
  expect((await other.verify()).surplus).toHaveLength(1)
  expect((await other.plan()).counts.delete).toBe(1)
})

test('a token that is refused parks its location, and the run goes on later', async () => {
  const world = await createWorld()
  const { sync } = setUp(world)
  const plan = await sync.plan()
  world.sandbox.setFaults([{ fault: 'forbidden', operation: 'createBlockSlot', on: 'every' }])
  const report = await sync.apply(plan)
  expect(report).toMatchObject({
    counts: { done: 0, failed: 0, skipped: 3 },
    stopped: [{ name: 'anna', stop: { reason: 'unreadable' } }],
    run: { state: 'stopped' },
  })
  world.sandbox.setFaults([])
  expect((await sync.apply(plan)).counts).toMatchObject({ done: 3, skipped: 0 })
})

test('a location without a token is left, and the others are planned', async () => {
  const world = await createWorld()
  const source = testSource([at(3, 9)])
  const elsewhere = { locationId: 'ElsewhereLocation001', userId: anna }
  const sync = world.createSync({
    owners: { elsewhere, anna: owners.anna },
    sources: { busy: { for: 'all', items: source.read } },
  })
  expect(await sync.plan()).toMatchObject({
    changes: 1,
    stopped: [
      { name: 'elsewhere', stop: { reason: 'unreadable', message: 'no token for ElsewhereLocation001' } },
    ],
  })
})

test('an unknown name is refused', async () => {
  const world = await createWorld()
  const { sync } = setUp(world)
  await expect(sync.plan({ only: ['ana'] })).rejects.toMatchObject({
    code: 'invalid-input',
    hint: 'Owners are anna.',
  })
})

test('a step that the service rejects fails, and only that is sent again', async () => {
  const world = await createWorld()
  const { sync } = setUp(world)
  const plan = await sync.plan()
  world.sandbox.setFaults([{ fault: 'status', status: 422, operation: 'createBlockSlot', on: 'first' }])
  const report = await sync.apply(plan)
  expect(report.counts).toMatchObject({ done: 2, failed: 1 })
  world.requests()
  expect((await sync.apply(plan, { only: 'failed' })).counts).toMatchObject({ done: 3, failed: 0 })
  expect(world.requests()).toEqual({ listBlockedSlots: 1, createBlockSlot: 1 })
})

test('events tell each step once', async () => {
  const world = await createWorld()
  const { sync } = setUp(world)
  const events: SyncEvent[] = []
  const onEvent = (event: SyncEvent): void => void events.push(event)
  await sync.apply(await sync.plan({ onEvent }), { onEvent })
  expect(events.map(({ type }) => type)).toEqual(['owner', 'run', 'step', 'step', 'step', 'run'])
  expect(JSON.stringify(events)).not.toContain(world.sandbox.token)
})

test('watch applies what is approved, and ends with its signal', async () => {
  const world = await createWorld()
  const { sync, source, blocks } = setUp(world)
  const controller = new AbortController()
  const waits: SyncEvent[] = []
  for await (const event of sync.watch({ every: 'PT1S', approve: 'creates', signal: controller.signal })) {
    if (event.type !== 'wait') continue
    waits.push(event)
    source.items = source.items.slice(1)
    if (waits.length === 2) controller.abort()
  }
  // The second plan would delete, which is not approved.
  expect(blocks()).toHaveLength(3)
  await expect(
    sync.watch({ every: '15 minutes', approve: 'all' })[Symbol.asyncIterator]().next(),
  ).rejects.toThrow('PT15M')
})
