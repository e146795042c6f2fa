import type { AbortScope } from '../abort.ts'
import type { OnUnknown } from '../options/call.ts'
import type { Priority } from '../rate-limit/limiter.ts'
import type { BlockSlotsError, Operation, Reconcile } from '../error.ts'
import type { Settings } from '../options/client.ts'

/** One request under way, as far as errors tell of it. */
export type AttemptRecord = {
  readonly operation: Operation
  readonly startedAt: number
  endedAt?: number
  status?: number
  /** The date of the answer by the service's own clock. */
  date?: string | null
}

/** A write that was carried out, or may have been, while its result is not known. */
export type UnknownOutcome = {
  readonly applied: 'unknown' | 'yes'
  /** When it was sent, and when it was over, by the clock. */
  readonly sentAt: number
  readonly endedAt: number
  /** True when it was given up without an answer, so that the service may still be at it. */
  readonly timedOut: boolean
}

/** One call under way. */
export type CallContext = {
  readonly operation: Operation
  readonly settings: Settings
  /** What shares the rate limit with this call. */
  readonly key: string
  readonly priority: Priority
  readonly retry: boolean
  readonly onUnknown: OnUnknown
  /** Ends the call. */
  readonly abort: AbortScope
  /** When it ends, by the clock. */
  readonly deadline: number
  /** Every request of the call, reads that settle a create included. */
  readonly attempts: AttemptRecord[]
  /** Every token that was used, since outside text may repeat it. */
  readonly tokens: string[]
  /** What is not known yet. */
  unknown?: UnknownOutcome | undefined
  /** Which token the last attempt was sent with. */
  generation?: number
  /** Why the last attempt failed. */
  last?: BlockSlotsError | undefined
  /** Settles the doubt later on; only a create has it. */
  resolver?: ((doubt: UnknownOutcome) => Reconcile) | undefined
}

/** Every secret that outside text may repeat: those of this call, and the recent ones of the others. */
export const secretsOf = ({
  settings,
  tokens,
}: Pick<CallContext, 'settings' | 'tokens'>): readonly string[] => [
  ...new Set([...tokens, ...knownOf(settings)]),
]

/** A given provider may fail at it, and where an error is made nobody waits for another. */
function knownOf({ tokens }: Settings): readonly string[] {
  try {
    return [...tokens.secrets()]
  } catch {
    return []
  }
}

/** Throws the error that has ended the call, if it is over. */
export const throwIfAborted = ({ abort: fuse }: CallContext): void => fuse.controller.signal.throwIfAborted()
