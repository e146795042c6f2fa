import { expect, test } from 'vitest'
import { calendarBlock } from '../support/service.ts'
import { earlier, openWorld } from '../support/world.ts'

// A create is checked too early when it is checked before its request can still be carried out: a request may take as long
// as the timeout of an attempt.
test.each([12, 31, 59, 70])(
  'a search until nothing is pending finds the block that was committed %i s late',
  async (seconds) => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([
      {
        fault: 'reset',
        operation: 'createBlockSlot',
        commit: 'after-response',
        commitDelayMs: seconds * 1000,
      },
    ])
    const { id } = await world.run(world.client.create(calendarBlock))
    const found: string[] = []
    for (let pending = 1; pending > 0;) {
      // oxlint-disable no-await-in-loop -- A search follows the search before it.
      await world.clock.advance(2000)
      const report = await world.run(world.client.findDuplicates())
      // oxlint-enable no-await-in-loop
      found.push(...report.duplicates.flatMap(({ duplicates }) => duplicates))
      pending = report.pending
    }
    await world.clock.advance(600_000)
    const others = world.sandbox
      .blocks()
      .filter((block) => block.title === calendarBlock.title && block.id !== id)
    expect(found).toEqual(others.map((other) => other.id))
    expect(found).toHaveLength(1)
  },
)
