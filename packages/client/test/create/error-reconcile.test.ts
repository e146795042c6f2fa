import { describe, expect, test } from 'vitest'
import type { BlockSlotsError, CreatedBlock, CallOptions } from '../../src/index.ts'
import { calendarBlock, failure, verdictOf } from '../support/service.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

/** The `reconcile` of an error, or a failed test. */
function resolve(error: BlockSlotsError, options?: CallOptions): Promise<CreatedBlock | undefined> {
  if (error.reconcile === undefined) throw new Error('there is nothing to resolve with')
  return error.reconcile(options)
}

/** A create that is given up at its deadline while the service is silent. */
async function doubt(world: World, commit: 'before-response' | 'never'): Promise<BlockSlotsError> {
  world.sandbox.setFaults([{ fault: 'stall', operation: 'createBlockSlot', commit }])
  return world.fail(world.client.create(calendarBlock, { timeoutMs: 1000 }))
}

describe('a create that was given up', () => {
  test('is certainly not there, also for a client that sends everything once', async () => {
    const world = await openWorld({ retry: false })
    await world.run(world.client.create(earlier))
    const error = await doubt(world, 'never')
    expect(await world.run(resolve(error))).toBeUndefined()
  })

  test('is found later on', async () => {
    const world = await openWorld()
    const error = await doubt(world, 'before-response')
    expect(verdictOf(error)).toBe('deadline-exceeded unknown never')
    expect(await world.run(resolve(error))).toMatchObject({
      id: world.sandbox.blocks()[0]?.id,
      outcome: 'reconciled',
    })
  })

  test('is certainly not there once the time it may still appear is over', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    const error = await doubt(world, 'never')
    const since = world.clock.now()
    expect(await world.run(resolve(error))).toBeUndefined()
    expect(world.clock.now() - since).toBe(75_000)
    expect(world.arrived('createBlockSlot')).toBe(2)
  })

  test('is found by every reconcile(), concurrent or repeated, and never reported absent', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    const error = await doubt(world, 'before-response')
    const [one, other] = await world.run(Promise.all([resolve(error), resolve(error)]))
    const id = world.sandbox.blocks()[1]?.id
    expect([one?.id, other?.id]).toEqual([id, id])
    expect((await world.run(resolve(error)))?.id).toBe(id)
  })

  test('stays unknown where the list proves nothing, and can be reconciled again', async () => {
    const world = await openWorld()
    const error = await doubt(world, 'before-response')
    world.sandbox.setFaults([{ fault: 'forbidden', operation: 'listBlockedSlots' }])
    const again = await world.fail(resolve(error))
    expect(verdictOf(again)).toBe('outcome-unknown unknown never')
    const found = await world.run(resolve(again))
    expect(found?.outcome).toBe('reconciled')
    // The first error gives the same result.
    expect(await world.run(resolve(error))).toEqual(found)
  })

  test('stays unknown when reconcile() is aborted before it begins', async () => {
    const world = await openWorld()
    const error = await doubt(world, 'before-response')
    const stopped = await world.fail(resolve(error, { signal: AbortSignal.abort() }))
    expect(verdictOf(stopped)).toBe('aborted unknown never')
    expect((await world.run(resolve(stopped)))?.outcome).toBe('reconciled')
  })

  test('stays unknown when reconcile() exceeds its deadline', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    const error = await doubt(world, 'never')
    const since = world.clock.now()
    const late = await world.fail(resolve(error, { timeoutMs: 3000 }))
    expect(verdictOf(late)).toBe('deadline-exceeded unknown never')
    expect(world.clock.now() - since).toBe(3000)
    expect(await world.run(resolve(late))).toBeUndefined()
  })

  test('stays unknown when reconcile() is aborted half way', async () => {
    const world = await openWorld()
    const error = await doubt(world, 'never')
    const controller = new AbortController()
    const asking = resolve(error, { signal: controller.signal })
    const stopped = failure(asking)
    await world.clock.advance(2000)
    controller.abort(new Error('enough'))
    expect(verdictOf(await stopped)).toBe('aborted unknown never')
    expect(await stopped).toMatchObject({ cause: { message: 'enough' } })
    expect(world.clock.pending()).toBe(0)
  })
})

test('a block whose response was truncated is unknown until a list shows it', async () => {
  const world = await openWorld({ onUnknown: 'throw' })
  await world.run(world.client.create(earlier))
  world.sandbox.setFaults([
    { fault: 'truncated', operation: 'createBlockSlot' },
    { fault: 'empty-list', on: 'every' },
  ])
  const error = await world.fail(world.client.create(calendarBlock))
  expect(verdictOf(error)).toBe('outcome-unknown unknown never')
  const still = await world.fail(resolve(error))
  expect(still.applied).toBe('unknown')
  world.sandbox.setFaults([])
  expect((await world.run(resolve(still)))?.outcome).toBe('reconciled')
})

test('errors with a known outcome have no reconcile()', async () => {
  const world = await openWorld()
  const refused = await world.fail(world.client.create({ ...earlier, calendarId: 'PersonalCalendar0001' }))
  expect(refused.applied).toBe('no')
  expect(refused).not.toHaveProperty('reconcile')
  world.sandbox.setFaults([{ fault: 'stall', operation: 'deleteEvent', commit: 'never' }])
  const write = await world.fail(world.client.delete('0TkCdp9PfvLeWKYRRvIz', { timeoutMs: 10 }))
  expect(write.applied).toBe('unknown')
  expect(write).not.toHaveProperty('reconcile')
})
