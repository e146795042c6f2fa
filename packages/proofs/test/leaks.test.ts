import { getEventListeners } from 'node:events'
import { virtualClock } from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import { sharedBy } from '@block-slots/client/src/options/shared.ts'
import { abortOnStoppedClock, runHangingCalls } from '../leaks/hanging-calls.ts'
import { faultySandbox, heapBytes, mixedCalls, resources } from '../leaks/load.ts'
import { linearCongruential } from '../random.ts'
import { operations } from '@block-slots/client/test/support/service.ts'
import { watchRejections } from '@block-slots/client/test/support/server.ts'

watchRejections()

test('calls of every kind leave no memory, timer, socket or listener', async () => {
  const clock = virtualClock()
  const warnings: Error[] = []
  const note = (warning: Error): unknown => warnings.push(warning)
  process.on('warning', note)
  const before = resources()
  const sandbox = await faultySandbox(clock)
  const { signal } = new AbortController()
  const options = { fetch: sandbox.fetch, clock }
  const context = { sandbox, clock, options, signal, maxMs: 5000, random: linearCongruential(20_261_122) }
  await clock.run(mixedCalls(context, 100))
  sandbox.reset()
  const warm = await heapBytes()
  const counts = await clock.run(mixedCalls(context, 300))
  sandbox.reset()
  expect((await heapBytes()) - warm).toBeLessThan(5_000_000)
  expect(Object.keys(counts)).toEqual(
    expect.arrayContaining(['ok', 'invalid-input', 'aborted', 'deadline-exceeded', 'forbidden']),
  )
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(clock.pending()).toBe(0)
  expect(sharedBy(clock).mutex.size).toBe(0)
  await sandbox.close()
  await new Promise((resolve) => setTimeout(resolve, 20))
  const { TCPServerWrap, TCPSocketWrap } = resources()
  expect([TCPServerWrap, TCPSocketWrap]).toEqual([before.TCPServerWrap, before.TCPSocketWrap])
  process.off('warning', note)
  expect(warnings).toEqual([])
})

test('every hanging call ends at its deadline', async () => {
  for (const { hang, operation, code, overdueMs } of await runHangingCalls(virtualClock(), 20_000)) {
    expect(overdueMs, `${operation}, ${hang}: ${code}`).toBeLessThanOrEqual(250)
    expect(code, `${operation}, ${hang}`).toMatch(
      /^(deadline-exceeded|rate-limited|unavailable|outcome-unknown|not-found)$/,
    )
  }
})

test('an abort ends a call while the clock stands still', async () => {
  expect(await abortOnStoppedClock()).toEqual(operations.map(() => 'aborted'))
})
