import { startSandbox } from '@block-slots/sandbox'
import { describe, expect, onTestFinished, test } from 'vitest'
import { calendarBlock } from '../support/service.ts'
import { earlier, openWorld, type World } from '../support/world.ts'

const creating = 'createBlockSlot'

/** Clients of one process, each with a `fetch` function of its own. */
const clientsOf = (world: World): World['client'][] =>
  [1, 2, 3].map(() => world.another({ fetch: async (request) => world.sandbox.fetch(request) }))

const idsOf = (world: World): string[] =>
  world.sandbox
    .blocks()
    .filter(({ title }) => title === calendarBlock.title)
    .map(({ id }) => id)

describe('clients of one process with different fetch functions', () => {
  test.each(['never', 'before-response'] as const)(
    'never give the block of another for one that is committed %s',
    async (commit) => {
      const world = await openWorld()
      const [one, ...others] = clientsOf(world)
      await world.run(one?.create(earlier) ?? Promise.reject(new Error('no client')))
      world.sandbox.setFaults([{ fault: 'reset', operation: creating, commit, delayMs: 6000 }])
      const lost = one?.create(calendarBlock)
      await world.clock.advance(2000)
      const made = await world.run(Promise.all([lost, ...others.map((other) => other.create(calendarBlock))]))
      expect(new Set(made.map((block) => block?.id))).toEqual(new Set(idsOf(world)))
      expect(idsOf(world)).toHaveLength(3)
      expect(made.flatMap((block) => block?.duplicates ?? [])).toEqual([])
    },
  )

  test('ensure one block', async () => {
    const world = await openWorld()
    const made = await world.run(Promise.all(clientsOf(world).map((client) => client.ensure(calendarBlock))))
    expect(new Set(made.map(({ id }) => id))).toEqual(new Set(idsOf(world)))
    expect(idsOf(world)).toHaveLength(1)
  })

  test('know what each of them created, where the list shows it only later', async () => {
    const stale = { fault: 'stale-list', on: 'every', lagMs: 4000 } as const
    const world = await openWorld({}, { faults: [stale] })
    const [one, other] = clientsOf(world)
    const made = await world.run(one?.create(calendarBlock) ?? Promise.reject(new Error('no client')))
    expect(
      await world.run(other?.ensure(calendarBlock) ?? Promise.reject(new Error('no client'))),
    ).toMatchObject({
      id: made.id,
      outcome: 'existing',
    })
    expect(idsOf(world)).toHaveLength(1)
  })
})

test('clients of two services share nothing, although both are asked in process by the same address', async () => {
  const world = await openWorld()
  const other = await startSandbox({ clock: world.clock })
  onTestFinished(() => other.close())
  const [here, there] = [world.sandbox, other].map((sandbox) =>
    world.another({ fetch: async (request) => sandbox.fetch(request) }),
  )
  await world.run(here?.create(calendarBlock) ?? Promise.reject(new Error('no client')))
  await world.run(there?.ensure(calendarBlock) ?? Promise.reject(new Error('no client')))
  expect(world.sandbox.blocks()).toHaveLength(1)
  expect(other.blocks()).toHaveLength(1)
})
