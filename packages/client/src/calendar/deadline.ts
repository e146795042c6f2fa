import type { Clock } from '../clock.ts'
import type { Operation } from '../operation.ts'
import { BlockSlotsError } from '../error.ts'
import type { CallOptions } from '../options/call.ts'

/** Gives the options of the next request, with the time that is left. Throws when none is. */
export type Span = (operation: Operation) => CallOptions

/** Bounds several requests together. Without `timeoutMs`, each has the client's own bound. */
export function spanOf({ signal, timeoutMs }: CallOptions, clock: Clock): Span {
  if (timeoutMs === undefined) return () => ({ signal })
  const deadline = clock.now() + timeoutMs
  return (operation) => {
    // Whole milliseconds, because errors print them.
    const left = Math.ceil(deadline - clock.now())
    if (left > 0) return { signal, timeoutMs: left }
    throw new BlockSlotsError({
      code: 'deadline-exceeded',
      message: `${operation}: no result within ${timeoutMs} ms, before this request was sent`,
      applied: 'no',
      retry: 'now',
      operation,
    })
  }
}
