import { describe, expect, test } from 'vitest'
import { calendarBlock, verdictOf } from '../support/service.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

/** A block that was sent again because the service exceeded the reconcile timeout, and exists twice. */
async function twice(
  world: World,
  title: string,
  commitDelayMs = 12_000,
  block: typeof earlier = earlier,
): Promise<string> {
  world.sandbox.setFaults([
    { fault: 'reset', operation: 'createBlockSlot', commit: 'after-response', commitDelayMs },
  ])
  const { id, outcome } = await world.run(world.client.create({ ...block, title }))
  expect(outcome).toBe('created')
  return id
}

const idsOf = (world: World, title: string): string[] =>
  world.sandbox
    .blocks()
    .filter((block) => block.title === title)
    .map(({ id }) => id)

describe('a block that the service created after the reconcile timeout', () => {
  test('is reported as duplicates when its time is over, once, and is not deleted', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    const id = await twice(world, 'Late')
    expect(await world.run(world.client.findDuplicates())).toEqual({ checked: 0, pending: 1, duplicates: [] })
    await world.clock.advance(85_000)
    const [late = ''] = idsOf(world, 'Late').filter((one) => one !== id)
    expect(await world.run(world.client.findDuplicates())).toEqual({
      checked: 1,
      pending: 0,
      duplicates: [{ id, duplicates: [late] }],
    })
    expect(idsOf(world, 'Late')).toHaveLength(2)
    expect(await world.run(world.client.findDuplicates())).toEqual({ checked: 0, pending: 0, duplicates: [] })
    expect(world.arrived('deleteEvent')).toBe(0)
  })

  test('is reported as well when the call had ended without finding it', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    const never = { fault: 'reset', operation: 'createBlockSlot', commit: 'never' } as const
    const late = { ...never, commit: 'after-response', commitDelayMs: 60_000 } as const
    world.sandbox.setFaults([
      { ...late, on: 'first' },
      { ...never, on: [2, 3] },
    ])
    const error = await world.fail(world.client.create(calendarBlock))
    expect(verdictOf(error)).toBe('unavailable no after')
    await world.clock.advance(120_000)
    const made = idsOf(world, 'Test Event')
    expect(made).toHaveLength(1)
    expect((await world.run(world.client.findDuplicates())).duplicates).toEqual([{ duplicates: made }])
  })

  test('is not forgotten when another list cannot be read', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    const one = await twice(world, 'One')
    const other = await twice(world, 'Other', 12_000, {
      ...earlier,
      startTime: '2021-06-23T03:30:00+05:30',
      endTime: '2021-06-23T04:30:00+05:30',
    })
    await world.clock.advance(90_000)
    world.sandbox.setFaults([{ fault: 'forbidden', operation: 'listBlockedSlots', on: 'second' }])
    expect((await world.fail(world.client.findDuplicates())).code).toBe('forbidden')
    const { checked, duplicates } = await world.run(world.client.findDuplicates())
    expect(checked).toBe(2)
    expect(duplicates.map(({ id }) => id)).toEqual([one, other])
  })

  test('is not taken for absent in a list that may be truncated', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    const id = await twice(world, 'Late')
    await world.clock.advance(90_000)
    const full = { events: Array.from({ length: 100 }, (_, row) => ({ ...earlier, id: `row${row}` })) }
    world.sandbox.setFaults([{ fault: 'status', operation: 'listBlockedSlots', status: 200, body: full }])
    expect(await world.run(world.client.findDuplicates())).toEqual({ checked: 0, pending: 1, duplicates: [] })
    expect((await world.run(world.client.findDuplicates())).duplicates).toMatchObject([{ id }])
  })

  test('is reported as well when the second create had to be looked for', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([
      { fault: 'reset', operation: 'createBlockSlot', commit: 'after-response', commitDelayMs: 15_000 },
      { fault: 'reset', operation: 'createBlockSlot', on: 'second' },
    ])
    const { id, outcome } = await world.run(world.client.create(calendarBlock))
    expect(outcome).toBe('reconciled')
    await world.clock.advance(90_000)
    expect(idsOf(world, 'Test Event')).toHaveLength(2)
    expect((await world.run(world.client.findDuplicates())).duplicates).toMatchObject([
      { id, duplicates: [expect.any(String)] },
    ])
  })
})

test('a block that was found by reconcile(), after it had been sent again, is checked as well', async () => {
  const world = await openWorld()
  await world.run(world.client.create(earlier))
  world.sandbox.setFaults([
    { fault: 'reset', operation: 'createBlockSlot', commit: 'after-response', commitDelayMs: 30_000 },
    { fault: 'stall', operation: 'createBlockSlot', on: 'second' },
  ])
  const error = await world.fail(world.client.create(calendarBlock, { timeoutMs: 20_000 }))
  const made = await world.run(error.reconcile?.() ?? Promise.resolve(undefined))
  expect(made?.outcome).toBe('reconciled')
  await world.clock.advance(200_000)
  const { duplicates } = await world.run(world.client.findDuplicates())
  expect(duplicates).toMatchObject([{ id: made?.id, duplicates: [expect.any(String)] }])
})

test('a create that was lost for good leaves nothing to report', async () => {
  const world = await openWorld()
  await world.run(world.client.create(earlier))
  world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot', commit: 'never' }])
  await world.run(world.client.create(calendarBlock))
  await world.clock.advance(90_000)
  expect(await world.run(world.client.findDuplicates())).toEqual({ checked: 1, pending: 0, duplicates: [] })
})

test('creates without a failure are not checked', async () => {
  const world = await openWorld()
  await world.run(world.client.create(calendarBlock))
  world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot' }])
  await world.run(world.client.create(earlier))
  await world.clock.advance(90_000)
  expect(await world.run(world.client.findDuplicates())).toEqual({ checked: 0, pending: 0, duplicates: [] })
  expect(world.arrived('listBlockedSlots')).toBe(1)
})
