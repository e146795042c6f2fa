import { describe, expect, test } from 'vitest'
import type { BlockSlotsClient } from '../../src/index.ts'
import { failure, calendarBlock } from '../support/service.ts'
import { openWorld, type World } from '../support/world.ts'

const creating = 'createBlockSlot'

/** The client of a process that was started anew: nothing is known of what an earlier one has sent. */
const restarted = (world: World): BlockSlotsClient =>
  world.another({ clock: { now: world.clock.now, sleep: (ms, signal) => world.clock.sleep(ms, signal) } })

/** Sends a create whose process is killed before the response comes. */
async function createKilled(world: World): Promise<void> {
  const process = new AbortController()
  const killed = failure(restarted(world).create(calendarBlock, { signal: process.signal }))
  await world.clock.advance(1000)
  process.abort()
  await killed
}

describe('ensure after a restart', () => {
  test.each([
    ['the block is there', { commitDelayMs: 0, lagMs: 0 }],
    ['the list shows it 3 s later', { commitDelayMs: 0, lagMs: 3000 }],
    ['the list shows it 8 s later', { commitDelayMs: 0, lagMs: 8000 }],
    ['it is committed 2 s later', { commitDelayMs: 2000, lagMs: 0 }],
    ['it is committed 8 s later', { commitDelayMs: 8000, lagMs: 0 }],
  ] as const)('makes one block when %s', async (_name, { commitDelayMs, lagMs }) => {
    const world = await openWorld()
    world.sandbox.setFaults([
      commitDelayMs === 0
        ? { fault: 'stall', operation: creating }
        : { fault: 'stall', operation: creating, commit: 'after-response', commitDelayMs },
      { fault: 'stale-list', on: 'every', lagMs },
    ])
    await createKilled(world)
    const { id, outcome } = await world.run(restarted(world).ensure(calendarBlock, { afterRestart: true }))
    await world.clock.advance(600_000)
    expect([id, outcome]).toEqual([world.sandbox.blocks()[0]?.id, 'existing'])
    expect(world.sandbox.blocks()).toHaveLength(1)
  })

  test('makes the block when the killed process had not, and waits no longer than one reconcile timeout', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'stall', operation: creating, commit: 'never' }] })
    await createKilled(world)
    const since = world.clock.now()
    const made = await world.run(restarted(world).ensure(calendarBlock, { afterRestart: true }))
    expect(made.outcome).toBe('created')
    expect(world.clock.now() - since).toBe(10_000)
    expect(world.sandbox.blocks()).toHaveLength(1)
  })

  test('waits for the reconcile timeout of its client', async () => {
    const world = await openWorld()
    const since = world.clock.now()
    await world.run(
      world.another({ reconcileTimeoutMs: 25_000 }).ensure(calendarBlock, { afterRestart: true }),
    )
    expect(world.clock.now() - since).toBe(25_000)
  })

  test('does not wait without the option', async () => {
    const world = await openWorld()
    const since = world.clock.now()
    await world.run(world.client.ensure(calendarBlock))
    expect(world.clock.now()).toBe(since)
  })
})

test('the hint of an ensure with an unknown outcome names the option and the list', async () => {
  const world = await openWorld({}, { faults: [{ fault: 'stall', operation: creating }] })
  const error = await world.fail(world.client.ensure(calendarBlock, { timeoutMs: 1000 }))
  expect(error.applied).toBe('unknown')
  expect(error.hint).toMatch(/afterRestart/)
  expect(error.hint).toMatch(/list/i)
})
