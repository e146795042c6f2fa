import { describe, expect, test } from 'vitest'
import { calendarBlock, verdictOf } from '../support/service.ts'
import { earlier, openWorld } from '../support/world.ts'

const creating = 'createBlockSlot'
const lost = { fault: 'reset', operation: creating, commit: 'never' } as const

describe('a create whose response is lost', () => {
  test('takes the block in the list for its result', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'reset', operation: creating }] })
    const made = await world.run(world.client.create(calendarBlock))
    expect(made).toEqual({ ...calendarBlock, id: world.sandbox.blocks()[0]?.id, outcome: 'reconciled' })
    expect(world.story()).toEqual([
      'createBlockSlot outcome-unknown',
      'listBlockedSlots 200',
      'reconcile adopted',
    ])
  })

  test('of a user is looked for among those of the user', async () => {
    const { calendarId: _calendarId, title: _title, ...rest } = earlier
    const block = { ...rest, assignedUserId: '0007BWpSzSwfiuSl0tR2' }
    const world = await openWorld({}, { faults: [{ fault: 'reset', operation: creating }] })
    const made = await world.run(world.client.create(block))
    expect(made).toEqual({ ...block, title: '', id: world.sandbox.blocks()[0]?.id, outcome: 'reconciled' })
    world.sandbox.setFaults([lost])
    expect((await world.run(world.client.create({ ...block, title: 'Next' }))).outcome).toBe('created')
  })

  test('waits for a block that appears late, and sends nothing meanwhile', async () => {
    const fault = {
      fault: 'reset',
      operation: creating,
      commit: 'after-response',
      commitDelayMs: 9900,
    } as const
    const world = await openWorld({}, { faults: [fault] })
    const since = world.clock.now()
    expect((await world.run(world.client.create(calendarBlock))).outcome).toBe('reconciled')
    expect(world.clock.now() - since).toBe(10_000)
    expect(world.arrived(creating)).toBe(1)
    const waits = world.events.flatMap((event) => (event.type === 'wait' ? [event.waitMs] : []))
    expect(waits).toEqual([500, 1000, 2000, 4000, 2500])
  })

  test('is sent again when the list proves that it was not applied', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([lost])
    const since = world.clock.now()
    expect((await world.run(world.client.create(calendarBlock))).outcome).toBe('created')
    expect(world.clock.now() - since).toBe(10_000)
    expect(world.sandbox.blocks()).toHaveLength(2)
    expect(world.story().slice(-2)).toEqual(['reconcile absent', 'createBlockSlot 201'])
  })

  test('is sent again at most twice, and then reports applied: no', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([{ ...lost, on: 'every' }])
    const error = await world.fail(world.client.create(calendarBlock))
    expect(verdictOf(error)).toBe('unavailable no after')
    expect(error.message).toMatch(/\(ECONNRESET\); it was sent 3 times and not carried out$/)
    expect(error).not.toHaveProperty('reconcile')
    expect(world.arrived(creating)).toBe(4)
    expect(world.sandbox.blocks()).toHaveLength(1)
  })

  test('that the list shows only after the reconcile timeout is found, and not sent again', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([
      { fault: 'reset', operation: creating },
      { fault: 'empty-list', on: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
    ])
    const { id, outcome } = await world.run(world.client.create(calendarBlock))
    expect([id, outcome]).toEqual([world.sandbox.blocks()[1]?.id, 'reconciled'])
    expect(world.sandbox.blocks()).toHaveLength(2)
    expect(world.arrived(creating)).toBe(2)
  })

  test('that was applied twice reports its duplicate', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([
      { fault: 'reset', operation: creating, commit: 'after-response', commitDelayMs: 10_500 },
      { fault: 'reset', operation: creating, on: 'second', delayMs: 1000 },
    ])
    const made = await world.run(world.client.create(calendarBlock))
    const ids = world.sandbox
      .blocks()
      .slice(1)
      .map(({ id }) => id)
    expect(ids).toHaveLength(2)
    expect(new Set([made.id, ...(made.duplicates ?? [])])).toEqual(new Set(ids))
    // A reported duplicate is not reported twice, and no other create takes it for its own.
    await world.clock.advance(60_000)
    expect((await world.run(world.client.findDuplicates())).duplicates).toEqual([])
  })

  test.each([
    ['a reset', { fault: 'reset' }, 10_000],
    ['a failure of the service', { fault: 'bad-gateway' }, 10_000],
    ['silence, after which the service may be at it for long', { fault: 'stall' }, 150_000],
  ] as const)('is not sent again before the reconcile timeout of %s is over', async (_, fault, ms) => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([{ ...fault, operation: creating, commit: 'never' }])
    const since = world.clock.now()
    await world.run(world.client.create(calendarBlock))
    expect(world.clock.now() - since).toBe(ms)
  })

  test('is sent again at once with a reconcile timeout of 0', async () => {
    const world = await openWorld({ reconcileTimeoutMs: 0 })
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([lost])
    const since = world.clock.now()
    await world.run(world.client.create(calendarBlock))
    expect(world.clock.now() - since).toBe(0)
  })

  test('is unknown at the deadline, and can be reconciled', async () => {
    const world = await openWorld({ timeoutMs: 5000 })
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([lost])
    const error = await world.fail(world.client.create(calendarBlock))
    expect(verdictOf(error)).toBe('deadline-exceeded unknown never')
    expect(error.reconcile).toBeTypeOf('function')
    expect(error.attempts.map(({ operation }) => operation)).toEqual([
      creating,
      ...Array.from({ length: 4 }, () => 'listBlockedSlots'),
    ])
    expect(error.cause).toMatchObject({ code: 'outcome-unknown' })
    expect(world.arrived(creating)).toBe(2)
  })

  test.each([{ onUnknown: 'throw' }, { retry: false }] as const)(
    'is reported at once with %o, and can be resolved',
    async (options) => {
      const world = await openWorld({}, { faults: [{ fault: 'reset', operation: creating }] })
      const error = await world.fail(world.client.create(calendarBlock, options))
      expect(verdictOf(error)).toBe('outcome-unknown unknown never')
      expect(world.arrived('listBlockedSlots')).toBe(0)
      const made = error.reconcile === undefined ? undefined : await world.run(error.reconcile())
      expect(made?.id).toBe(world.sandbox.blocks()[0]?.id)
    },
  )
})

describe('a create whose response cannot be read', () => {
  test.each(['truncated', 'missing-id', 'not-json', 'broken-gzip', 'oversized', 'slow-body'] as const)(
    'is found in the list: %s',
    async (fault) => {
      const world = await openWorld({}, { faults: [{ fault, operation: creating }] })
      const { id, outcome } = await world.run(world.client.create(calendarBlock))
      expect([id, outcome]).toEqual([world.sandbox.blocks()[0]?.id, 'reconciled'])
    },
  )

  test('is never sent again, although the list never shows it', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([
      { fault: 'truncated', operation: creating },
      { fault: 'empty-list', on: 'every' },
    ])
    const error = await world.fail(world.client.create(calendarBlock))
    expect(verdictOf(error)).toBe('outcome-unknown unknown never')
    expect(world.arrived(creating)).toBe(2)
  })
})

test('a page with a status of success is unknown, and the list decides', async () => {
  for (const status of [200, 202, 203]) {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    let pages = 0
    const client = world.another({
      fetch: async (request) =>
        request.method === 'POST' && pages++ === 0
          ? new Response('<html>Sign in to the network</html>', { status })
          : world.sandbox.fetch(request),
    })
    const { outcome } = await world.run(client.create(calendarBlock))
    expect(outcome).toBe('created')
    expect(world.arrived(creating)).toBe(2)
  }
})

test('an outcome-unknown error has the failure, and why reconciliation failed', async () => {
  const world = await openWorld({}, { faults: [lost] })
  const error = await world.fail(world.client.create(calendarBlock))
  expect(error.message).toBe(
    `${creating}: no response from https://services.leadconnectorhq.com (ECONNRESET), and the list of blocks does not prove that it was not created`,
  )
  const still = await world.fail(error.reconcile?.() ?? Promise.resolve())
  expect(still.message).toBe(
    `${creating}: it is unknown whether the block was created, and the list of blocks does not prove that it was not created`,
  )
  world.sandbox.setFaults([{ fault: 'forbidden', operation: 'listBlockedSlots' }])
  const unread = await world.fail(still.reconcile?.() ?? Promise.resolve())
  expect(unread.message).toBe(
    `${creating}: it is unknown whether the block was created, and the list of blocks cannot be read`,
  )
  expect(unread.cause).toMatchObject({ code: 'forbidden' })
})

test('a create that a Retry-After holds back longer than the call may take fails at once, unknown', async () => {
  const fault = { fault: 'unavailable', operation: creating, retryAfter: 1000 } as const
  const world = await openWorld({}, { faults: [fault] })
  const since = world.clock.now()
  const error = await world.fail(world.client.create(calendarBlock))
  expect(verdictOf(error)).toBe('outcome-unknown unknown never')
  expect(error.retryAt).toBe(since + 1_000_000)
  expect(world.clock.now()).toBe(since)
})

test('a create is not looked for before the Retry-After is over', async () => {
  const fault = {
    fault: 'unavailable',
    operation: creating,
    retryAfter: 7,
    commit: 'before-response',
  } as const
  const world = await openWorld({}, { faults: [fault] })
  await world.run(world.client.create(calendarBlock))
  expect(world.story()).toEqual([
    'createBlockSlot 503',
    'wait retry-after',
    'listBlockedSlots 200',
    'reconcile adopted',
  ])
  const [first, read] = world.events.filter((event) => event.type === 'attempt')
  expect((read?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(7000)
})
