import { describe, expect, test } from 'vitest'
import { calendarBlock, verdictOf } from '../support/service.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

const creating = 'createBlockSlot'
const lost = { fault: 'reset', operation: creating, commit: 'never' } as const

/** The end of a create whose first request was lost before it reached the service. */
async function outcomeOf(
  world: World,
  ...more: Parameters<World['sandbox']['setFaults']>[0]
): Promise<string> {
  const before = world.arrived(creating)
  world.sandbox.setFaults([lost, ...more])
  const ended = await world.run(
    world.client.create(calendarBlock).then(
      ({ outcome }) => outcome,
      (error: unknown) => (error instanceof Error && 'applied' in error ? String(error.applied) : 'wrong'),
    ),
  )
  return `${ended}, sent ${world.arrived(creating) - before}`
}

const page = (rows: readonly object[]): { status: 200; body: { events: readonly object[] } } => ({
  status: 200,
  body: { events: rows },
})
const listed = { fault: 'status', operation: 'listBlockedSlots', on: 'every' } as const
const other = { ...earlier, id: 'SomebodyElsesBlock01' }

describe('a block is only sent again after the list has shown another one', () => {
  test('that was created before, as it was sent', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    expect(await outcomeOf(world)).toBe('created, sent 2')
  })

  test('that another client of this process created', async () => {
    const world = await openWorld()
    await world.run(world.another().create(earlier))
    expect(await outcomeOf(world)).toBe('created, sent 2')
  })

  test('that was found in the list itself, which is looked at again', async () => {
    const world = await openWorld({}, { faults: [{ fault: 'reset', operation: creating }] })
    await world.run(world.client.create(earlier))
    const reads = world.arrived('listBlockedSlots')
    expect(await outcomeOf(world)).toBe('created, sent 2')
    expect(world.arrived('listBlockedSlots') - reads).toBe(7)
  })

  test('with its times in another zone', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    expect(
      await outcomeOf(world, { fault: 'shifted-zone', operation: 'listBlockedSlots', on: 'every' }),
    ).toBe('created, sent 2')
  })

  test('with another title, as the service has stored it', async () => {
    const world = await openWorld()
    world.sandbox.setFaults([{ fault: 'altered', operation: creating, title: 'EARLIER' }])
    await world.run(world.client.create(earlier))
    expect(await outcomeOf(world)).toBe('created, sent 2')
  })

  test('of another owner in the same sub-account', async () => {
    const world = await openWorld()
    const { calendarId: _calendarId, ...ofNobody } = earlier
    await world.run(world.client.create({ ...ofNobody, assignedUserId: '0007BWpSzSwfiuSl0tR2' }))
    expect(await outcomeOf(world)).toBe('created, sent 2')
  })

  test('of any origin, where this process has created none', async () => {
    const world = await openWorld({}, { state: { blocks: [other] } })
    expect(await outcomeOf(world)).toBe('created, sent 2')
  })
})

describe('a block is not sent again', () => {
  test('where the calendar shows nothing at all', async () => {
    expect(await outcomeOf(await openWorld())).toBe('unknown, sent 1')
  })

  test('where a list shows one overlapping row of another program, and may be truncated', async () => {
    const { startTime, endTime } = calendarBlock
    const [before, after] = [-1_800_000, 1_800_000].map((ms) =>
      new Date(Date.parse(startTime) + ms).toISOString(),
    )
    const rows = [{ ...other, startTime: before ?? '', endTime: after ?? endTime }]
    const world = await openWorld()
    expect(await outcomeOf(world, { ...listed, ...page(rows) })).toBe('unknown, sent 1')
  })

  test('where the last created one is not shown', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    expect(await outcomeOf(world, { ...listed, ...page([other]) })).toBe('unknown, sent 1')
  })

  test('where the one created before shows other times', async () => {
    const world = await openWorld()
    const { id } = await world.run(world.client.create(earlier))
    const moved = { ...earlier, id, startTime: '2021-06-24T03:00:00+05:30' }
    expect(await outcomeOf(world, { ...listed, ...page([moved]) })).toBe('unknown, sent 1')
  })

  test('where one was created in another sub-account only', async () => {
    const world = await openWorld({}, { state: { blocks: [] } })
    await world.run(world.another({ baseUrl: 'https://another.service' }).create(earlier))
    await world.run(world.client.delete(world.sandbox.blocks()[0]?.id ?? ''))
    expect(await outcomeOf(world)).toBe('unknown, sent 1')
  })

  test('where only events of other calendars, deleted ones and instances of a series are shown', async () => {
    const world = await openWorld()
    const rows = [
      { ...other, deleted: true },
      { ...other, createdBy: { source: 'outlook' } },
      { ...other, id: 'master_1624485600000_3600' },
    ]
    expect(await outcomeOf(world, { ...listed, ...page(rows) })).toBe('unknown, sent 1')
  })

  test('where nothing was created before and one is similar', async () => {
    for (const alike of [
      { ...calendarBlock, id: 'Rounded0000000000001', startTime: '2021-06-23T03:15:00+05:30' },
      { ...calendarBlock, id: 'Renamed0000000000001', title: 'Blocked' },
      { ...calendarBlock, id: 'Unzoned0000000000001', title: 'Any', startTime: '2021-06-23T03:30:00' },
    ]) {
      const world = await openWorld()
      expect(await outcomeOf(world, { ...listed, ...page([other, alike]) })).toBe('unknown, sent 1')
    }
  })

  test.each([10, 20, 25, 50, 99, 300])('where the list has exactly %i rows', async (length) => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    const rows = Array.from({ length }, (_, index) => ({ ...other, id: `row${index}` }))
    expect(await outcomeOf(world, { ...listed, ...page(rows) })).toBe('unknown, sent 1')
  })

  test('where an equal one is older than the request, though not by much', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    await world.run(world.another({ baseUrl: 'https://another.service' }).create(calendarBlock))
    await world.clock.advance(60_000)
    expect(await outcomeOf(world)).toBe('unknown, sent 1')
    await world.clock.advance(600_000)
    expect(await outcomeOf(world)).toBe('created, sent 2')
  })

  test.each(['forbidden', 'unauthorized', 'unavailable', 'not-json', 'bad-gateway'] as const)(
    'where the list cannot be read: %s',
    async (fault) => {
      const world = await openWorld()
      await world.run(world.client.create(earlier))
      expect(await outcomeOf(world, { fault, operation: 'listBlockedSlots', on: 'every' })).toBe(
        'unknown, sent 1',
      )
    },
  )

  test('where the list that was to prove itself cannot be read', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    expect(await outcomeOf(world, { fault: 'forbidden', operation: 'listBlockedSlots', on: [7] })).toBe(
      'unknown, sent 1',
    )
  })
})

describe('a block created before proves nothing', () => {
  test.each(['update', 'delete'] as const)('after an %s', async (change) => {
    const world = await openWorld({}, { state: { blocks: [other] } })
    const { id } = await world.run(world.client.create(earlier))
    const moved = { ...earlier, title: 'Moved', startTime: '2021-06-24T03:00:00+05:30' }
    if (change === 'update') await world.run(world.client.update(id, moved))
    else await world.run(world.client.delete(id))
    expect(await outcomeOf(world)).toBe('created, sent 2')
  })
})

describe('similar-rows', () => {
  test('are never taken for the block', async () => {
    const world = await openWorld({}, { includeDeleted: true })
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([lost, { fault: 'similar-rows', on: 'every' }])
    const { id, outcome } = await world.run(world.client.create(calendarBlock))
    expect([id, outcome]).toEqual([world.sandbox.blocks()[1]?.id, 'created'])
  })

  test('that existed before are not taken for the block, however wrong the clocks are', async () => {
    for (const skewMs of [-300_000, 300_000]) {
      const world = await openWorld()
      const clock = { ...world.clock, now: () => world.clock.now() + skewMs }
      await world.run(world.another({ baseUrl: 'https://another.service' }).create(calendarBlock))
      await world.clock.advance(3_600_000)
      const client = world.another({ clock })
      await world.run(client.create(earlier))
      world.sandbox.setFaults([{ fault: 'reset', operation: creating }])
      const { id } = await world.run(client.create(calendarBlock))
      expect(id).toBe(world.sandbox.blocks()[2]?.id)
    }
  })
})

test('a list without a Date, or with one that is none, finds the block all the same', async () => {
  for (const date of [undefined, 'soon', '']) {
    const world = await openWorld()
    const client = world.another({
      fetch: async (request) => {
        const response = await world.sandbox.fetch(request)
        response.headers.delete('date')
        if (date !== undefined) response.headers.set('date', date)
        return response
      },
    })
    world.sandbox.setFaults([{ fault: 'reset', operation: creating }])
    expect((await world.run(client.create(calendarBlock))).id).toBe(world.sandbox.blocks()[0]?.id)
  }
})

test('a Date that is minutes ahead of the dates in the list leaves the outcome unknown where no block was created before', async () => {
  const world = await openWorld()
  const client = world.another({
    fetch: async (request) => {
      const response = await world.sandbox.fetch(request)
      response.headers.set('date', new Date(world.clock.now() + 120_000).toUTCString())
      return response
    },
  })
  world.sandbox.setFaults([{ fault: 'reset', operation: creating }])
  expect(verdictOf(await world.fail(client.create(calendarBlock)))).toBe('outcome-unknown unknown never')
  expect(world.sandbox.blocks()).toHaveLength(1)
})
