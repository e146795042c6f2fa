import type { Store } from '../store.ts'
import { changeChecks, reopenChecks } from './change-checks.ts'
import type { Checks } from './harness.ts'
import { planChecks } from './plan-checks.ts'
import { runChecks } from './run-checks.ts'

/** Options of `testStore`. */
export type StoreTestOptions = {
  /** Opens the state again that was opened last; it is closed then. Without it, nothing is closed and opened again. */
  readonly reopen?: (() => Store | Promise<Store>) | undefined
}

/** A call that never ends fails a check instead of hanging it. */
const maxCheckMs = 60_000

/**
 * Tests that a store meets the requirements of `createSync`, and returns their names. Call it in a test of your own store.
 *
 * @param open Opens a store with an empty state, another one each time. It is closed after its check.
 * @throws Error that names the first requirement that the store does not meet.
 * @example
 * ```ts
 * import { testStore } from '@block-slots/sync/conformance'
 * import { sqliteStore } from '@block-slots/sync/sqlite'
 *
 * const passed = await testStore(() => sqliteStore(':memory:'))
 * console.log(passed[0]) // => is empty at first
 * ```
 */
export async function testStore(
  open: () => Store | Promise<Store>,
  { reopen }: StoreTestOptions = {},
): Promise<readonly string[]> {
  const checks: Checks = {
    ...planChecks,
    ...runChecks,
    ...changeChecks,
    ...(reopen !== undefined && reopenChecks),
  }
  for (const [name, check] of Object.entries(checks)) {
    let store = await open()
    const again = async (): Promise<Store> => {
      await store.close()
      if (reopen !== undefined) store = await reopen()
      return store
    }
    try {
      await withinLimit(check(store, again))
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new Error(`The store failed a check. Expected a store that ${name}. ${reason}`, { cause })
    } finally {
      await store.close()
    }
  }
  return Object.keys(checks)
}

/** Rejects when a check takes too long. */
async function withinLimit(check: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took longer than ${maxCheckMs / 1000} s.`)), maxCheckMs)
  })
  try {
    await Promise.race([check, limit])
  } finally {
    clearTimeout(timer)
  }
}
