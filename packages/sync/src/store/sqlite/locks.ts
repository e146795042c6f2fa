import { syncError } from '../../error.ts'
import type { StoreLock } from '../store.ts'

/** Excludes the callers of one process from each other; the file's own lock excludes other processes. */
export function createLocks(path: string): (scope: string) => StoreLock {
  const held = new Set<string>()
  return (scope) => {
    if (held.has(scope)) {
      throw syncError(
        'store-locked',
        `Expected "${scope}" of the state ${path} to be free, and another call of this process uses it.`,
        {
          hint: `Wait until it has ended, or use another file than ${path}.`,
        },
      )
    }
    held.add(scope)
    let isHeld = true
    return {
      // The lock is this process's: it cannot be lost before the process ends.
      signal: new AbortController().signal,
      async release() {
        if (isHeld) held.delete(scope)
        isHeld = false
      },
    }
  }
}
