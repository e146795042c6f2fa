import type { WireResponse } from '../transport/wire.ts'
import type { Fault, UnreachedFault } from './fault.ts'

/** The failure that the client sees of a request that never arrived, and its delay in milliseconds. */
type DroppedRequest = { readonly response: WireResponse; readonly delayMs: number }

const dropped: Readonly<Record<UnreachedFault['fault'], DroppedRequest>> = {
  // The connect timeout of Node's fetch.
  'connect-timeout': { response: { wire: 'unreachable', reason: 'connect-timeout' }, delayMs: 10_000 },
  dns: { response: { wire: 'unreachable', reason: 'dns' }, delayMs: 0 },
  refused: { response: { wire: 'unreachable', reason: 'refused' }, delayMs: 0 },
  tls: { response: { wire: 'unreachable', reason: 'tls' }, delayMs: 0 },
  'half-open': { response: { wire: 'stall' }, delayMs: 0 },
  'idle-closed': { response: { wire: 'close' }, delayMs: 0 },
  'reset-unread': { response: { wire: 'reset' }, delayMs: 0 },
}

/**
 * True for a fault that keeps the request from arriving.
 *
 * @param fault The fault.
 * @returns True when the request is dropped.
 */
export function isUnreached(fault: Fault): fault is UnreachedFault {
  return Object.hasOwn(dropped, fault.fault)
}

/**
 * Drops a request before it arrives.
 *
 * @param fault The fault.
 * @returns What the client sees of it.
 */
export function dropRequest(fault: UnreachedFault): DroppedRequest {
  return dropped[fault.fault]
}
