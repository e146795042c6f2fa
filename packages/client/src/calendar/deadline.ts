import type { Clock } from '../clock.ts'
import type { Operation } from '../operation.ts'
import { BlockSlotsError } from '../error.ts'
import type { CallOptions } from '../options/call.ts'

/** Bound of several requests together. */
export type Deadline = {
  /**
   * Returns the options of the next request, with the time that is left.
   *
   * @throws BlockSlotsError of code `deadline-exceeded` when no time is left.
   */
  readonly optionsFor: (operation: Operation) => CallOptions
}

/** Starts a deadline. Without `timeoutMs`, each request has the bound of the client. */
export function createDeadline({ signal, timeoutMs }: CallOptions, clock: Clock): Deadline {
  if (timeoutMs === undefined) return { optionsFor: () => ({ signal }) }
  const endMs = clock.now() + timeoutMs
  return {
    optionsFor(operation) {
      // Whole milliseconds, because errors print them.
      const leftMs = Math.ceil(endMs - clock.now())
      if (leftMs > 0) return { signal, timeoutMs: leftMs }
      throw new BlockSlotsError({
        code: 'deadline-exceeded',
        message: `${operation}: no result within ${timeoutMs} ms, before this request was sent`,
        applied: 'no',
        retry: 'now',
        operation,
      })
    },
  }
}
