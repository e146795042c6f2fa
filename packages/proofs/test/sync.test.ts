import { expect, test } from 'vitest'
import { countKinds } from '../sync/faults.ts'
import { runGuards } from '../sync/guards.ts'
import { judge } from '../sync/judge.ts'
import { failing, runKills } from '../sync/kills.ts'
import { runMachines } from '../sync/machines.ts'
import { runNights } from '../sync/night.ts'
import { runSetBack } from '../sync/set-back.ts'
import { allStrangers, stateOf, wantedKeys } from '../sync/world.ts'

/** `pnpm prove sync` runs each of these with thousands of blocks and many seeds. */
const seed = Number(process.env['SEED'] ?? 20_261_130)
const equal = { twice: 0, lost: 0, left: 0, touched: 0 }

test(`a process that is killed while it creates, moves and undoes does each once, seed ${seed}`, async () => {
  const world = { seed, locations: 6, each: 10, strangers: 4 }
  const result = await runKills({ world, kills: 3, scale: 25 })
  expect(result).toMatchObject({ kills: 3, errors: [], wrongSums: 0, createdTwice: 0, lastWrites: 0 })
  for (const phase of result.phases) expect(phase).toMatchObject(equal)
  expect(countKinds(failing)).toBeGreaterThanOrEqual(12)
}, 60_000)

/** A state that is set back twice while 60 blocks are created. */
const setBack = { world: { seed, locations: 3, each: 20, strangers: 4 }, points: 2, scale: 25 }

test(`a state that is set back makes nothing twice, seed ${seed}`, async () => {
  const result = await runSetBack(setBack)
  expect(result).toMatchObject({ ...equal, errors: [], createdTwice: 0, lastWrites: 0 })
}, 60_000)

test(`it makes blocks twice where no list is read again, seed ${seed}`, async () => {
  const { createdTwice } = await runSetBack({ ...setBack, withoutReading: true })
  expect(createdTwice).toBeGreaterThan(0)
}, 60_000)

test(`two machines with a state each are equal after one more run, seed ${seed}`, async () => {
  const world = { seed, locations: 2, each: 20, strangers: 4 }
  const { atOnce, after, lastWrites, errors } = await runMachines(world, 25)
  expect(atOnce.twice).toBeGreaterThan(0)
  expect(after).toMatchObject(equal)
  expect([lastWrites, errors]).toEqual([0, []])
}, 60_000)

test('feeds and lists that fail stop an owner by name, and delete nothing', async () => {
  const { cases, deletedUnallowed, deletedAllowed, expectedDeletes } = await runGuards(40)
  expect(cases.filter(({ isHeld }) => !isHeld)).toEqual([])
  expect([deletedUnallowed, deletedAllowed]).toEqual([0, expectedDeletes])
  expect(expectedDeletes).toBeGreaterThan(30)
})

test('a night on which nothing has changed takes one list for each person', async () => {
  const { nights, lines } = await runNights(2, 9)
  const [first, second, third] = nights
  expect(lines).toBeLessThanOrEqual(15)
  expect(first).toMatchObject({ lists: 3, appointments: 3, requests: 6 + first.created, updated: 0 })
  expect(first.created).toBeGreaterThan(30)
  expect(second).toMatchObject({ requests: 3, lists: 3 })
  expect(third).toMatchObject({ requests: 7, lists: 3, created: 1, updated: 1, deleted: 1 })
}, 60_000)

test('the judge finds what is twice, beside an equal one, lost, left and touched', () => {
  const world = { seed, locations: 2, each: 6, strangers: 3 }
  const wanted = wantedKeys(world, 'first')
  const strangers = allStrangers(world, 0)
  const [one, other] = stateOf(world, 0).blocks ?? []
  const like = strangers[2]
  if (one === undefined || other === undefined || like === undefined) throw new Error('no strangers')
  // The third stranger's block of each owner is equal to a wanted one.
  expect(judge(strangers, wanted, strangers)).toEqual({
    wanted: 12,
    twice: 0,
    beside: 0,
    lost: 10,
    left: 0,
    touched: 0,
  })
  const own = [
    { ...like, id: 'beside' },
    { ...like, id: 'twice' },
    { ...one, id: 'left' },
  ]
  expect(judge([...own, ...strangers.slice(1)], wanted, strangers)).toMatchObject({
    twice: 1,
    beside: 1,
    left: 1,
    touched: 1,
  })
})
