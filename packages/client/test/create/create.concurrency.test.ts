import { describe, expect, test } from 'vitest'
import { sharedBy } from '../../src/options/shared.ts'
import { calendarBlock, failure, verdictOf } from '../support/service.ts'
import { earlier, openWorld } from '../support/world.ts'

const creating = 'createBlockSlot'

describe('equal creates of one process', () => {
  test('follow each other, each with a block of its own', async () => {
    const world = await openWorld(
      {},
      { faults: [{ fault: 'slow', operation: creating, on: 'every', delayMs: 5000 }] },
    )
    const since = world.clock.now()
    const clients = [world.client, world.another(), world.client]
    const made = await world.run(Promise.all(clients.map((client) => client.create(earlier))))
    expect(new Set(made.map(({ id }) => id)).size).toBe(3)
    expect(world.sandbox.blocks()).toHaveLength(3)
    expect(world.clock.now() - since).toBe(15_000)
  })

  test('are equal as well when they are written otherwise', async () => {
    const world = await openWorld(
      {},
      { faults: [{ fault: 'slow', operation: creating, on: 'every', delayMs: 5000 }] },
    )
    const since = world.clock.now()
    const again = { ...earlier, title: ' Earlier', startTime: '2021-06-23T22:00:00Z' }
    await world.run(Promise.all([world.client.create(earlier), world.client.create(again)]))
    expect(world.clock.now() - since).toBe(10_000)
  })

  test('never take each other’s block', async () => {
    const world = await openWorld(
      {},
      {
        faults: [
          { fault: 'reset', operation: creating },
          { fault: 'reset', operation: creating, on: 'second', commit: 'never' },
          { fault: 'reset', operation: creating, on: [4] },
        ],
      },
    )
    const made = await world.run(Promise.all([1, 2, 3].map(() => world.client.create(earlier))))
    expect(new Set(made.map(({ id }) => id)).size).toBe(3)
    expect(world.sandbox.blocks().map(({ id }) => id)).toEqual(made.map(({ id }) => id))
    expect(made.map(({ outcome }) => outcome)).toEqual(['reconciled', 'created', 'reconciled'])
  })

  test('do not wait for others', async () => {
    const world = await openWorld(
      {},
      { faults: [{ fault: 'slow', operation: creating, on: 'every', delayMs: 5000 }] },
    )
    const since = world.clock.now()
    await world.run(Promise.all([world.client.create(earlier), world.client.create(calendarBlock)]))
    expect(world.clock.now() - since).toBe(5000)
  })

  test('go on after one that failed', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'forbidden', operation: creating }] })
    const [refused, made] = await world.run(
      Promise.all([failure(world.client.create(earlier)), world.client.create(earlier)]),
    )
    expect(refused.code).toBe('forbidden')
    expect(made.id).toBe(world.sandbox.blocks()[0]?.id)
  })

  test('one that is aborted while it waits for the mutex sends nothing, and does not delay the others', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'slow', operation: creating, delayMs: 5000 }] })
    const controller = new AbortController()
    const first = world.client.create(earlier)
    const second = failure(world.client.create(earlier, { signal: controller.signal }))
    const third = world.client.create(earlier)
    await world.clock.advance(1000)
    controller.abort()
    expect(verdictOf(await second)).toBe('aborted no now')
    expect((await second).message).toBe(`${creating}: aborted by the caller, before anything was sent`)
    expect(world.arrived(creating)).toBe(1)
    await world.run(Promise.all([first, third]))
    expect(world.arrived(creating)).toBe(2)
  })

  test('wait for the one under way, also after another that waited was aborted', async () => {
    const faults = [{ fault: 'slow', operation: creating, on: 'every', delayMs: 5000 }] as const
    const world = await openWorld({}, { faults })
    const controller = new AbortController()
    const since = world.clock.now()
    const first = world.client.create(earlier)
    const second = failure(world.client.create(earlier, { signal: controller.signal }))
    await world.clock.advance(1000)
    controller.abort()
    await second
    await world.run(Promise.all([first, world.client.create(earlier)]))
    expect(world.clock.now() - since).toBe(10_000)
  })

  test('wait for the one under way, also when the one before that is over', async () => {
    const faults = [{ fault: 'slow', operation: creating, on: 'every', delayMs: 5000 }] as const
    const world = await openWorld({}, { faults })
    const since = world.clock.now()
    const [first, second] = [world.client.create(earlier), world.client.create(earlier)]
    await world.run(first)
    await world.run(Promise.all([second, world.client.create(earlier)]))
    expect(world.clock.now() - since).toBe(15_000)
  })

  test('leave nothing in the mutex', async () => {
    const world = await openWorld()
    await world.run(Promise.all([1, 2, 3].map(() => world.client.create(earlier))))
    const controller = new AbortController()
    controller.abort()
    await world.fail(world.client.create(earlier, { signal: controller.signal }))
    expect(sharedBy(world.clock).mutex.size).toBe(0)
  })

  test('one whose deadline passes while it waits for the mutex sends nothing', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'slow', operation: creating, delayMs: 5000 }] })
    const first = world.client.create(earlier)
    const second = failure(world.client.create(earlier, { timeoutMs: 2000 }))
    const [, error] = await world.run(Promise.all([first, second]))
    expect(verdictOf(error)).toBe('deadline-exceeded no now')
    expect(world.arrived(creating)).toBe(1)
    expect(world.clock.pending()).toBe(0)
  })

  test('a block that was deleted is not waited for, nor counted', async () => {
    const world = await openWorld()
    const { id } = await world.run(world.client.create(earlier))
    await world.run(world.client.delete(id))
    expect((await world.run(world.client.create(earlier))).id).not.toBe(id)
    expect(world.sandbox.blocks()).toHaveLength(1)
  })
})

test('an equal create leaves the block to an earlier one whose outcome is open, and makes another', async () => {
  const world = await openWorld()
  await world.run(world.client.create(calendarBlock))
  world.sandbox.setFaults([
    { fault: 'stall', operation: creating, commit: 'never' },
    { fault: 'reset', operation: creating, on: 'second', delayMs: 3000 },
  ])
  const error = await world.fail(world.client.create(earlier, { timeoutMs: 1000 }))
  const create = world.client.create(earlier)
  const [made, resolved] = await world.run(Promise.all([create, error.reconcile?.()]))
  expect([made.outcome, resolved?.outcome]).toEqual(['created', 'reconciled'])
  expect(
    world.sandbox
      .blocks()
      .map(({ id }) => id)
      .slice(1),
  ).toEqual([resolved?.id, made.id])
})
