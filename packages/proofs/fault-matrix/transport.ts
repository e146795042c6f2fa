import { virtualClock, type Sandbox, type SandboxClock } from '@block-slots/sandbox'
import type { Clock } from '@block-slots/client/src/clock.ts'

/** Clock of one experiment. */
export type TestTime = {
  readonly clock: Required<SandboxClock>
  /** Lets time pass until the work is done. */
  readonly run: <T>(work: Promise<T>) => Promise<T>
  /** Lets that much time pass. */
  readonly rest: (ms: number) => Promise<void>
}

/** What a client sends over. */
export type ClientTransport = {
  readonly baseUrl?: string
  readonly fetch: (request: Request) => Promise<Response>
  readonly close?: () => Promise<void>
}

/** Faults without a service, which a service cannot inject. */
export type UnreachableFault = 'connect-timeout' | 'dns' | 'refused' | 'tls'

/** Connects a client to its sandbox. */
export type Transport = {
  readonly name: string
  readonly time: () => TestTime
  readonly connect: (sandbox: Sandbox, clock: Clock) => ClientTransport
  /** Longest time from a deadline to the end of the call, by the clock of the experiment. */
  readonly maxLateMs: number
  /** Addresses without a service; without them the sandbox imitates the faults. */
  readonly unreachable?: Readonly<Record<UnreachableFault, string>>
  /** Timeout of a connection by the clock of the experiment, where it is shorter than that of a request. */
  readonly connectMs?: number
}

/** No socket, and a clock that jumps. */
export const inProcess: Transport = {
  name: 'in process, virtual clock',
  time() {
    const clock = virtualClock()
    return { clock, run: clock.run, rest: clock.advance }
  },
  connect: ({ fetch }) => ({ fetch }),
  maxLateMs: 250,
  connectMs: 10_000,
}

/** Counts the sleeps of a clock that have not ended. */
export function countSleeps(clock: Clock): Clock & { readonly pending: () => number } {
  let pending = 0
  return {
    now: clock.now,
    async sleep(ms, signal) {
      pending += 1
      try {
        await clock.sleep(ms, signal)
      } finally {
        pending -= 1
      }
    },
    pending: () => pending,
  }
}
