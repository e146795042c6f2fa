import type { AuditEntry, RequestEntry } from './audit.ts'

/**
 * Finds the highest number of requests in any window of a length. A window is half open: a request exactly one length
 * later is in the next.
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
 * @param location Counts only requests of this location or agency. All when missing.
 * @returns The number of requests.
 * @throws {RangeError} When the length is not above 0.
 */
export function peakRequests(audit: readonly AuditEntry[], windowMs: number, location?: string): number {
  if (!(windowMs > 0)) {
    throw new RangeError(`Expected the window to be above 0 milliseconds and got ${String(windowMs)}.`)
  }
  const requests = audit.filter(
    (entry): entry is RequestEntry =>
      entry.kind === 'request' && (location === undefined || entry.location === location),
  )
  let peak = 0
  let first = 0
  for (const [last, { at }] of requests.entries()) {
    // The log is sorted by time as long as the clock never goes back.
    while (at - (requests[first]?.at ?? at) >= windowMs) first += 1
    peak = Math.max(peak, last - first + 1)
  }
  return peak
}
