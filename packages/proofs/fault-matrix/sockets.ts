import { systemClock } from '@block-slots/client/src/clock.ts'
import { undiciTransport } from '@block-slots/client/src/undici/index.ts'
import { Agent } from 'undici'
import type { ClientTransport, TestTime, Transport } from './transport.ts'
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

/** Time to connect, by the clock of the experiment. */
const connectMs = 5000

/** Connects through an agent whose time to connect runs `scale` times faster, since undici goes by the system clock. */
export function connectUndici({ url }: { readonly url: string }, scale: number): ClientTransport {
  const dispatcher = new Agent({ connections: 128, allowH2: false, connectTimeout: connectMs / scale })
  const { fetch } = undiciTransport({ dispatcher })
  return { baseUrl: url, fetch, close: () => dispatcher.close() }
}

/** Over sockets with `undiciTransport`. */
export const overUndici = (addresses: UnreachableServers['addresses'], scale: number): Transport => ({
  name: 'sockets, undiciTransport',
  time: () => scaled(scale),
  connect: (sandbox) => connectUndici(sandbox, scale),
  maxLateMs: 250 + timerLagMs * scale,
  unreachable: addresses,
  connectMs,
})
