import { systemClock, type Clock } from '@block-slots/client/src/clock.ts'
import { nodeTransport } from '@block-slots/client/src/node/index.ts'
import type { Carrier, Time } from './transport.ts'
import type { Nowhere } from './unreachable.ts'

/** The machine's clock, so many times faster. */
function scaled(scale: number): Time {
  const epoch = systemClock.now()
  const now = (): number => epoch + (systemClock.now() - epoch) * scale
  const sleep = async (ms: number, signal: AbortSignal = new AbortController().signal): Promise<void> => {
    const until = now() + ms
    // Timers of the machine may be early by a part of a millisecond, which is much here.
    for (let left = ms; left > 0; left = until - now()) await systemClock.sleep(left / scale, signal)
    signal.throwIfAborted()
  }
  return { clock: { now, sleep }, run: (work) => work, rest: (ms) => sleep(ms) }
}

/** What a timer of the machine may be late by, in milliseconds of its own. */
const lagMs = 500

/** Over real sockets, with the platform's fetch. It waits ten seconds of the machine for a connection: longer than any call here. */
export const overFetch = (nowhere: Nowhere['addresses'], scale: number): Carrier => ({
  name: 'sockets, fetch of Node',
  time: () => scaled(scale),
  line: ({ url }) => ({ baseUrl: url, fetch: (request) => fetch(request) }),
  commitDelayMs: 250 + lagMs * scale,
  nowhere,
})

/** Over real sockets, with the transport for Node. */
export const overTransport = (nowhere: Nowhere['addresses'], scale: number): Carrier => ({
  name: 'sockets, transport for Node',
  time: () => scaled(scale),
  line({ url }, clock: Clock) {
    const transport = nodeTransport({ clock })
    return { baseUrl: url, ...transport }
  },
  commitDelayMs: 250 + lagMs * scale,
  nowhere,
  connectMs: 5000,
})
