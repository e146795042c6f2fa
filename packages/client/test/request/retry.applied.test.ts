import { describe, expect, test } from 'vitest'
import { calendarBlock, verdictOf } from '../support/service.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

const id = 'TheBlockInQuestion01'
const there = { state: { blocks: [{ ...earlier, id }] } }
const refusal = { fault: 'status', status: 422, body: { message: 'no' } } as const

/** A world with one block in it, and faults for what is to come. */
const facing = (...faults: Parameters<World['sandbox']['setFaults']>[0]): Promise<World> =>
  openWorld({}, { ...there, faults })

describe('an update', () => {
  test('that may have been applied stays unknown when its repetition is refused', async () => {
    const world = await facing({ fault: 'reset' }, { ...refusal, operation: 'updateBlockSlot', on: 'second' })
    const error = await world.fail(world.client.update(id, calendarBlock))
    expect(verdictOf(error)).toBe('rejected unknown never')
    expect(error.status).toBe(422)
    expect(world.sandbox.blocks()[0]?.title).toBe('Test Event')
  })

  test('that may have been applied stays unknown when the block is gone', async () => {
    const world = await facing(
      { fault: 'reset', operation: 'updateBlockSlot' },
      { fault: 'status', operation: 'updateBlockSlot', on: 'second', status: 404 },
    )
    expect(verdictOf(await world.fail(world.client.update(id, calendarBlock)))).toBe(
      'not-found unknown never',
    )
  })

  test('that may have been applied stays unknown when the token is refused after it', async () => {
    const world = await facing(
      { fault: 'reset', operation: 'updateBlockSlot' },
      { fault: 'unauthorized', operation: 'updateBlockSlot', on: [2, 3] },
    )
    expect(verdictOf(await world.fail(world.client.update(id, calendarBlock)))).toBe(
      'unauthenticated unknown after-reauth',
    )
  })

  test('that may have been applied stays unknown when the connection fails after it', async () => {
    const world = await facing(
      { fault: 'reset' },
      { fault: 'refused', on: 'every', operation: 'updateBlockSlot' },
    )
    expect(verdictOf(await world.fail(world.client.update(id, calendarBlock)))).toBe('not-sent unknown now')
  })

  test('that is refused at first was not applied', async () => {
    const world = await facing({ ...refusal, operation: 'updateBlockSlot' })
    expect(verdictOf(await world.fail(world.client.update(id, calendarBlock)))).toBe('rejected no never')
    expect(world.arrived('updateBlockSlot')).toBe(1)
  })

  test('that was never sent was not applied', async () => {
    const world = await facing({ fault: 'refused', on: 'every' })
    expect(verdictOf(await world.fail(world.client.update(id, calendarBlock)))).toBe('not-sent no now')
  })

  test('that is lost every time may have been applied', async () => {
    const world = await facing({ fault: 'reset', on: 'every', commit: 'never' })
    expect(verdictOf(await world.fail(world.client.update(id, calendarBlock)))).toBe(
      'outcome-unknown unknown after',
    )
    expect(world.arrived('updateBlockSlot')).toBe(4)
  })

  test('with an unreadable response may have been applied, and is sent again', async () => {
    const world = await facing({ fault: 'truncated' })
    expect((await world.run(world.client.update(id, calendarBlock))).title).toBe('Test Event')
    expect(world.arrived('updateBlockSlot')).toBe(2)
  })

  test('with unreadable responses alone may have been applied', async () => {
    const world = await facing({ fault: 'truncated', on: 'every' })
    expect(verdictOf(await world.fail(world.client.update(id, calendarBlock)))).toBe(
      'outcome-unknown unknown after',
    )
    expect(world.arrived('updateBlockSlot')).toBe(4)
  })

  test('that succeeds after it was lost is done', async () => {
    const world = await facing({ fault: 'reset' })
    expect((await world.run(world.client.update(id, calendarBlock))).title).toBe('Test Event')
    expect(world.arrived('updateBlockSlot')).toBe(2)
  })

  test('that waits for its retry at the deadline may have been applied', async () => {
    const world = await facing({
      fault: 'unavailable',
      retryAfter: 5,
      commit: 'before-response',
      operation: 'updateBlockSlot',
    })
    const call = world.client.update(id, calendarBlock, { timeoutMs: 6000 })
    world.sandbox.setFaults([
      { fault: 'unavailable', retryAfter: 5, commit: 'before-response', operation: 'updateBlockSlot' },
      { fault: 'stall', on: 'second', operation: 'updateBlockSlot' },
    ])
    const error = await world.fail(call)
    expect(verdictOf(error)).toBe('deadline-exceeded unknown after')
    expect(error.attempts).toHaveLength(2)
  })
})

describe('a delete', () => {
  test('with 404 after one that may have been applied is done', async () => {
    const world = await facing(
      { fault: 'reset' },
      {
        fault: 'status',
        status: 404,
        body: { message: 'Event not found' },
        on: 'second',
        operation: 'deleteEvent',
      },
    )
    expect(await world.run(world.client.delete(id))).toMatchObject({ succeeded: true, alreadyDeleted: true })
  })

  test('that was applied although the response was lost is done', async () => {
    const world = await facing({ fault: 'reset' })
    expect(await world.run(world.client.delete(id))).toMatchObject({ alreadyDeleted: true })
    expect(world.sandbox.blocks()).toEqual([])
  })

  test('that is 404 at first is not found, also after attempts that certainly did nothing', async () => {
    for (const fault of ['unauthorized', 'refused', 'rate-limited'] as const) {
      const world = await openWorld({}, { faults: [{ fault, operation: 'deleteEvent' }] })
      expect(verdictOf(await world.fail(world.client.delete('NoSuchBlock000000001')))).toBe(
        'not-found no never',
      )
      expect(world.events.filter(({ type }) => type === 'attempt')).toHaveLength(2)
    }
  })

  test('that is refused after one that may have been applied may have been applied', async () => {
    const world = await facing(
      { fault: 'reset' },
      { fault: 'forbidden', on: 'second', operation: 'deleteEvent' },
    )
    expect(verdictOf(await world.fail(world.client.delete(id)))).toBe('forbidden unknown never')
  })
})

describe('a create', () => {
  test('that the limiter holds back after a refusal was not applied', async () => {
    const faults = [{ fault: 'rate-limited', limit: 'daily', operation: 'createBlockSlot' }] as const
    const world = await openWorld({ limiter: undefined }, { faults })
    expect(verdictOf(await world.fail(world.client.create(calendarBlock)))).toBe('rate-limited no after')
  })

  test('that is refused after it was proven absent was not applied', async () => {
    const world = await facing(
      { fault: 'reset', operation: 'createBlockSlot', commit: 'never' },
      { ...refusal, operation: 'createBlockSlot', on: 'second' },
    )
    const error = await world.fail(world.client.create(calendarBlock))
    expect(verdictOf(error)).toBe('rejected no never')
    expect(error).not.toHaveProperty('reconcile')
  })

  test.each(['conflict', 'request-timeout', 'internal-error', 'bad-gateway', 'gateway-timeout'] as const)(
    'that is answered with %s may have been carried out',
    async (fault) => {
      const world = await openWorld(
        { onUnknown: 'throw' },
        { faults: [{ fault, commit: 'before-response' }] },
      )
      expect(verdictOf(await world.fail(world.client.create(calendarBlock)))).toBe(
        'outcome-unknown unknown never',
      )
    },
  )
})
