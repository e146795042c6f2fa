import type { SandboxClock } from '@block-slots/sandbox'
import type { Variant } from './kind.ts'

type Fetch = (request: Request) => Promise<Response>

/** The machine of the clients. */
export type Machine = {
  /** The clock of a service with a lead, which goes on while the machine sleeps and its own monotonic clock stands still. */
  readonly serviceClock: (skewMs: number) => Required<SandboxClock>
  /** Disturbs the machine at the end of requests that fail. */
  readonly watch: (fetch: Fetch) => Fetch
  /** Its wall clock, beside its monotonic one. */
  readonly wallClock: () => number
  readonly end: () => void
}

const minuteMs = 60_000
const dayMs = 86_400_000

/** Longest time that a request of a machine that sleeps takes to the service. */
const maxLatencyMs = 50

/** Share of the failed requests during which the machine sleeps or its wall clock is set. */
const share = 0.4

/** Makes a machine that sleeps for minutes to hours, or whose wall clock is set by days, while requests fail. */
export function disturb(
  what: Variant['machine'],
  random: () => number,
  clock: Required<SandboxClock>,
): Machine {
  const { now } = Date
  let [sleptMs, aheadMs] = [0, 0]
  let wake = new AbortController()
  const suffer = (): void => {
    if (what === undefined || random() > share) return
    if (what === 'sleeps') {
      sleptMs += Math.round(minuteMs * 2 ** (10 * random()))
      wake.abort()
      wake = new AbortController()
    } else {
      aheadMs = Math.round((random() - 0.5) * 20) * dayMs
      Date.now = () => now() + aheadMs
    }
  }
  return {
    serviceClock(skewMs) {
      const serviceNow = (): number => clock.now() + skewMs + sleptMs
      return {
        now: serviceNow,
        async sleep(ms, signal) {
          const until = serviceNow() + ms
          for (let left = ms; left > 0; left = until - serviceNow()) {
            const signals = [wake.signal, ...(signal === undefined ? [] : [signal])]
            // oxlint-disable-next-line no-await-in-loop -- What is left is shorter after the machine has slept.
            await clock.sleep(left, AbortSignal.any(signals)).catch(() => {})
            signal?.throwIfAborted()
          }
        },
      }
    },
    wallClock: () => clock.now() + sleptMs + aheadMs,
    watch: (fetch) => async (request) => {
      // Moments before and after a sleep are never equal by the monotonic clock.
      if (what === 'sleeps') await clock.sleep(1 + maxLatencyMs * random(), request.signal)
      const response = await fetch(request).catch((error: unknown) => {
        suffer()
        throw error
      })
      if (!response.ok) suffer()
      return response
    },
    end() {
      Date.now = now
    },
  }
}
