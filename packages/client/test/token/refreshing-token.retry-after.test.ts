import { startSandbox, virtualClock, type Fault } from '@block-slots/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import { createBlockSlotsClient, refreshingToken } from '../../src/index.ts'
import { failure, verdictOf } from '../support/service.ts'

/** Reads a calendar with a token that has to be requested first, while the token endpoint fails. */
async function readWithFault(fault: Fault): Promise<{ call: Promise<unknown>; sentAt: () => number[] }> {
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

test('a token is requested again after the retry-after of the service', async () => {
  const { call, sentAt } = await readWithFault({ fault: 'unavailable', operation, retryAfter: 3 })
  expect(await call).toMatchObject({ id: 'CVokAlI8fgw4WYWoCtQz' })
  expect(sentAt()).toEqual([0, 3000])
})

test('a retry-after beyond the grace period ends the call', async () => {
  const { call, sentAt } = await readWithFault({ fault: 'unavailable', operation, retryAfter: 1000 })
  expect(verdictOf(await failure(call))).toBe('unavailable no after')
  expect(sentAt()).toEqual([0])
})

test('a call waits for the rate limit of the token endpoint, which no limiter covers', async () => {
  const { call, sentAt } = await readWithFault({ fault: 'rate-limited', operation, retryAfter: 2 })
  expect(await call).toMatchObject({ id: 'CVokAlI8fgw4WYWoCtQz' })
  const [first = -1, second = -1, ...others] = sentAt()
  expect(others).toEqual([])
  expect(second - first).toBeGreaterThanOrEqual(2000)
})
