import { isRecord } from './redact.ts'

/** What every call takes. */
export type CallOptions = {
  /** Ends the call when it aborts. */
  readonly signal?: AbortSignal | undefined
  /**
   * Bounds the whole call in milliseconds, however many requests it needs. Default: the client's, else 30,000 for reads
   * and 75,000 for writes, since the service has been seen to answer a write after 62 seconds.
   */
  readonly timeoutMs?: number | undefined
}

/** The longest that `setTimeout` waits; beyond, it fires at once. */
const longestTimeoutMs = 2_147_483_647

/** What is wrong with a `timeoutMs` that would not do what it says; `undefined` when nothing is. */
export function faultOfTimeout(timeoutMs: unknown): string | undefined {
  if (timeoutMs === undefined) return undefined
  if (typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= longestTimeoutMs) return undefined
  return `timeoutMs must be a number of milliseconds above 0 and up to ${longestTimeoutMs}.`
}

/** Checks what every call takes, and reads it once: getters may lie. */
export function checkOptions(options: CallOptions = {}): CallOptions {
  if (!isRecord(options)) throw new RangeError('options must be an object.')
  const { signal, timeoutMs } = options
  if (signal !== undefined && !isSignal(signal)) throw new RangeError('signal must be an AbortSignal.')
  const fault = faultOfTimeout(timeoutMs)
  if (fault !== undefined) throw new RangeError(fault)
  return { signal, timeoutMs }
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
