import { Socket } from 'node:net'
import { systemClock, type Clock } from '@block-slots/client/src/clock.ts'
import { undiciTransport } from '@block-slots/client/src/undici/index.ts'
import { Agent, buildConnector, errors } from 'undici'
import type { ClientTransport, TestTime, Transport } from './transport.ts'
import type { UnreachableServers } from './unreachable.ts'

/** The system clock, `scale` times faster since an epoch, which processes with one time share. */
export function scaled(scale: number, epoch: number = systemClock.now()): TestTime {
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

/** Connects through an agent whose time to connect goes by the clock of the experiment; undici goes by its own. */
export function connectUndici({ url }: { readonly url: string }, clock: Clock): ClientTransport {
  const connector: (...given: Parameters<buildConnector.connector>) => unknown = buildConnector({
    timeout: 0,
  })
  const dispatcher = new Agent({
    connections: 128,
    allowH2: false,
    connect(options, callback) {
      const done = new AbortController()
      const socket = connector(options, (...given) => {
        done.abort()
        callback(...given)
      })
      clock.sleep(connectMs, done.signal).then(
        () => socket instanceof Socket && socket.destroy(new errors.ConnectTimeoutError('too late')),
        () => {},
      )
    },
  })
  const { fetch } = undiciTransport({ dispatcher })
  return { baseUrl: url, fetch, close: () => dispatcher.close() }
}

/** Over sockets with `undiciTransport`. */
export const overUndici = (addresses: UnreachableServers['addresses'], scale: number): Transport => ({
  name: 'sockets, undiciTransport',
  time: () => scaled(scale),
  connect: connectUndici,
  maxLateMs: 250 + timerLagMs * scale,
  unreachable: addresses,
  connectMs,
})
