import { virtualClock, type Sandbox, type SandboxClock } from '@block-slots/mock'
import type { Clock } from '../../src/clock.ts'

/** A clock for one experiment, and how its time passes. */
export type Time = {
  readonly clock: Required<SandboxClock>
  /** Lets time pass until the work is done. */
  readonly run: <T>(work: Promise<T>) => Promise<T>
  /** Lets that much time pass. */
  readonly rest: (ms: number) => Promise<void>
}

/** What a client sends with. */
export type Line = {
  readonly baseUrl?: string
  readonly fetch: (request: Request) => Promise<Response>
  readonly Request?: typeof Request
}

/** How requests get from a client to its sandbox. */
export type Carrier = {
  readonly name: string
  readonly time: () => Time
  readonly line: (sandbox: Sandbox) => Line
  /** What is allowed between a deadline and the end of a call, in milliseconds of the clock. */
  readonly lateMs: number
  /** What is allowed between a moment and a timer for it, in milliseconds of the clock. */
  readonly earlyMs: number
  /** The faults that cannot be made by the service, made for real: where a request goes instead. */
  readonly nowhere?: (fault: string) => string | undefined
}

/** No socket, and a clock that jumps. */
export const wire: Carrier = {
  name: 'in process, virtual clock',
  time() {
    const clock = virtualClock()
    return { clock, run: clock.run, rest: clock.advance }
  },
  line: ({ fetch }) => ({ fetch }),
  lateMs: 250,
  earlyMs: 0,
}

/** A clock of which one can see whether anybody still waits on it. */
export function watched(clock: Clock): Clock & { readonly waiting: () => number } {
  let waiting = 0
  return {
    now: clock.now,
    async sleep(ms, signal) {
      waiting += 1
      try {
        await clock.sleep(ms, signal)
      } finally {
        waiting -= 1
      }
    },
    waiting: () => waiting,
  }
}
