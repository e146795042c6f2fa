import { describe, expect, test } from 'vitest'
import { reportOf } from '../support/rewrite.ts'
import { calendarBlock } from '../support/service.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

/** Deletes a block as a person does in the calendar: the client does not see it. */
const deleteUnseen = (world: World, id: string): Promise<unknown> =>
  world.sandbox.fetch(
    new Request(`${world.sandbox.url}/calendars/events/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${world.sandbox.token}`, version: '2021-04-15' },
    }),
  )

const countOf = (world: World): number =>
  world.sandbox.blocks().filter(({ title }) => title === calendarBlock.title).length

describe('ensure', () => {
  test.each(['with', 'without'])(
    'does not say existing of a block that a person has deleted, %s others of its owner',
    async (others) => {
      const world = await openWorld()
      if (others === 'with') await world.run(world.client.create(earlier))
      const { id } = await world.run(world.client.create(calendarBlock))
      await world.run(deleteUnseen(world, id))
      expect(countOf(world)).toBe(0)
      await world.clock.advance(1000)
      const report = await world.run(reportOf(world.client.ensure(calendarBlock)))
      expect(['created 1', 'unknown 0']).toContain(`${report} ${countOf(world)}`)
    },
  )

  test('creates a block again at once where the list shows the others of its owner', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    await world.run(world.client.create({ ...calendarBlock, title: 'Beside' }))
    const { id } = await world.run(world.client.create(calendarBlock))
    await world.run(deleteUnseen(world, id))
    await world.clock.advance(1000)
    expect(await world.run(reportOf(world.client.ensure(calendarBlock)))).toBe('created')
    expect(countOf(world)).toBe(1)
  })

  test.each([['deleted'], ['may have been deleted']])(
    'takes the block before the one that was %s, although the list shows it seconds later',
    async (how) => {
      const stale = { fault: 'stale-list', operation: 'listBlockedSlots', on: 'every', lagMs: 4000 } as const
      const world = await openWorld()
      await world.run(world.client.create(earlier))
      await world.clock.advance(20_000)
      world.sandbox.setFaults([stale, { fault: 'reset', operation: 'deleteEvent', on: 'every' }])
      const first = await world.run(world.client.create(calendarBlock))
      const last = await world.run(world.client.create(calendarBlock))
      if (how === 'deleted') world.sandbox.setFaults([stale])
      await world.run(world.client.delete(last.id).catch(() => undefined))
      expect(await world.run(world.client.ensure(calendarBlock))).toMatchObject({
        id: first.id,
        outcome: 'existing',
      })
      expect(countOf(world)).toBe(1)
    },
  )

  test('creates a block again after a reset of the sandbox', async () => {
    const world = await openWorld()
    for (const round of [1, 2, 3]) {
      // oxlint-disable no-await-in-loop -- As in `beforeEach`.
      expect([round, await world.run(reportOf(world.client.ensure(calendarBlock)))]).toEqual([
        round,
        'created',
      ])
      expect(world.sandbox.blocks()).toHaveLength(1)
      world.sandbox.reset()
      // oxlint-enable no-await-in-loop
    }
  })

  test('creates a block in another sandbox on the same clock', async () => {
    const [one, two] = [await openWorld(), await openWorld()]
    await one.run(one.client.ensure(calendarBlock))
    expect(await two.run(reportOf(two.another({ clock: two.clock }).ensure(calendarBlock)))).toBe('created')
  })
})

test('a create after a reset of the sandbox takes no block of before for evidence', async () => {
  const world = await openWorld()
  await world.run(world.client.create(earlier))
  world.sandbox.reset()
  world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot', commit: 'never' }])
  const report = await world.run(reportOf(world.client.create(calendarBlock)))
  expect(['created 1', 'unknown 0']).toContain(`${report} ${countOf(world)}`)
})
