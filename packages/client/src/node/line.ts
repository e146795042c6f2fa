import type { Socket } from 'node:net'
import type { Clock } from '../clock.ts'

/** One connection, from before it stands until it is closed. */
export type Line = {
  readonly socket: Socket
  /** True when it stands, over https with the certificate checked. Before, no byte of a request leaves. */
  ready: boolean
  /** True while a request has it. */
  busy: boolean
  /** What had been written when the present request got it. */
  writtenBefore: number
  /** How long it may lie idle. */
  idleMs: number
}

/** What the owner of a connection is told. */
export type LineEvents = {
  /** A request is done with it. */
  readonly freed: (line: Line) => void
  readonly closed: (line: Line) => void
}

/** Watches a connection that was begun, and gives it up when it does not come about in time. */
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
  // The request that has it is told by Node; while there is none, nobody is to be told.
  socket.on('error', () => {})
  // What comes while nothing was asked for would be taken for the answer to the next request.
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
