import { seedState } from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import { collect } from '../../src/collect.ts'
import type { Store } from '../../src/store/store.ts'
import type { OwnerCalendar } from '../../src/view/calendar.ts'
import { anna, at, ben, createWorld, location, roundRobin, testSource } from '../support/world.ts'

const owners = {
  anna: { locationId: location, userId: anna, timeZone: 'Europe/Berlin' },
  ben: { locationId: location, userId: ben },
} as const

/** Each block as its state, its hour in UTC and its title. */
const statesOf = ({ blocks }: OwnerCalendar): string[] =>
  blocks
    .map(({ state, startTime, title }) => `${state} ${new Date(startTime).getUTCHours()} ${title}`)
    .toSorted()

/** A store that cannot be changed or locked. */
const readOnly = (store: Store): Store => {
  const fail = async (): Promise<never> => Promise.reject(new Error('the store was changed'))
  return {
    ...store,
    lock: fail,
    commit: fail,
    addRun: fail,
    addOwners: fail,
    startRun: fail,
    saveFeed: fail,
    removeRuns: fail,
  }
}

test('shows what is there, and with a plan what it would change', async () => {
  const world = await createWorld()
  const source = testSource([at(3, 9), at(3, 11), at(3, 13)])
  const config = { owners, sources: { busy: { for: ['anna'], items: source.read } } } as const
  const sync = world.createSync(config)
  await sync.apply(await sync.plan())
  await world.block(at(3, 16, 'Dentist'))
  source.items = [at(3, 9), { ...at(3, 12), item: at(3, 11).item }, at(3, 14)]
  const plan = await sync.plan()
  world.requests()
  const viewer = world.createSync(config, readOnly(world.store))
  const [now, ...others] = await collect(viewer.show())
  expect(now).toMatchObject({ name: 'anna', timeZone: 'Europe/Berlin', detail: `user ${anna}` })
  expect(now && statesOf(now)).toEqual(['other 16 Dentist', 'there 11 Busy', 'there 13 Busy', 'there 9 Busy'])
  expect(others).toMatchObject([{ name: 'ben', timeZone: 'UTC', blocks: [] }])
  // One list and one list of appointments for each owner, and nothing else.
  expect(world.requests()).toEqual({ listBlockedSlots: 2, listEvents: 2 })
  const [planned] = await collect(viewer.show({ run: plan.run.id.slice(0, 4), only: ['anna'] }))
  expect(planned && statesOf(planned)).toEqual([
    'create 14 Busy',
    'delete 13 Busy',
    'other 16 Dentist',
    'there 9 Busy',
    'update 12 Busy',
  ])
  await sync.apply(plan)
  const [after] = await collect(viewer.show({ run: plan }))
  expect(after && statesOf(after)).toEqual([
    'other 16 Dentist',
    'there 12 Busy',
    'there 14 Busy',
    'there 9 Busy',
  ])
  const [undo] = await collect(viewer.show({ run: await sync.undo(plan.run.id) }))
  expect(undo && statesOf(undo)).toEqual([
    'create 13 Busy',
    'delete 14 Busy',
    'other 16 Dentist',
    'there 9 Busy',
    'update 11 Busy',
  ])
})

test('shows the members of a team, appointments without titles, and what is refused because of them', async () => {
  const seed = seedState()
  const [appointment] = seed.appointments
  if (appointment === undefined) throw new Error('the seed has no appointment')
  const { startTime, endTime } = at(3, 9)
  const appointments = [{ ...appointment, assignedUserId: anna, startTime, endTime }]
  const world = await createWorld({ state: { ...seed, appointments } })
  const sync = world.createSync({
    owners: { team: { locationId: location, calendarId: roundRobin } },
    sources: { busy: { for: 'all', items: testSource([at(3, 9)]).read } },
  })
  const now = await collect(sync.show({ only: ['team'] }))
  expect(now.map(({ name }) => name)).toEqual([`team (${anna})`, `team (${ben})`])
  const planned = await collect(sync.show({ run: await sync.plan(), only: ['team'] }))
  expect(planned.map(statesOf)).toEqual([['appointment 9 Appointment', 'refuse 9 Busy'], ['refuse 9 Busy']])
  expect(planned[0]?.blocks.find(({ state }) => state === 'refuse')?.note).toBe('over an appointment')
})

test('an owner that cannot be read has a stop, and the others are shown', async () => {
  const world = await createWorld()
  const sync = world.createSync({
    owners: { elsewhere: { locationId: 'ZZZQujeCh8ZnC7al2InW', userId: anna }, ...owners },
    sources: {},
  })
  const shown = await collect(sync.show())
  expect(shown).toMatchObject([
    {
      name: 'elsewhere',
      blocks: [],
      stop: { reason: 'unreadable', message: expect.stringContaining('no token') },
    },
    { name: 'anna' },
    { name: 'ben' },
  ])
})

test('an owner that the plan stops is shown with its stop', async () => {
  const world = await createWorld()
  const source = testSource([at(3, 9), at(3, 10)])
  const sync = world.createSync({ owners, sources: { busy: { for: ['anna'], items: source.read } } })
  await sync.apply(await sync.plan())
  source.items = []
  const [stopped] = await collect(sync.show({ run: await sync.plan() }))
  expect(stopped?.stop).toMatchObject({ reason: 'source-empty', count: 2 })
  expect(stopped && statesOf(stopped)).toEqual(['there 10 Busy', 'there 9 Busy'])
})

test('rejects unknown names and runs, and ends with its signal', async () => {
  const world = await createWorld()
  const sync = world.createSync({ owners, sources: {} })
  await expect(collect(sync.show({ only: ['carla'] }))).rejects.toThrow('carla')
  await expect(collect(sync.show({ run: 'abcd' }))).rejects.toThrow('abcd')
  const signal = AbortSignal.abort(new Error('stopped'))
  await expect(collect(sync.show({ signal }))).rejects.toThrow('stopped')
  const controller = new AbortController()
  const seen: string[] = []
  const read = async (): Promise<void> => {
    for await (const { name } of sync.show({ signal: controller.signal })) {
      seen.push(name)
      controller.abort(new Error('stopped'))
    }
  }
  await expect(read()).rejects.toThrow('stopped')
  expect(seen).toEqual(['anna'])
})
