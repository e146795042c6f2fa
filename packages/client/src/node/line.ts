import type { Socket } from 'node:net'
import type { Clock } from '../clock.ts'

/** One connection, from connecting to closing. */
export type Line = {
  readonly socket: Socket
  /** True once connected, over https with the certificate checked. No byte of a request is sent before. */
  ready: boolean
  /** True while a request uses it. */
  busy: boolean
  /** Bytes that had been written when the current request got the connection. */
  writtenBefore: number
  /** Keep-alive time in milliseconds. */
  idleMs: number
}

/** Callbacks to the owner of a connection. */
export type LineEvents = {
  /** Called when a request has ended. */
  readonly freed: (line: Line) => void
  readonly closed: (line: Line) => void
}

/** Watches a new connection, and destroys it when it is not established in time. */
export function watchLine(
  socket: Socket,
  readyEvent: 'connect' | 'secureConnect',
  connectTimeoutMs: number,
  clock: Clock,
  { freed, closed }: LineEvents,
): Line {
  const line: Line = { socket, ready: false, busy: false, writtenBefore: 0, idleMs: 0 }
  const arrived = new AbortController()
  const late = `no connection within ${connectTimeoutMs} ms`
  clock.sleep(connectTimeoutMs, arrived.signal).then(
    () => socket.destroy(Object.assign(new Error(late), { code: 'ETIMEDOUT', syscall: 'connect' })),
    () => {},
  )
  socket.once(readyEvent, () => {
    line.ready = true
    arrived.abort()
  })
  // Node reports errors to the request in flight; on an idle connection they must not be unhandled.
  socket.on('error', () => {})
  // Data on an idle connection would be taken for the response to the next request.
  socket.on('data', () => void (line.busy || socket.destroy()))
  socket.on('timeout', () => void (line.busy || socket.destroy()))
  socket.on('free', () => {
    line.busy = false
    freed(line)
  })
  socket.once('close', () => {
    arrived.abort()
    closed(line)
  })
  return line
}
