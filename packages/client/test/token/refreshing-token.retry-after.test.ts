import { startSandbox, virtualClock, type Fault } from '@block-slots/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { createBlockSlotsClient, refreshingToken } from '../../src/index.ts'
import { failure, verdictOf } from '../support/service.ts'

/** Reads a calendar with a token that has to be had first, while the token endpoint fails. */
async function readThrough(fault: Fault): Promise<{ call: Promise<unknown>; sentAt: () => number[] }> {
  const clock = virtualClock()
  const sandbox = await startSandbox({ clock, faults: [fault], oauth: { graceMs: 10_000 } })
  onTestFinished(() => sandbox.close())
  const started = clock.now()
  const token = refreshingToken({
    clientId: '6578278e879ad2646715ba9c-lq1r2s3t',
    clientSecret: 'sandbox-client-secret',
    refreshToken: 'sandbox-refresh-token',
  })
  const client = createBlockSlotsClient({ token, fetch: sandbox.fetch, clock })
  return {
    call: clock.run(client.calendar('CVokAlI8fgw4WYWoCtQz')),
    sentAt: () =>
      sandbox.audit
        .filter((entry) => entry.kind === 'request' && entry.operation === 'createAccessToken')
        .map(({ at }) => at - started),
  }
}

const operation = 'createAccessToken'

test('a token is not asked for again before the service wants it', async () => {
  const { call, sentAt } = await readThrough({ fault: 'unavailable', operation, retryAfter: 3 })
  expect(await call).toMatchObject({ id: 'CVokAlI8fgw4WYWoCtQz' })
  expect(sentAt()).toEqual([0, 3000])
})

test('nor within the same call when that is longer than servers repeat an answer', async () => {
  const { call, sentAt } = await readThrough({ fault: 'unavailable', operation, retryAfter: 1000 })
  expect(verdictOf(await failure(call))).toBe('unavailable no after')
  expect(sentAt()).toEqual([0])
})

test('a limit of the token endpoint is waited for, since no limiter of the calls does', async () => {
  const { call, sentAt } = await readThrough({ fault: 'rate-limited', operation, retryAfter: 2 })
  expect(await call).toMatchObject({ id: 'CVokAlI8fgw4WYWoCtQz' })
  const [first = -1, second = -1, ...others] = sentAt()
  expect(others).toEqual([])
  expect(second - first).toBeGreaterThanOrEqual(2000)
})
