import { expect, onTestFinished, test } from 'vitest'
import { type FaultName, startSandbox, virtualClock } from '../../src/index.ts'
import { creator, kinds } from '../support/create.ts'

test.each<[FaultName & ('connect-timeout' | 'dns' | 'refused' | 'tls'), string, number]>([
  ['refused', 'fetch failed ECONNREFUSED connect', 0],
  ['dns', 'fetch failed ENOTFOUND getaddrinfo', 0],
  ['tls', 'fetch failed DEPTH_ZERO_SELF_SIGNED_CERT', 0],
  ['connect-timeout', 'fetch failed UND_ERR_CONNECT_TIMEOUT', 10_000],
])('the service is unreachable: %s', async (fault, outcome, ms) => {
  const clock = virtualClock()
  const sandbox = await startSandbox({ clock, faults: [{ fault, on: 'every' }] })
  onTestFinished(sandbox.close)
  const ask = creator(sandbox.fetch, sandbox, clock.now)
  expect(await clock.run(() => ask())).toMatchObject({ outcome, ms })
  expect(kinds(sandbox)).toBe('fault')

  const over = await creator(fetch, sandbox, Date.now)()
  expect(over.outcome).toBe('500')
  expect(over.text).toContain(`The sandbox failed: RangeError: The fault \\"${fault}\\" needs sandbox.fetch`)
  expect([kinds(sandbox), sandbox.blocks()]).toEqual(['fault', []])
})
