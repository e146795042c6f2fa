import { startSandbox, virtualClock, type Fault, type Sandbox, type VirtualClock } from '@block-slots/sandbox'
import { expect, onTestFinished, test } from 'vitest'
import {
  createBlockSlotsClient,
  locationToken,
  memoryStore,
  refreshingToken,
  type BlockSlotsClient,
  type TokenSource,
} from '../../src/index.ts'
import { calendarBlock, failure, verdictOf } from '../support/service.ts'

const clientId = '6578278e879ad2646715ba9c-lq1r2s3t'
const clientSecret = 'sandbox-client-secret'

/** A service whose refresh tokens work once, and that revokes all tokens when one is used again. */
async function open(
  token: (sandbox: Sandbox) => TokenSource,
  faults: readonly Fault[] = [],
): Promise<{ clock: VirtualClock; sandbox: Sandbox; client: BlockSlotsClient; issued: () => number }> {
  const clock = virtualClock()
  const sandbox = await startSandbox({ clock, faults, oauth: { onReuse: 'revoke', graceMs: 10_000 } })
  onTestFinished(() => sandbox.close())
  const client = createBlockSlotsClient({ token: token(sandbox), fetch: sandbox.fetch, clock })
  const issued = (): number =>
    sandbox.audit.filter((entry) => entry.kind === 'commit' && entry.change === 'issued').length
  return { clock, sandbox, client, issued }
}

const refreshing = (): TokenSource =>
  refreshingToken({ clientId, clientSecret, refreshToken: 'sandbox-refresh-token', store: memoryStore() })

test('ten days of calls use one token a day, and none is refused', async () => {
  const { clock, sandbox, client, issued } = await open(refreshing)
  for (let hour = 0; hour < 240; hour++) {
    await clock.run(client.calendar('CVokAlI8fgw4WYWoCtQz'))
    await clock.advance(3_600_000)
  }
  expect(issued()).toBeGreaterThanOrEqual(10)
  expect(issued()).toBeLessThanOrEqual(12)
  const refused = sandbox.audit.filter((entry) => entry.kind === 'response' && entry.status === 401)
  expect(refused).toEqual([])
})

test('fifty concurrent calls use one token', async () => {
  const { clock, client, issued } = await open(refreshing)
  const calls = Array.from({ length: 50 }, () => client.calendar('CVokAlI8fgw4WYWoCtQz'))
  await clock.run(Promise.all(calls))
  expect(issued()).toBe(1)
})

test('a lost response to a refresh revokes nothing, and the block is created', async () => {
  const lost: Fault = { fault: 'reset', operation: 'createAccessToken' }
  const { clock, sandbox, client, issued } = await open(refreshing, [lost])
  await clock.run(client.create(calendarBlock))
  expect([issued(), sandbox.blocks().length]).toEqual([1, 1])
})

test('a token of the agency is used for one token of the sub-account during its lifetime', async () => {
  const { clock, client, issued } = await open((sandbox) =>
    locationToken({
      companyId: 'TheAgencyCompany0001',
      locationId: 'C2QujeCh8ZnC7al2InWR',
      agency: sandbox.tokenByName('company'),
    }),
  )
  await clock.run(Promise.all([client.create(calendarBlock), client.calendar('CVokAlI8fgw4WYWoCtQz')]))
  expect(issued()).toBe(1)
})

test('a used refresh token requires reauthorization, and no call is sent', async () => {
  const { clock, sandbox, client } = await open(() =>
    refreshingToken({ clientId, clientSecret, refreshToken: 'used-long-ago' }),
  )
  const error = await clock.run(failure(client.create(calendarBlock)))
  expect(verdictOf(error)).toBe('reauthorization-required no never')
  expect(
    sandbox.audit.some((entry) => entry.kind === 'request' && entry.operation === 'createBlockSlot'),
  ).toBe(false)
})
