import { maxTimerMs } from '../clock.ts'
import { isRecord } from '../guard.ts'
import { pickOptions, type OptionNames } from './read.ts'

/** Order of requests that wait for the rate limit: `interactive` goes first, `bulk` leaves a tenth of the quota to it. */
export type Priority = 'interactive' | 'bulk'

/** Behaviour of a create when its outcome is unknown. */
export type OnUnknown = 'reconcile' | 'throw'

/** Options of every call. */
export type CallOptions = {
  /** Ends the call when it aborts. */
  readonly signal?: AbortSignal | undefined
  /** Bounds the whole call in milliseconds, however many requests it needs. Default: the client's. */
  readonly timeoutMs?: number | undefined
  /** `false` sends once and reports. Default: the client's. */
  readonly retry?: boolean | undefined
  /** `bulk` for long jobs: it leaves a tenth of the rate limit to the other calls. Default: `interactive`. */
  readonly priority?: Priority | undefined
}

/** Options of a create. */
export type CreateOptions = CallOptions & {
  /** `throw` never sends again when the outcome is unknown. Default: the client's. */
  readonly onUnknown?: OnUnknown | undefined
}

/** Options of `ensure`. */
export type EnsureOptions = CreateOptions & {
  /**
   * True when another process may have been ended while it created this block. Waits for one reconcile timeout, 10 s by
   * default, before the list is read: until then what that process has sent may not be there yet. Default: `false`.
   */
  readonly afterRestart?: boolean | undefined
}

/** The options of every call. */
export const callOptionNames: OptionNames<CallOptions> = {
  signal: true,
  timeoutMs: true,
  retry: true,
  priority: true,
}
/** The options of `create`. */
export const createOptionNames: OptionNames<CreateOptions> = { ...callOptionNames, onUnknown: true }
/** The options of `ensure`. */
export const ensureOptionNames: OptionNames<EnsureOptions> = { ...createOptionNames, afterRestart: true }

/** Describes an option that cannot be used; `undefined` when all can. */
export function describeInvalidOption({
  timeoutMs,
  retry,
  onUnknown,
  priority,
  afterRestart,
}: Partial<Record<string, unknown>>): string | undefined {
  if (
    timeoutMs !== undefined &&
    !(typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= maxTimerMs)
  ) {
    return `timeoutMs must be a number of milliseconds above 0 and up to ${maxTimerMs}.`
  }
  if (retry !== undefined && typeof retry !== 'boolean') return 'retry must be true or false.'
  if (afterRestart !== undefined && typeof afterRestart !== 'boolean')
    return 'afterRestart must be true or false.'
  if (onUnknown !== undefined && onUnknown !== 'reconcile' && onUnknown !== 'throw') {
    return 'onUnknown must be "reconcile" or "throw".'
  }
  if (priority !== undefined && priority !== 'interactive' && priority !== 'bulk') {
    return 'priority must be "interactive" or "bulk".'
  }
  return undefined
}

/**
 * Checks the options of a call, and reads each once, since a getter may return something else the second time.
 *
 * @throws RangeError when an option cannot be used.
 */
export function checkOptions(
  options: EnsureOptions | undefined,
  names: OptionNames<CallOptions>,
): EnsureOptions {
  if (options === undefined) return {}
  const picked: EnsureOptions = pickOptions(options, names)
  const { signal } = picked
  if (signal !== undefined && !isSignal(signal)) throw new RangeError('signal must be an AbortSignal.')
  const invalid = describeInvalidOption(picked)
  if (invalid !== undefined) throw new RangeError(invalid)
  return picked
}

/** Recognised by shape, since pages and test environments bring signals of their own. */
function isSignal(value: unknown): value is AbortSignal {
  return (
    isRecord(value) &&
    typeof value.aborted === 'boolean' &&
    typeof value.addEventListener === 'function' &&
    typeof value.removeEventListener === 'function'
  )
}
