import { startSandbox, virtualClock } from '@block-slots/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { createBlockSlotsClient } from '../../src/index.ts'
import { calendarBlock } from '../support/service.ts'

test('a create is not reconciled a fraction of a millisecond before the Retry-After is over', async () => {
  // Real clocks stand between two milliseconds nearly always.
  const clock = virtualClock({ now: 1_800_000_000_000.25 })
  const sandbox = await startSandbox({
    clock,
    faults: [
      { fault: 'unavailable', operation: 'createBlockSlot', commit: 'before-response', retryAfter: 3 },
    ],
  })
  onTestFinished(() => sandbox.close())
  const client = createBlockSlotsClient({ token: sandbox.token, fetch: sandbox.fetch, clock })
  expect(await clock.run(client.create(calendarBlock))).toMatchObject({ outcome: 'reconciled' })
  const [create = 0, list = 0] = sandbox.audit.filter(({ kind }) => kind === 'request').map(({ at }) => at)
  expect(list - create).toBeGreaterThanOrEqual(3000)
})

test('a clock that goes back makes no block of a create older than the create', async () => {
  const time = virtualClock()
  let backMs = 0
  const clock = { ...time, now: () => time.now() - (backMs += 50) }
  const faults = [{ fault: 'reset', operation: 'createBlockSlot', on: 'every' }] as const
  const sandbox = await startSandbox({ clock: time, faults })
  onTestFinished(() => sandbox.close())
  const client = createBlockSlotsClient({ token: sandbox.token, fetch: sandbox.fetch, clock, limiter: false })
  for (let hour = 10; hour < 16; hour++) {
    const block = {
      ...calendarBlock,
      startTime: `2021-06-23T${hour}:00:00Z`,
      endTime: `2021-06-23T${hour}:30:00Z`,
    }
    expect(await time.run(client.create(block))).toMatchObject({ outcome: 'reconciled' })
  }
  expect(sandbox.blocks()).toHaveLength(6)
})
