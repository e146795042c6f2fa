import { describe, expect, test } from 'vitest'
import type { BlockSlotsClient } from '../../src/index.ts'
import { reportOf, rewriting } from '../support/rewrite.ts'
import { calendarBlock } from '../support/service.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

const creating = 'createBlockSlot'
const minute = 60_000
let responses = 0

type Skew = readonly [name: string, date: (at: number) => number | undefined]

/** The clock of the gateway, which writes `Date`, against the clock of the database, which writes `dateAdded`. */
const skews: readonly Skew[] = [
  ...[-5000, -600, -60, -11, -2, 2, 11, 60, 600, 5000].map((minutes): Skew => [
    `${minutes} minutes ahead`,
    (at) => at + minutes * minute,
  ]),
  ['missing', () => undefined],
  ['that of one of two gateways, 11 minutes apart', (at) => at + (responses++ % 2) * 11 * minute],
]

const clientOf = (world: World, date: Skew[1]): BlockSlotsClient =>
  world.another({ fetch: rewriting(world.sandbox.fetch, { date }) })

const countOf = (world: World): number =>
  world.sandbox.blocks().filter(({ title }) => title === calendarBlock.title).length

describe.each(skews)('with a Date that is %s', (_name, date) => {
  test('a create without a response makes one block', async () => {
    const world = await openWorld()
    const client = clientOf(world, date)
    await world.run(client.create(earlier))
    world.sandbox.setFaults([{ fault: 'reset', operation: creating }])
    expect(['reconciled', 'unknown']).toContain(await world.run(reportOf(client.create(calendarBlock))))
    expect(countOf(world)).toBe(1)
    await world.clock.advance(600_000)
    expect((await world.run(client.findDuplicates())).duplicates).toEqual([])
  })

  test('the first create of a process makes one block', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'reset', operation: creating }] })
    const client = clientOf(world, date)
    expect(['reconciled', 'unknown']).toContain(await world.run(reportOf(client.create(calendarBlock))))
    expect(countOf(world)).toBe(1)
  })

  test('an equal block of the day before is not taken for one that was lost', async () => {
    const world = await openWorld()
    const client = clientOf(world, date)
    await world.run(world.another({ baseUrl: 'https://another.service' }).create(calendarBlock))
    await world.clock.advance(86_400_000)
    await world.run(client.create(earlier))
    world.sandbox.setFaults([{ fault: 'reset', operation: creating, commit: 'never' }])
    const report = await world.run(reportOf(client.create(calendarBlock)))
    expect(['created 2', 'unknown 1']).toContain(`${report} ${countOf(world)}`)
  })
})

test.each(skews)(
  'the clock that an earlier block shows tells a lost one, with a Date %s',
  async (_name, date) => {
    const world = await openWorld()
    const client = clientOf(world, date)
    await world.run(client.create(earlier))
    await world.clock.advance(30_000)
    world.sandbox.setFaults([{ fault: 'reset', operation: creating }])
    expect(await world.run(reportOf(client.create(calendarBlock)))).toBe('reconciled')
  },
)
