import type { RequestEntry, AuditEntry } from './audit.ts'

/**
 * Finds the most requests that arrived in any window of a length, wherever it begins. A window is half open: what
 * arrives exactly one length later is in the next.
 *
 * @example
 * ```ts
 * import { peakRequests, startSandbox } from '@block-slots/sandbox'
 *
 * const sandbox = await startSandbox({ clock: { now: () => 1000 } })
 * for (let count = 0; count < 3; count += 1) await fetch(`${sandbox.url}/calendars/CVokAlI8fgw4WYWoCtQz`)
 * console.log(peakRequests(sandbox.audit, 10_000)) // => 3
 * await sandbox.close()
 * ```
 *
 * @param audit The log of a sandbox.
 * @param windowMs The length, in milliseconds.
 * @param location Counts only what counts for this location, or for this agency. Everything when missing.
 * @returns How many.
 * @throws {RangeError} When the length is not above 0.
 */
export function peakRequests(audit: readonly AuditEntry[], windowMs: number, location?: string): number {
  if (!(windowMs > 0)) throw new RangeError(`A window takes milliseconds above 0, not ${String(windowMs)}.`)
  const arrivals = audit.filter(
    (entry): entry is RequestEntry =>
      entry.kind === 'request' && (location === undefined || entry.location === location),
  )
  let busiest = 0
  let first = 0
  for (const [last, { at }] of arrivals.entries()) {
    // A log is in the order of its times, as long as nobody turns its clock back.
    while (at - (arrivals[first]?.at ?? at) >= windowMs) first += 1
    busiest = Math.max(busiest, last - first + 1)
  }
  return busiest
}
