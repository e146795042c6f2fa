import fc from 'fast-check'
import { localLimiter } from '../../src/rate-limit/local.ts'
import type { Priority } from '../../src/options/call.ts'
import type { PermitOutcome } from '../../src/rate-limit/limiter.ts'
import { asking, mostWithin } from './model.ts'
import { virtualClock } from './virtual.ts'

type Call = {
  readonly atMs: number
  readonly priority: Priority
  readonly again: boolean
  readonly requestMs: number
  readonly responseMs: number
  readonly outcome: 'yes' | 'no' | 'no-response' | '429' | 'never'
  readonly abortMs: number | undefined
  readonly key: 'a' | 'b'
}

export type Scenario = {
  readonly max: number
  readonly intervalMs: number
  readonly calls: readonly Call[]
  readonly mergeMs: number | undefined
}

/** Scenarios of a limiter: bursts, latencies of up to half a minute, every outcome, aborted calls. */
export const limiterScenario: fc.Arbitrary<Scenario> = fc.record({
  max: fc.integer({ min: 1, max: 12 }),
  intervalMs: fc.integer({ min: 100, max: 20_000 }),
  mergeMs: fc.option(fc.integer({ min: 0, max: 30_000 }), { nil: undefined }),
  calls: fc.array(
    fc.record({
      atMs: fc.oneof(fc.constantFrom(0, 10_000, 20_000), fc.integer({ min: 0, max: 60_000 })),
      priority: fc.constantFrom('interactive', 'bulk'),
      again: fc.boolean(),
      requestMs: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 4999 })),
      responseMs: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 30_000 })),
      outcome: fc.oneof(
        { weight: 8, arbitrary: fc.constant('yes' as const) },
        { weight: 2, arbitrary: fc.constantFrom('no', 'no-response', '429') },
      ),
      abortMs: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined, freq: 6 }),
      key: fc.constantFrom('a', 'b'),
    }),
    { maxLength: 60 },
  ),
})

const none = { get: () => null }

/**
 * Plays a scenario and returns its faults. The service knows nothing of slots, it notes arrivals. `fault` shortens every
 * window of the limiter by this factor.
 */
export async function limiterModel(
  { max, intervalMs, calls, mergeMs }: Scenario,
  fault = 1,
): Promise<string[]> {
  const clock = virtualClock()
  const limiter = localLimiter({ max, intervalMs: intervalMs * fault })
  const ask = asking(limiter, clock)
  const start = clock.now()
  const faults: string[] = []
  const arrivals = { a: [] as number[], b: [] as number[] }
  const grants: { readonly key: string; readonly at: number; releasedAt: number; refused: boolean }[] = []
  const sleep = (ms: number): Promise<void> => clock.sleep(ms, new AbortController().signal)

  const one = async (call: Call): Promise<void> => {
    await sleep(call.atMs)
    const stop = new AbortController()
    let isGranted = false
    const abortedAt = clock.now() + (call.abortMs ?? Infinity)
    if (call.abortMs !== undefined) {
      void sleep(call.abortMs).then(() => {
        if (!isGranted) stop.abort(new Error('aborted'))
      })
    }
    try {
      const permit = await ask({
        key: call.key,
        priority: call.priority,
        again: call.again,
        signal: stop.signal,
      })
      isGranted = true
      if (!('release' in permit)) return void faults.push('refused a call without a deadline')
      if (clock.now() > abortedAt) faults.push('granted a call that was aborted')
      const grant = { key: call.key, at: clock.now(), releasedAt: Infinity, refused: call.outcome === '429' }
      grants.push(grant)
      const release = (outcome: PermitOutcome): void => {
        grant.releasedAt = clock.now()
        permit.release(outcome)
        permit.release({ sent: 'no' })
      }
      if (call.outcome === 'no') {
        await sleep(call.responseMs)
        return release({ sent: 'no' })
      }
      if (call.outcome === 'no-response') {
        // The connection is lost, and the request still reaches the service.
        void sleep(call.requestMs).then(() => arrivals[call.key].push(clock.now()))
        await sleep(Math.min(call.responseMs, call.requestMs))
        return release({ sent: 'no-response' })
      }
      await sleep(call.requestMs)
      arrivals[call.key].push(clock.now())
      await sleep(call.responseMs)
      release({ sent: 'yes', status: call.outcome === '429' ? 429 : 200, headers: none })
    } catch (error) {
      isGranted = true
      if (error !== stop.signal.reason) faults.push(`rejected with ${String(error)}`)
    }
  }
  const merged = mergeMs === undefined ? undefined : sleep(mergeMs).then(() => limiter.merge?.('a', 'b'))
  await clock.run(Promise.all([...calls.map(one), merged]))
  await clock.run(sleep(40_000))

  const mergedAt = start + (mergeMs ?? Infinity)
  const groups =
    mergeMs === undefined
      ? [arrivals.a, arrivals.b]
      : [arrivals.a.filter((at) => at < mergedAt), arrivals.b.filter((at) => at < mergedAt)]
  for (const group of groups) {
    const most = mostWithin(group, intervalMs)
    if (most > max) faults.push(`${most} of ${max} in one window`)
  }
  // Requests sent before two keys were merged may exceed the limit together; later ones count them.
  const later = [...arrivals.a, ...arrivals.b].filter((at) => at >= mergedAt + intervalMs + 35_000)
  if (mostWithin(later, intervalMs) > max) faults.push('too many in one window after a merge')
  for (const refusal of grants.filter((grant) => grant.refused)) {
    const openAt = refusal.releasedAt + Math.max(intervalMs, 1000) * fault
    const early = grants.filter(
      ({ key, at }) =>
        (key === refusal.key || at > mergedAt) && at > refusal.releasedAt && at < Math.floor(openAt),
    )
    if (early.length > 0) faults.push(`${early.length} went while the quota was closed`)
  }
  if (clock.pending() > 0) faults.push(`${clock.pending()} timers are left`)
  return faults
}
