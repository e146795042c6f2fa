import type { BlockSlotsClient, Clock } from '@block-slots/client'
import type { SyncEvent } from '../event.ts'
import type { SyncConfig, SyncOptions } from '../options.ts'
import { defaultRules, type Rules } from '../rules.ts'
import type { Store } from '../store/store.ts'
import { wallClock } from './clock.ts'
import { checkOptions } from './options.ts'

/** The lock of all calls that work on all locations. */
export const runScope = 'run'

/** What all calls of one `Sync` share. */
export type SyncContext = {
  readonly config: SyncConfig
  readonly rules: Rules
  readonly clientOf: (locationId: string) => Promise<BlockSlotsClient>
  readonly store: Store
  readonly clock: Clock
  readonly reconcileTimeoutMs: number
  /** What an earlier process has sent may appear until the reconcile timeout after this. */
  readonly startedAt: number
  /** Runs that were planned by this process: their lists need not be read again at once. */
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
export function beginCall(
  context: SyncContext,
  {
    signal,
    onEvent,
  }: {
    readonly signal?: AbortSignal | undefined
    readonly onEvent?: ((event: SyncEvent) => void) | undefined
  } = {},
): SyncCall {
  signal?.throwIfAborted()
  return {
    ...context,
    signal: signal ?? new AbortController().signal,
    emit(event) {
      try {
        onEvent?.(event)
      } catch {
        // A listener must not change what is done.
      }
    },
  }
}

/** Waits until nothing can appear any more of what was sent before a moment. */
export async function waitForLate(
  { clock, reconcileTimeoutMs, signal, emit }: SyncCall,
  since: number,
): Promise<void> {
  const [at, until] = [clock.now(), since + reconcileTimeoutMs]
  if (until <= at) return
  emit({ type: 'wait', at, until, why: 'interrupted' })
  await clock.sleep(until - at, signal)
}

/** Works while no other call uses a scope, and until the lock is lost. */
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
