import { peakRequests, startSandbox, virtualClock } from '@block-slots/sandbox'
import { createBlockSlotsClient, localLimiter } from '@block-slots/client/src/index.ts'
import { withSeededRandom } from '../random.ts'

/** Behaviour of callers that all meet one 429. */
export type HerdResult = {
  /** Callers that succeeded in the end. */
  readonly served: number
  /** Requests between the end of Retry-After and the first response after it. */
  readonly probes: number
  /** Time from the 429 to the first resend. */
  readonly waitedMs: number
  readonly resends: number
  /** Share of the resends that arrived in the busiest 100 ms. */
  readonly peakPercent: number
}

const responseMs = 200
const retryAfterMs = 5000
const locationId = 'C2QujeCh8ZnC7al2InWR'

/** Lets callers, each with a client of its own, send at once and be rejected at once. */
export function thunderingHerd(callers: number): Promise<HerdResult> {
  // The text seeds the jitter; another one changes every figure.
  return withSeededRandom(`rush ${callers}`, async () => {
    const clock = virtualClock()
    const all = Array.from({ length: callers }, (_, index) => index + 1)
    const sandbox = await startSandbox({
      clock,
      faults: [
        {
          fault: 'rate-limited',
          retryAfter: retryAfterMs / 1000,
          headers: false,
          delayMs: responseMs,
          on: all,
        },
        { fault: 'slow', delayMs: responseMs, on: 'every' },
      ],
    })
    try {
      const { token, fetch } = sandbox
      const limiter = localLimiter({ max: callers })
      const calls = all.map(async () =>
        createBlockSlotsClient({ token, fetch, clock, limiter, locationId, timeoutMs: 600_000 }).calendar(
          'CVokAlI8fgw4WYWoCtQz',
        ),
      )
      const results = await clock.run(Promise.allSettled(calls))
      const responses = sandbox.audit.filter((entry) => entry.kind === 'response')
      const resends = sandbox.audit.filter((entry) => entry.kind === 'request').slice(callers)
      const firstSuccess = responses.find(({ status }) => status === 200)?.at ?? Infinity
      return {
        served: results.filter(({ status }) => status === 'fulfilled').length,
        probes: resends.filter(({ at }) => at < firstSuccess).length,
        waitedMs: (resends[0]?.at ?? Infinity) - (responses[0]?.at ?? 0),
        resends: resends.length,
        peakPercent: (100 * peakRequests(resends, 100)) / resends.length,
      }
    } finally {
      await sandbox.close()
    }
  })
}
