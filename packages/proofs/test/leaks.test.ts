import { getEventListeners } from 'node:events'
import { virtualClock } from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import { memoryOf, sharedBy } from '@block-slots/client/src/options/shared.ts'
import { abortedOnStoppedClock, callsPastDeadline } from '../leaks/hanging-calls.ts'
import { heapBytes, mixedCalls, linearCongruential, resources, faultySandbox } from '../leaks/load.ts'
import { watchRejections } from '@block-slots/client/test/support/server.ts'

watchRejections()

test('after calls of every kind nothing of them is left', async () => {
  const clock = virtualClock()
  const warnings: Error[] = []
  const note = (warning: Error): unknown => warnings.push(warning)
  process.on('warning', note)
  const before = resources()
  const sandbox = await faultySandbox(clock)
  const { signal } = new AbortController()
  const options = { fetch: sandbox.fetch, clock }
  const field = { sandbox, clock, options, signal, longestMs: 5000, random: linearCongruential(20_261_122) }
  await clock.run(mixedCalls(field, 100))
  sandbox.reset()
  const warm = await heapBytes()
  const tally = await clock.run(mixedCalls(field, 300))
  sandbox.reset()
  expect((await heapBytes()) - warm).toBeLessThan(5_000_000)
  expect(Object.keys(tally)).toEqual(
    expect.arrayContaining(['ok', 'invalid-input', 'aborted', 'deadline-exceeded', 'forbidden']),
  )
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(clock.pending()).toBe(0)
  expect(historyOf(sharedBy(clock), sandbox.fetch).mutex.size).toBe(0)
  await sandbox.close()
  await new Promise((resolve) => setTimeout(resolve, 20))
  const { TCPServerWrap, TCPSocketWrap } = resources()
  expect([TCPServerWrap, TCPSocketWrap]).toEqual([before.TCPServerWrap, before.TCPSocketWrap])
  process.off('warning', note)
  expect(warnings).toEqual([])
})

test('no call outlives its deadline, whatever never ends', async () => {
  for (const { hang: what, operation, code, overdueMs } of await callsPastDeadline(virtualClock(), 20_000)) {
    expect(overdueMs, `${operation} with ${what}: ${code}`).toBeLessThanOrEqual(250)
    expect(code, `${operation} with ${what}`).toMatch(
      /^(deadline-exceeded|rate-limited|unavailable|outcome-unknown|not-found)$/,
    )
  }
})

test('where the clock stands, the caller can still end a call', async () => {
  expect(await abortedOnStoppedClock()).toEqual(Array.from({ length: 6 }, () => 'aborted'))
})
