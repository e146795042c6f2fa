import type { AbortScope } from '../abort.ts'
import type { ServiceTime } from '../clock.ts'
import type { BlockSlotsError, Reconcile } from '../error.ts'
import type { Verdict } from '../http/classify.ts'
import type { ApiOperation } from '../operation.ts'
import type { OnUnknown, Priority } from '../options/call.ts'
import type { Settings } from '../options/client.ts'

/** One request, as far as errors report it. */
export type AttemptRecord = {
  readonly operation: ApiOperation
  readonly startedAt: number
  /** Its number among the requests of all clients with this clock. */
  readonly order: number
  /** Lead of the wall clock over the system clock at its start. */
  readonly wallLeadMs: number | undefined
  endedAt?: number
  status?: number
  /** The `Date` header of the response, by the service's own clock. */
  date?: string | null
}

/** A write that may have been applied. */
export type UnknownOutcome = {
  /** When it was sent, and when it ended, by the clock. */
  readonly sentAt: number
  readonly endedAt: number
  /** Its number among the requests of all clients with this clock. */
  readonly order: number
  /** True when it timed out, so that the service may still be working on it. */
  readonly timedOut: boolean
  /** Lead of the wall clock over the system clock when it was sent. */
  readonly wallLeadMs: number | undefined
  /** The service's time when it ended, or of the last response before; missing when no response has told it. */
  readonly serviceTime: ServiceTime | undefined
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
  /** True while the call waits for the token provider. */
  waitsForToken?: boolean
  /** Which token the last attempt was sent with. */
  generation?: number
  /** The error of the last attempt. */
  last?: BlockSlotsError | undefined
  /** Reconciles an unknown outcome after the call; only a create can. */
  reconcileLater?: ((unknown: UnknownOutcome) => Reconcile) | undefined
  /** Advice for an unknown outcome, where the general one would mislead. */
  readonly unknownHint?: string | undefined
}

/**
 * Creates the context of a read within a call. Shared with the call: the deadline, and the records of attempts and tokens,
 * which errors of either report. Not shared: the unknown outcome, since a failed read says nothing of it.
 */
export function forkForRead(context: CallContext, named: string | undefined = context.named): CallContext {
  const ofCreate = { unknown: undefined, reconcileLater: undefined, unknownHint: undefined }
  return { ...context, named, key: named ?? context.key, operation: 'listBlockedSlots', ...ofCreate }
}

/** Records that an attempt may have been applied. One that was not leaves an earlier unknown outcome unknown. */
export function recordUnknown(context: CallContext, verdict: Verdict, reason: string): void {
  const { applied, timedOut = false } = verdict
  if (applied === 'no') return
  const { operation, settings, attempts } = context
  const now = settings.clock.now()
  const record = attempts.filter((one) => one.operation === operation).at(-1)
  const {
    startedAt: sentAt = now,
    endedAt = now,
    order = settings.shared.sent.count,
    wallLeadMs,
  } = record ?? {}
  const serviceTime = serviceTimeOf(record) ?? settings.service.time
  context.unknown = { sentAt, endedAt, order, timedOut, wallLeadMs, serviceTime, reason }
}

/** Returns the moment that a response tells by its `Date` header; browsers hide it from other origins. */
export function serviceTimeOf(
  record: Pick<AttemptRecord, 'date' | 'endedAt'> | undefined,
): ServiceTime | undefined {
  const date = Date.parse(record?.date ?? '')
  return record?.endedAt === undefined || Number.isNaN(date) ? undefined : { date, at: record.endedAt }
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
    return [...tokens.secrets()].filter((secret) => typeof secret === 'string')
  } catch {
    return []
  }
}

/** Throws the error that ended the call, if it has ended. */
export const throwIfAborted = ({ abort }: CallContext): void => abort.controller.signal.throwIfAborted()
