import { peakRequests, startSandbox, virtualClock } from '@block-slots/sandbox'
import { createBlockSlotsClient, localLimiter } from '@block-slots/client/src/index.ts'
import { seeded } from '../fault-matrix/draw.ts'

/** What callers do who all meet one 429. */
export type Rush = {
  /** Who got what they wanted in the end. */
  readonly served: number
  /** Requests that went out between the end of the limit and the first answer after it. */
  readonly probes: number
  /** How long after the 429 the first of them went out, in milliseconds. */
  readonly waitedMs: number
  readonly resends: number
  /** How many of them arrived in the busiest 100 ms, in percent. */
  readonly busiestPercent: number
}

const commandTimeoutMs = 200
const retryAfterMs = 5000
const locationId = 'C2QujeCh8ZnC7al2InWR'

/** Lets so many callers, each with a client of its own, send at once and be refused at once. */
export function rush(callers: number): Promise<Rush> {
  return seeded(`rush ${callers}`, async () => {
    const clock = virtualClock()
    const all = Array.from({ length: callers }, (_, index) => index + 1)
    const sandbox = await startSandbox({
      clock,
      faults: [
        {
          fault: 'rate-limited',
          retryAfter: retryAfterMs / 1000,
          headers: false,
          delayMs: commandTimeoutMs,
          on: all,
        },
        { fault: 'slow', delayMs: commandTimeoutMs, on: 'every' },
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
      const outcomes = await clock.run(Promise.allSettled(calls))
      const answers = sandbox.audit.filter((entry) => entry.kind === 'response')
      const resends = sandbox.audit.filter((entry) => entry.kind === 'request').slice(callers)
      const answered = answers.find(({ status }) => status === 200)?.at ?? Infinity
      return {
        served: outcomes.filter(({ status }) => status === 'fulfilled').length,
        probes: resends.filter(({ at }) => at < answered).length,
        waitedMs: (resends[0]?.at ?? Infinity) - (answers[0]?.at ?? 0),
        resends: resends.length,
        busiestPercent: (100 * peakRequests(resends, 100)) / resends.length,
      }
    } finally {
      await sandbox.close()
    }
  })
}
