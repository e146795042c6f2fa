import { maxTimerMs } from '../clock.ts'
import { hasMethods, isRecord } from '../guard.ts'
import { pickOptions, type OptionRule, type OptionRules } from './read.ts'

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

/** Recognised by shape, since pages and test environments bring signals of their own. */
const isSignal = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value.aborted === 'boolean' &&
  hasMethods(value, 'addEventListener', 'removeEventListener')

const signalRule: OptionRule = ['an AbortSignal', isSignal]

const timeoutUpTo = (maxMs: number): OptionRule => [
  `a number of milliseconds above 0 and up to ${maxMs}`,
  (value) => typeof value === 'number' && value > 0 && value <= maxMs,
]

/** The rule of `timeoutMs`. */
export const timeoutRule: OptionRule = timeoutUpTo(maxTimerMs)

/** The rule of an option that is on or off. */
export const booleanRule: OptionRule = ['true or false', (value) => typeof value === 'boolean']

/** The rule of an option that has one of two values. */
const eitherRule = (one: string, other: string): OptionRule => [
  `"${one}" or "${other}"`,
  (value) => value === one || value === other,
]

const priorityRule = eitherRule('interactive', 'bulk')

/** The rule of `onUnknown`. */
export const onUnknownRule: OptionRule = eitherRule('reconcile', 'throw')

/** The options of every call. */
export const callOptionRules: OptionRules<CallOptions> = {
  signal: signalRule,
  timeoutMs: timeoutRule,
  retry: booleanRule,
  priority: priorityRule,
}
/** The options of `create`. */
export const createOptionRules: OptionRules<CreateOptions> = { ...callOptionRules, onUnknown: onUnknownRule }
/** The options of `ensure`. */
export const ensureOptionRules: OptionRules<EnsureOptions> = {
  ...createOptionRules,
  afterRestart: booleanRule,
}

/**
 * Checks the options of a call.
 *
 * @throws RangeError when an option cannot be used; and what a getter throws.
 */
export const checkOptions = (
  options: EnsureOptions | undefined,
  rules: OptionRules<CallOptions>,
): EnsureOptions => (options === undefined ? {} : pickOptions(options, rules))
