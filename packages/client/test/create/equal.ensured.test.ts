import { expect, test } from 'vitest'
import { calendarBlock } from '../support/service.ts'
import { earlier, openWorld } from '../support/world.ts'

// The rows of a list that was refused, or cannot be dated, leave a create open; an ensure then finds its block.
test.each([
  ['the list was refused', { fault: 'forbidden', operation: 'listBlockedSlots', on: 'first' }],
  [
    'the list showed another title',
    { fault: 'changed-title', operation: 'listBlockedSlots', dated: false, on: [1, 2, 3, 4, 5, 6, 7, 8] },
  ],
] as const)(
  'reconcile() does not say not made of a block that ensure has found meanwhile, when %s',
  async (_, fault) => {
    const block = { ...calendarBlock, title: 'Q & A' }
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([{ fault: 'reset', operation: 'createBlockSlot' }, fault])
    const error = await world.fail(world.client.create(block))
    expect(error.applied).toBe('unknown')
    world.sandbox.setFaults([])
    const { id, outcome } = await world.run(world.client.ensure(block))
    expect([id, outcome]).toEqual([world.sandbox.blocks()[1]?.id, 'existing'])
    await world.clock.advance(600_000)
    const report = await world.run(
      (error.reconcile?.() ?? Promise.resolve(undefined)).then(
        (found) => found?.id ?? 'not made',
        () => 'unknown',
      ),
    )
    expect([id, 'unknown']).toContain(report)
    expect(world.sandbox.blocks()).toHaveLength(2)
  },
)
