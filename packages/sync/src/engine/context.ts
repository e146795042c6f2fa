import type { BlockSlotsClient, Clock } from '@block-slots/client'
import type { SyncEvent } from '../event.ts'
import type { SyncConfig, SyncOptions } from '../options.ts'
import { defaultRules, type Rules } from '../rules.ts'
import type { Store } from '../store/store.ts'
import type { SyncCallOptions } from '../sync.ts'
import { wallClock } from './clock.ts'
import { unlessAborted } from './concurrency.ts'
import { checkOptions } from './check-options.ts'

/** The lock of all calls that work on all locations. */
export const runScope = 'run'

/** The state that all calls of one `Sync` share. */
export type SyncContext = {
  readonly config: SyncConfig
  readonly rules: Rules
  readonly clientOf: (locationId: string) => Promise<BlockSlotsClient>
  readonly store: Store
  readonly clock: Clock
  readonly reconcileTimeoutMs: number
  /** Epoch milliseconds. Blocks that an earlier process has sent may appear until the reconcile timeout after this. */
  readonly startedAt: number
  /** Ids of runs that this process has planned: their lists need not be read again at once. */
  readonly ownPlans: Set<string>
}

/** One call: the context with its signal and its listener. */
export type SyncCall = SyncContext & {
  readonly signal: AbortSignal
  readonly emit: (event: SyncEvent) => void
}

/** As in the client. */
const defaultReconcileTimeoutMs = 10_000

/** Checks the options of `createSync`. */
export function createContext(options: SyncOptions): SyncContext {
  checkOptions(options)
  const { config, clientOf, store, clock = wallClock } = options
  const { reconcileTimeoutMs = defaultReconcileTimeoutMs } = options
  return {
    config,
    rules: { ...defaultRules, ...config.rules },
    clientOf: async (locationId) => clientOf(locationId),
    store,
    clock,
    reconcileTimeoutMs,
    startedAt: clock.now(),
    ownPlans: new Set(),
  }
}

/** Begins a call. */
export function beginCall(context: SyncContext, { signal, onEvent }: SyncCallOptions = {}): SyncCall {
  signal?.throwIfAborted()
  return {
    ...context,
    ...(signal && { clientOf: async (id) => unlessAborted(signal, context.clientOf(id)) }),
    signal: signal ?? new AbortController().signal,
    emit(event) {
      try {
        const result: unknown = onEvent?.(event)
        if (result instanceof Promise) result.catch(() => {})
      } catch {
        // A listener must not change what is done.
      }
    },
  }
}

/** Waits until blocks that were sent before a moment either show in the lists or never will. */
export async function waitForLate(
  { clock, reconcileTimeoutMs, signal, emit }: SyncCall,
  since: number,
): Promise<void> {
  const at = clock.now()
  // A clock that was set back must not make this wait longer.
  const until = Math.min(since, at) + reconcileTimeoutMs
  if (until <= at) return
  emit({ type: 'wait', at, until, why: 'interrupted' })
  await clock.sleep(until - at, signal)
}

/** Runs a function while it holds the lock of a scope. The signal of its call aborts when the lock is lost. */
export async function withLock<Result>(
  call: SyncCall,
  scope: string,
  work: (call: SyncCall) => Promise<Result>,
): Promise<Result> {
  const lock = await call.store.lock(scope)
  try {
    return await work({ ...call, signal: AbortSignal.any([call.signal, lock.signal]) })
  } finally {
    await lock.release()
  }
}
