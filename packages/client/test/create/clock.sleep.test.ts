import { startSandbox, virtualClock } from '@block-slots/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { createBlockSlotsClient, type BlockSlotsClient } from '../../src/index.ts'
import { reportOf } from '../support/rewrite.ts'
import { calendarBlock } from '../support/service.ts'
import { earlier } from '../support/world.ts'

const lunch = { ...calendarBlock, title: 'Lunch' }

/** A service whose time goes on while the machine of the client sleeps, and the client's monotonic clock stands still. */
async function openWorld(): Promise<{
  readonly clock: ReturnType<typeof virtualClock>
  readonly client: BlockSlotsClient
  readonly lunches: () => string[]
  /** Lets the machine sleep at the end of the next request of a method. */
  readonly sleepAt: (method: string, ms: number) => void
  readonly setFaults: Awaited<ReturnType<typeof startSandbox>>['setFaults']
}> {
  const clock = virtualClock()
  let [sleptMs, nextMs, nextMethod] = [0, 0, '']
  const sandbox = await startSandbox({ clock: { now: () => clock.now() + sleptMs, sleep: clock.sleep } })
  onTestFinished(() => sandbox.close())
  const fetch = (request: Request): Promise<Response> =>
    sandbox.fetch(request).finally(() => {
      if (request.method !== nextMethod) return
      sleptMs += nextMs
      nextMethod = ''
    })
  return {
    clock,
    client: createBlockSlotsClient({ token: sandbox.token, fetch, clock, limiter: false }),
    lunches: () =>
      sandbox
        .blocks()
        .filter(({ title }) => title === lunch.title)
        .map(({ id }) => id),
    sleepAt: (method, ms) => {
      nextMethod = method
      nextMs = ms
    },
    setFaults: sandbox.setFaults,
  }
}

const lengths = [1, 9, 11, 15, 60, 600].map((minutes) => [minutes] as const)

test.each(lengths)(
  'a create during which the machine sleeps for %i minutes makes one block',
  async (minutes) => {
    const { clock, client, lunches, sleepAt, setFaults } = await openWorld()
    await clock.run(client.create(earlier))
    setFaults([{ fault: 'reset', operation: 'createBlockSlot' }])
    sleepAt('POST', minutes * 60_000)
    expect(['reconciled', 'unknown']).toContain(await clock.run(reportOf(client.create(lunch))))
    expect(lunches()).toHaveLength(1)
  },
)

test.each(lengths)(
  'a sleep of %i minutes while the list is read changes nothing in that',
  async (minutes) => {
    const { clock, client, lunches, sleepAt, setFaults } = await openWorld()
    await clock.run(client.create(earlier))
    setFaults([
      { fault: 'reset', operation: 'createBlockSlot' },
      { fault: 'stale-list', on: 'every', lagMs: 4000 },
    ])
    sleepAt('GET', minutes * 60_000)
    expect(['reconciled', 'unknown']).toContain(await clock.run(reportOf(client.create(lunch))))
    expect(lunches()).toHaveLength(1)
  },
)

test.each(lengths)(
  'a create that is lost before a sleep of %i minutes is not reported as made',
  async (minutes) => {
    const { clock, client, lunches, sleepAt, setFaults } = await openWorld()
    await clock.run(client.create(earlier))
    setFaults([{ fault: 'reset', operation: 'createBlockSlot', commit: 'never' }])
    sleepAt('POST', minutes * 60_000)
    const report = await clock.run(reportOf(client.create(lunch)))
    expect(['created 1', 'unknown 0']).toContain(`${report} ${lunches().length}`)
  },
)

test.each(lengths)(
  'blocks that are created after a sleep of %i minutes do not date one of before',
  async (minutes) => {
    const { clock, client, lunches, sleepAt, setFaults } = await openWorld()
    await clock.run(client.create(earlier))
    setFaults([
      { fault: 'reset', operation: 'createBlockSlot' },
      { fault: 'unavailable', operation: 'listBlockedSlots', on: [1, 2] },
    ])
    sleepAt('POST', minutes * 60_000)
    const create = reportOf(client.create(lunch))
    await clock.advance(100)
    for (const day of [25, 26, 27]) {
      const times = { startTime: `2021-06-${day}T03:30:00Z`, endTime: `2021-06-${day}T04:30:00Z` }
      // oxlint-disable-next-line no-await-in-loop -- One after another, with a sleep after each.
      await clock.run(client.create({ ...earlier, ...times }))
      sleepAt('GET', minutes * 60_000)
    }
    expect(['reconciled', 'unknown']).toContain(await clock.run(create))
    expect(lunches()).toHaveLength(1)
  },
)
