import type { AbortScope } from '../abort.ts'
import type { BlockSlotsError, Reconcile } from '../error.ts'
import type { Verdict } from '../http/classify.ts'
import type { ApiOperation } from '../operation.ts'
import type { OnUnknown, Priority } from '../options/call.ts'
import type { Settings } from '../options/client.ts'

/** One request, as far as errors report it. */
export type AttemptRecord = {
  readonly operation: ApiOperation
  readonly startedAt: number
  endedAt?: number
  status?: number
  /** The `Date` header of the response, by the service's own clock. */
  date?: string | null
}

/** A write that was applied, or may have been, while its result is not known. */
export type UnknownOutcome = {
  readonly applied: 'unknown' | 'yes'
  /** When it was sent, and when it ended, by the clock. */
  readonly sentAt: number
  readonly endedAt: number
  /** True when it timed out, so that the service may still be working on it. */
  readonly timedOut: boolean
  /** The message of the failed attempt. */
  readonly reason: string
}

/** One call in progress. */
export type CallContext = {
  readonly operation: ApiOperation
  readonly settings: Settings
  /** The key of the sub-account that the input names. */
  readonly named: string | undefined
  /** The quota that the last attempt counted to. */
  key: string
  readonly priority: Priority
  readonly retry: boolean
  readonly onUnknown: OnUnknown
  readonly abort: AbortScope
  /** When the call ends, by the clock. */
  readonly deadline: number
  /** Every request of the call, reads that reconcile a create included. */
  readonly attempts: AttemptRecord[]
  /** Every token that was used, since text from outside may repeat it. */
  readonly tokens: string[]
  /** Written by `recordUnknown` alone, and cleared when a read has proven that nothing was applied. */
  unknown?: UnknownOutcome | undefined
  /** Which token the last attempt was sent with. */
  generation?: number
  /** The error of the last attempt. */
  last?: BlockSlotsError | undefined
  /** Reconciles an unknown outcome after the call; only a create can. */
  reconcileLater?: ((unknown: UnknownOutcome) => Reconcile) | undefined
}

/**
 * Creates the context of a read within a call. Shared with the call: the deadline, and the records of attempts and tokens,
 * which errors of either report. Not shared: the unknown outcome, since a failed read says nothing of it.
 */
export function forkForRead(context: CallContext, named: string | undefined = context.named): CallContext {
  return {
    ...context,
    named,
    key: named ?? context.key,
    operation: 'listBlockedSlots',
    unknown: undefined,
    reconcileLater: undefined,
  }
}

/** Records that an attempt was applied, or may have been. One that was not leaves an earlier unknown outcome unknown. */
export function recordUnknown(context: CallContext, verdict: Verdict, reason: string): void {
  const { applied, timedOut = false } = verdict
  if (applied === 'no') return
  const { operation, settings, attempts } = context
  const now = settings.clock.now()
  const { startedAt: sentAt = now, endedAt = now } =
    attempts.filter((record) => record.operation === operation).at(-1) ?? {}
  context.unknown = { applied, sentAt, endedAt, timedOut, reason }
}

/** Returns every secret that text from outside may repeat: those of this call, and the recent ones of others. */
export const secretsOf = ({
  settings,
  tokens,
}: Pick<CallContext, 'settings' | 'tokens'>): readonly string[] => [
  ...new Set([...tokens, ...knownSecrets(settings)]),
]

/** A user-supplied provider may throw, which must not replace the error that is being created. */
function knownSecrets({ tokens }: Settings): readonly string[] {
  try {
    return [...tokens.secrets()]
  } catch {
    return []
  }
}

/** Throws the error that ended the call, if it has ended. */
export const throwIfAborted = ({ abort }: CallContext): void => abort.controller.signal.throwIfAborted()
