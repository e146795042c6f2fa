import type { Delivery } from '../transport/wire.ts'
import type { Fault } from './fault.ts'

/**
 * Says whether a fault keeps a request from arriving.
 *
 * @param fault What befalls it.
 * @returns What the client sees of it, and after how many milliseconds; `undefined` when the request arrives.
 */
export function lose(fault: Fault): { delivery: Delivery; delayMs: number } | undefined {
  switch (fault.fault) {
    case 'connect-timeout':
      // As long as Node's fetch waits for a connection.
      return { delivery: { wire: 'unreachable', why: fault.fault }, delayMs: 10_000 }
    case 'dns':
    case 'refused':
    case 'tls':
      return { delivery: { wire: 'unreachable', why: fault.fault }, delayMs: 0 }
    case 'half-open':
      return { delivery: { wire: 'stall' }, delayMs: 0 }
    case 'idle-closed':
      return { delivery: { wire: 'close' }, delayMs: 0 }
    case 'reset-unread':
      return { delivery: { wire: 'reset' }, delayMs: 0 }
    default:
      return undefined
  }
}
