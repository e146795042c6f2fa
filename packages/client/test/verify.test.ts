import { describe, expect, test } from 'vitest'
import { calendarBlock, verdictOf } from './service.ts'
import { earlier, openWorld, type World } from './world.ts'

/** A block that was sent again because the service took longer than the horizon, and exists twice. */
async function twice(
  world: World,
  title: string,
  lateMs = 12_000,
  block: typeof earlier = earlier,
): Promise<string> {
  world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot', commit: 'after', lateMs }])
  const { id, via } = await world.run(world.client.create({ ...block, title }))
  expect(via).toBe('created')
  return id
}

const idsOf = (world: World, title: string): string[] =>
  world.sandbox
    .blocks()
    .filter((block) => block.title === title)
    .map(({ id }) => id)

describe('a block that the service made later than the horizon', () => {
  test('is reported as surplus when its time is over, once, and is not deleted', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    const id = await twice(world, 'Late')
    expect(await world.run(world.client.verify())).toEqual({ checked: 0, pending: 1, surplus: [] })
    await world.clock.advance(20_000)
    const [late = ''] = idsOf(world, 'Late').filter((one) => one !== id)
    expect(await world.run(world.client.verify())).toEqual({
      checked: 1,
      pending: 0,
      surplus: [{ id, surplus: [late] }],
    })
    expect(idsOf(world, 'Late')).toHaveLength(2)
    expect(await world.run(world.client.verify())).toEqual({ checked: 0, pending: 0, surplus: [] })
    expect(world.arrived('deleteEvent')).toBe(0)
  })

  test('is reported as well when the call had ended with nothing to be seen of it', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    const never = { fault: 'reset', operation: 'createBlockSlot', commit: 'never' } as const
    const late = { ...never, commit: 'after', lateMs: 60_000 } as const
    world.sandbox.setFaults([
      { ...late, on: 'first' },
      { ...never, on: [2, 3] },
    ])
    const error = await world.fail(world.client.create(calendarBlock))
    expect(verdictOf(error)).toBe('unavailable no after')
    await world.clock.advance(120_000)
    const made = idsOf(world, 'Test Event')
    expect(made).toHaveLength(1)
    expect((await world.run(world.client.verify())).surplus).toEqual([{ surplus: made }])
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
    await world.clock.advance(60_000)
    world.sandbox.setFaults([{ fault: 'forbidden', operation: 'listBlockedSlots', on: 'second' }])
    expect((await world.fail(world.client.verify())).code).toBe('forbidden')
    const { checked, surplus } = await world.run(world.client.verify())
    expect(checked).toBe(2)
    expect(surplus.map(({ id }) => id)).toEqual([one, other])
  })

  test('is not taken for absent in a list that may be cut', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    const id = await twice(world, 'Late')
    await world.clock.advance(60_000)
    const full = { events: Array.from({ length: 100 }, (_, row) => ({ ...earlier, id: `row${row}` })) }
    world.sandbox.setFaults([{ fault: 'status', operation: 'listBlockedSlots', status: 200, body: full }])
    expect(await world.run(world.client.verify())).toEqual({ checked: 0, pending: 1, surplus: [] })
    expect((await world.run(world.client.verify())).surplus).toMatchObject([{ id }])
  })

  test('is reported as well when the second create had to be looked for', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([
      { fault: 'reset', operation: 'createBlockSlot', commit: 'after', lateMs: 15_000 },
      { fault: 'reset', operation: 'createBlockSlot', on: 'second' },
    ])
    const { id, via } = await world.run(world.client.create(calendarBlock))
    expect(via).toBe('reconciled')
    await world.clock.advance(60_000)
    expect(idsOf(world, 'Test Event')).toHaveLength(2)
    expect((await world.run(world.client.verify())).surplus).toMatchObject([
      { id, surplus: [expect.any(String)] },
    ])
  })
})

test('a block that was found by resolving, after it had been sent again, is looked at as well', async () => {
  const world = await openWorld()
  await world.run(world.client.create(earlier))
  world.sandbox.setFaults([
    { fault: 'reset', operation: 'createBlockSlot', commit: 'after', lateMs: 30_000 },
    { fault: 'stall', operation: 'createBlockSlot', on: 'second' },
  ])
  const error = await world.fail(world.client.create(calendarBlock, { timeoutMs: 20_000 }))
  const made = await world.run(error.resolve?.() ?? Promise.resolve(undefined))
  expect(made?.via).toBe('reconciled')
  await world.clock.advance(200_000)
  const { surplus } = await world.run(world.client.verify())
  expect(surplus).toMatchObject([{ id: made?.id, surplus: [expect.any(String)] }])
})

test('a create that was lost for good leaves nothing to report', async () => {
  const world = await openWorld()
  await world.run(world.client.create(earlier))
  world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot', commit: 'never' }])
  await world.run(world.client.create(calendarBlock))
  await world.clock.advance(60_000)
  expect(await world.run(world.client.verify())).toEqual({ checked: 1, pending: 0, surplus: [] })
})

test('creates that nothing befell are not looked at', async () => {
  const world = await openWorld()
  await world.run(world.client.create(calendarBlock))
  world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot' }])
  await world.run(world.client.create(earlier))
  await world.clock.advance(60_000)
  expect(await world.run(world.client.verify())).toEqual({ checked: 0, pending: 0, surplus: [] })
  expect(world.arrived('listBlockedSlots')).toBe(1)
})
