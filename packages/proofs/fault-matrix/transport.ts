import { virtualClock, type Sandbox, type SandboxClock } from '@block-slots/sandbox'
import type { Clock } from '@block-slots/client/src/clock.ts'

/** A clock for one experiment, and how its time passes. */
export type Time = {
  readonly clock: Required<SandboxClock>
  /** Lets time pass until the work is done. */
  readonly run: <T>(work: Promise<T>) => Promise<T>
  /** Lets that much time pass. */
  readonly rest: (ms: number) => Promise<void>
}

/** What a client sends with. */
type Line = {
  readonly baseUrl?: string
  readonly fetch: (request: Request) => Promise<Response>
  readonly Request?: typeof Request
  readonly close?: () => Promise<void>
}

/** Faults that are the absence of a service, so that no service can make them. */
export type Unreachable = 'connect-timeout' | 'dns' | 'refused' | 'tls'

/** How requests get from a client to its sandbox. */
export type Carrier = {
  readonly name: string
  readonly time: () => Time
  readonly line: (sandbox: Sandbox, clock: Clock) => Line
  /** What is allowed between a deadline and the end of a call, in milliseconds of the clock. */
  readonly commitDelayMs: number
  /** Where a request goes that is not to reach the service; the sandbox pretends where this is missing. */
  readonly nowhere?: Readonly<Record<Unreachable, string>>
  /** How long a connection is waited for, in milliseconds of the clock, if that is less than a whole request. */
  readonly connectMs?: number
}

/** No socket, and a clock that jumps. */
export const wire: Carrier = {
  name: 'in process, virtual clock',
  time() {
    const clock = virtualClock()
    return { clock, run: clock.run, rest: clock.advance }
  },
  line: ({ fetch }) => ({ fetch }),
  commitDelayMs: 250,
  connectMs: 10_000,
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
