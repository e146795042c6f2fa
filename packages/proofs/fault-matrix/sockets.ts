import { systemClock, type Clock } from '@block-slots/client/src/clock.ts'
import { nodeTransport } from '@block-slots/client/src/node/index.ts'
import type { TestTime, Transport } from './transport.ts'
import type { UnreachableServers } from './unreachable.ts'

/** The system clock, `scale` times faster. */
export function scaled(scale: number): TestTime {
  const epoch = systemClock.now()
  const now = (): number => epoch + (systemClock.now() - epoch) * scale
  const sleep = async (ms: number, signal: AbortSignal = new AbortController().signal): Promise<void> => {
    const until = now() + ms
    // A system timer may fire a part of a millisecond early, which is much at this speed.
    for (let left = ms; left > 0; left = until - now()) await systemClock.sleep(left / scale, signal)
    signal.throwIfAborted()
  }
  return { clock: { now, sleep }, run: (work) => work, rest: (ms) => sleep(ms) }
}

/** Longest delay of a system timer, in real time. */
const timerLagMs = 500

/** Over sockets with the platform's fetch, which waits 10 real seconds for a connection: longer than any call here. */
export const overFetch = (addresses: UnreachableServers['addresses'], scale: number): Transport => ({
  name: 'sockets, fetch of Node',
  time: () => scaled(scale),
  connect: ({ url }) => ({ baseUrl: url, fetch: (request) => fetch(request) }),
  maxLateMs: 250 + timerLagMs * scale,
  unreachable: addresses,
})

/** Over sockets with `nodeTransport`. */
export const overNodeTransport = (addresses: UnreachableServers['addresses'], scale: number): Transport => ({
  name: 'sockets, nodeTransport',
  time: () => scaled(scale),
  connect({ url }, clock: Clock) {
    const transport = nodeTransport({ clock })
    return { baseUrl: url, ...transport }
  },
  maxLateMs: 250 + timerLagMs * scale,
  unreachable: addresses,
  connectMs: 5000,
})
