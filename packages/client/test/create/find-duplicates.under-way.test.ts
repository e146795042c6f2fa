import { expect, test } from 'vitest'
import { calendarBlock } from '../support/service.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

const creating = 'createBlockSlot'
const listing = 'listBlockedSlots'

/** A process that had to send a create again, at a time when the first request can no longer be applied. */
async function afterResend(waitMs = 100_000): Promise<{ readonly world: World; readonly id: string }> {
  const world = await openWorld()
  await world.run(world.client.create(earlier))
  // Shows the service's clock, so that a search reads one list for each create.
  await world.run(world.client.ensure(earlier))
  world.sandbox.setFaults([{ fault: 'reset', operation: creating, commit: 'never' }])
  const { id } = await world.run(world.client.create(calendarBlock))
  await world.clock.advance(waitMs)
  return { world, id }
}

test('a block whose create is under way is not a duplicate', async () => {
  const { world, id } = await afterResend()
  world.sandbox.setFaults([{ fault: 'slow', operation: creating, delayMs: 5000 }])
  const creates = world.client.create(calendarBlock)
  const search = world.clock
    .sleep(1000, new AbortController().signal)
    .then(async () => world.client.findDuplicates())
  const report = await world.run(search)
  expect(report.duplicates).toEqual([])
  expect(await world.run(creates)).toMatchObject({ outcome: 'created' })
  const made = world.sandbox.blocks().filter(({ title }) => title === calendarBlock.title)
  expect(made.map((block) => block.id)).toEqual([id, (await creates).id])
  expect(await world.run(world.client.findDuplicates())).toEqual({ checked: 1, pending: 0, duplicates: [] })
})

test('a block that another create takes while more lists are read is not a duplicate', async () => {
  const { world } = await afterResend(0)
  const another = { ...calendarBlock, startTime: '2021-06-25T03:30:00Z', endTime: '2021-06-25T04:30:00Z' }
  world.sandbox.setFaults([{ fault: 'reset', operation: creating, commit: 'never' }])
  await world.run(world.client.create(another))
  await world.clock.advance(100_000)
  world.sandbox.setFaults([
    { fault: 'slow', operation: creating, delayMs: 2000 },
    { fault: 'slow', operation: listing, on: 'second', delayMs: 10_000 },
  ])
  const creates = world.client.create(calendarBlock)
  const search = world.clock
    .sleep(1000, new AbortController().signal)
    .then(async () => world.client.findDuplicates())
  const { id } = await world.run(creates)
  const report = await world.run(search)
  expect(report.duplicates.flatMap(({ duplicates }) => duplicates)).not.toContain(id)
  expect(report.duplicates).toEqual([])
})

test('searches at once name a duplicate once', async () => {
  const world = await openWorld()
  await world.run(world.client.create(earlier))
  world.sandbox.setFaults([
    { fault: 'reset', operation: creating, commit: 'after-response', commitDelayMs: 31_000 },
  ])
  await world.run(world.client.create(calendarBlock))
  await world.clock.advance(200_000)
  const reports = await world.run(Promise.all([world.client.findDuplicates(), world.client.findDuplicates()]))
  expect(reports.flatMap(({ duplicates }) => duplicates)).toHaveLength(1)
})
