import type { Priority } from '../rate-limit/limiter.ts'
import { isRecord } from '../redact.ts'

/** What a create does when nobody knows whether it was carried out. */
export type OnUnknown = 'reconcile' | 'throw'

/** What every call takes. */
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

/** What a create takes. */
export type CreateOptions = CallOptions & {
  /** `throw` never sends again when the outcome is unknown. Default: the client's. */
  readonly onUnknown?: OnUnknown | undefined
}

/** The longest that `setTimeout` waits; beyond, it fires at once. */
const maxTimeoutMs = 2_147_483_647

/** What is wrong with options that would not do what they say; `undefined` when nothing is. */
export function invalidOption({
  timeoutMs,
  retry,
  onUnknown,
  priority,
}: Partial<Record<string, unknown>>): string | undefined {
  if (
    timeoutMs !== undefined &&
    !(typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= maxTimeoutMs)
  ) {
    return `timeoutMs must be a number of milliseconds above 0 and up to ${maxTimeoutMs}.`
  }
  if (retry !== undefined && typeof retry !== 'boolean') return 'retry must be true or false.'
  if (onUnknown !== undefined && onUnknown !== 'reconcile' && onUnknown !== 'throw') {
    return 'onUnknown must be "reconcile" or "throw".'
  }
  if (priority !== undefined && priority !== 'interactive' && priority !== 'bulk') {
    return 'priority must be "interactive" or "bulk".'
  }
  return undefined
}

/** Checks what every call takes, and reads it once: getters may lie. */
export function checkOptions(options: CreateOptions = {}): CreateOptions {
  if (!isRecord(options)) throw new RangeError('options must be an object.')
  const { signal, timeoutMs, retry, priority, onUnknown } = options
  if (signal !== undefined && !isSignal(signal)) throw new RangeError('signal must be an AbortSignal.')
  const fault = invalidOption({ timeoutMs, retry, priority, onUnknown })
  if (fault !== undefined) throw new RangeError(fault)
  return { signal, timeoutMs, retry, priority, onUnknown }
}

/** By shape, since pages and test environments bring signals of their own. */
function isSignal(value: unknown): value is AbortSignal {
  return (
    isRecord(value) &&
    typeof value.aborted === 'boolean' &&
    typeof value.addEventListener === 'function' &&
    typeof value.removeEventListener === 'function'
  )
}
