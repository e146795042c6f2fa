import type { Delivery } from './delivery.ts'
import type { Fault } from './fault.ts'

/**
 * Says whether a fault keeps a request from arriving.
 *
 * @param fault What befalls it.
 * @returns What the client sees of it, and after how many milliseconds; `undefined` when the request arrives.
 */
export function lose(fault: Fault): { delivery: Delivery; afterMs: number } | undefined {
  switch (fault.fault) {
    case 'connect-timeout':
      // As long as Node's fetch waits for a connection.
      return { delivery: { wire: 'unreachable', why: fault.fault }, afterMs: 10_000 }
    case 'dns':
    case 'refused':
    case 'tls':
      return { delivery: { wire: 'unreachable', why: fault.fault }, afterMs: 0 }
    case 'half-open':
      return { delivery: { wire: 'stall' }, afterMs: 0 }
    case 'idle-closed':
      return { delivery: { wire: 'close' }, afterMs: 0 }
    case 'reset-unread':
      return { delivery: { wire: 'reset' }, afterMs: 0 }
    default:
      return undefined
  }
}
