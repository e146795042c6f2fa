import { describe, expect, test } from 'vitest'
import { failure, calendarBlock } from '../support/service.ts'
import { reportOf, rewriting, type Rewrite } from '../support/rewrite.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

const creating = 'createBlockSlot'
const lost = { fault: 'reset', operation: creating, commit: 'never' } as const

const countOf = (world: World): number =>
  world.sandbox.blocks().filter(({ title }) => title === calendarBlock.title).length

const forms: readonly (readonly [name: string, rewrite: Rewrite])[] = [
  ['with both dates', {}],
  ['without dateAdded', { block: ({ dateAdded: _dateAdded, ...row }) => row }],
  ['without Date', { date: () => undefined }],
  [
    'with a dateAdded without offset',
    { block: (row) => ({ ...row, dateAdded: String(row['dateAdded']).slice(0, -1) }) },
  ],
]

describe.each(forms)(
  'an equal block that another program made the day before, in a list %s',
  (_name, rewrite) => {
    test('is not taken for one that was lost', async () => {
      const world = await openWorld()
      const client = world.another({ fetch: rewriting(world.sandbox.fetch, rewrite) })
      await world.run(world.another({ baseUrl: 'https://another.service' }).create(calendarBlock))
      await world.clock.advance(86_400_000)
      await world.run(client.create(earlier))
      world.sandbox.setFaults([lost])
      const report = await world.run(reportOf(client.create(calendarBlock)))
      expect(['created 2', 'unknown 1']).toContain(`${report} ${countOf(world)}`)
    })

    test('is not taken for one whose response was lost', async () => {
      const world = await openWorld()
      const client = world.another({ fetch: rewriting(world.sandbox.fetch, rewrite) })
      const first = await world.run(
        world.another({ baseUrl: 'https://another.service' }).create(calendarBlock),
      )
      await world.clock.advance(86_400_000)
      await world.run(client.create(earlier))
      world.sandbox.setFaults([{ fault: 'reset', operation: creating }])
      const made = await world.run(
        client.create(calendarBlock).then(
          ({ id, duplicates = [] }) => [id, ...duplicates],
          () => [],
        ),
      )
      expect(made).not.toContain(first.id)
      expect(countOf(world)).toBe(2)
    })
  },
)

describe('after an equal create whose own outcome is open', () => {
  test('a create that was lost does not take its block, and both know it', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([
      { fault: 'missing-id', operation: creating },
      { fault: 'forbidden', operation: 'listBlockedSlots' },
      { ...lost, on: 'second' },
    ])
    const first = await world.fail(world.client.create(calendarBlock))
    expect(first.applied).toBe('unknown')
    const second = await world.run(reportOf(world.client.create(calendarBlock)))
    expect(['created 2', 'unknown 1']).toContain(`${second} ${countOf(world)}`)
    const found = await world.run(first.reconcile?.() ?? Promise.resolve(undefined))
    expect(found?.id).toBe(world.sandbox.blocks()[1]?.id)
  })

  test('of both, each gets a block of its own when both were made', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([
      { fault: 'reset', operation: creating },
      { fault: 'forbidden', operation: 'listBlockedSlots' },
      { fault: 'reset', operation: creating, on: 'second' },
    ])
    const first = await world.fail(world.client.create(calendarBlock))
    expect(first.applied).toBe('unknown')
    const second = await world.run(world.client.create(calendarBlock))
    const found = await world.run(first.reconcile?.() ?? Promise.resolve(undefined))
    const ids = world.sandbox
      .blocks()
      .slice(1)
      .map(({ id }) => id)
    expect(new Set([found?.id, second.id])).toEqual(new Set(ids))
    expect([...(found?.duplicates ?? []), ...(second.duplicates ?? [])]).toEqual([])
  })

  test('a block that another call named its duplicate is not reported as not made', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([
      { fault: 'stall', operation: creating },
      { fault: 'reset', operation: creating, on: 'second' },
    ])
    const first = failure(world.client.create(calendarBlock, { timeoutMs: 2000 }))
    const error = await world.run(first)
    const second = await world.run(
      world.client.create(calendarBlock).then(
        ({ id, duplicates = [] }) => [id, ...duplicates],
        () => [],
      ),
    )
    const found = await world.run(error.reconcile?.() ?? Promise.resolve(undefined))
    expect(countOf(world)).toBe(2)
    expect(second.length).toBeLessThanOrEqual(1)
    expect(found).toBeDefined()
    expect(second).not.toContain(found?.id)
  })

  test('a create whose response was lost is made once, though a list had shown the block of the earlier one', async () => {
    const world = await openWorld()
    await world.run(world.client.create(earlier))
    world.sandbox.setFaults([{ fault: 'reset', operation: creating, on: [1, 2] }])
    const first = await world.fail(world.client.create(calendarBlock, { onUnknown: 'throw' }))
    await world.run(world.client.ensure(calendarBlock))
    const second = await world.run(world.client.create(calendarBlock))
    const found = await world.run(first.reconcile?.() ?? Promise.resolve(undefined))
    expect([found?.id, second.id]).toEqual(
      world.sandbox
        .blocks()
        .slice(1)
        .map(({ id }) => id),
    )
  })
})

test('of two equal creates whose outcome is open, the first one takes the only block', async () => {
  const world = await openWorld()
  await world.run(world.client.create(earlier))
  world.sandbox.setFaults([
    { fault: 'reset', operation: creating },
    { ...lost, on: 'second' },
  ])
  const first = await world.fail(world.client.create(calendarBlock, { onUnknown: 'throw' }))
  const second = await world.fail(world.client.create(calendarBlock, { onUnknown: 'throw' }))
  expect(await world.run(first.reconcile?.() ?? Promise.resolve(undefined))).toMatchObject({
    outcome: 'reconciled',
  })
  const nothing = second.reconcile?.().then((found) => found === undefined)
  expect(await world.run(nothing ?? Promise.resolve(false))).toBe(true)
  expect(countOf(world)).toBe(1)
})
