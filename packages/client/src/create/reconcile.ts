import type { BlockSlotsApi } from '../api.ts'
import type { BlockSlotsError } from '../error.ts'
import type { ReconcileEvent } from '../event.ts'
import { timeoutsOf } from '../operation.ts'
import { throwIfAborted, type CallContext, type UnknownOutcome } from '../request/context.ts'
import { createCallError } from '../request/failure.ts'
import { wait, waitBeforeRetry } from '../request/retry.ts'
import { readRowBlock, type CreatedBlock } from '../validate/response.ts'
import { changeOf, claim, excludedIds, keyOf, listTrustOf, recordCreated } from './history.ts'
import { listAround, wideMarginMs } from './list.ts'
import { findBlock, isSame, showsBlocks, type MatchResult, type NewBlock, type Row } from './match.ts'

/** Milliseconds in which a block may still appear after its create failed without a result. */
export const defaultReconcileTimeoutMs = 10_000
/** The first pause between two reads, which doubles with each. */
export const firstPauseMs = 500
/** The longest pause between two reads. */
export const maxPauseMs = 8000

/** A create with an unknown outcome. */
export type ReconcileRequest = {
  readonly block: NewBlock
  readonly unknown: UnknownOutcome
  /** True when any equal block will do, not only one that this create can have made. */
  readonly anyEqual: boolean
  /** The error of the failed attempt. Missing when the outcome is reconciled after the call. */
  readonly error?: BlockSlotsError | undefined
}

/** Returns until when a block may still appear. */
export function dueAtOf({ settings, operation }: CallContext, { endedAt, timedOut }: UnknownOutcome): number {
  const timeoutMs = timedOut ? timeoutsOf(operation).attemptMs : defaultReconcileTimeoutMs
  return endedAt + (settings.reconcileTimeoutMs ?? timeoutMs)
}

/** Pauses before the list is read again, longer each time. */
export async function pauseBetween(context: CallContext, reads: number, dueAt: number): Promise<void> {
  const leftMs = dueAt - context.settings.clock.now()
  await wait(context, Math.max(0, Math.min(firstPauseMs * 2 ** reads, maxPauseMs, leftMs)), 'reconcile')
}

/**
 * Reads the list until the block appears or can no longer appear. Returns the block, or `undefined` when it certainly was
 * not created. Throws when the list proves nothing.
 */
export async function reconcile(
  context: CallContext,
  api: BlockSlotsApi,
  request: ReconcileRequest,
): Promise<CreatedBlock | undefined> {
  const { block, unknown, error } = request
  const { clock } = context.settings
  const dueAt = dueAtOf(context, unknown)
  if (error?.retryAt !== undefined)
    await waitBeforeRetry(context, error.retryAt - clock.now(), 'retry-after', error)
  for (let reads = 0; ; reads++) {
    const at = clock.now()
    const match = await readMatch(context, api, request)
    const { length: found } = match.found
    if (found > 0) {
      emitReconcile(context, found, 'adopted')
      return adopt(context, block, match.found, 'reconciled')
    }
    if (at >= dueAt) {
      const absent =
        unknown.applied === 'unknown' &&
        !match.inconclusive &&
        (await provesAbsence(context, api, block, match.similar))
      emitReconcile(context, found, absent ? 'absent' : 'inconclusive')
      if (absent) return undefined
      const proof = unknown.applied === 'yes' ? 'show it' : 'prove that it was not made'
      throw outcomeUnknownError(context, error, `and the list of blocks does not ${proof}`)
    }
    emitReconcile(context, found, 'waiting')
    await pauseBetween(context, reads, dueAt)
  }
}

/** Reads the list, and looks for the block in it. */
async function readMatch(
  context: CallContext,
  api: BlockSlotsApi,
  { block, unknown, anyEqual, error }: ReconcileRequest,
): Promise<MatchResult> {
  try {
    const rows = await listAround(context, api, block)
    const sentAt = anyEqual ? undefined : serviceTime(context, unknown.sentAt)
    return findBlock(rows, block, excludedIds(context.settings, anyEqual), sentAt)
  } catch (cause) {
    throwIfAborted(context)
    throw outcomeUnknownError(context, error, 'and the list of blocks cannot be read', cause)
  }
}

function emitReconcile(
  { settings, operation }: CallContext,
  found: number,
  outcome: ReconcileEvent['outcome'],
): void {
  settings.notify({ type: 'reconcile', at: settings.clock.now(), operation, found, outcome })
}

/** Creates the error of a create whose outcome stays unknown. */
function outcomeUnknownError(
  context: CallContext,
  error: BlockSlotsError | undefined,
  why: string,
  cause: unknown = error,
): BlockSlotsError {
  if (error?.applied === 'yes') return error
  const { unknown } = context
  const { status, traceId, detail } = error ?? {}
  const applied = unknown?.applied === 'yes'
  const outcome = applied ? 'the block was made' : 'it is unknown whether the block was made'
  const reason = error === undefined ? outcome : (unknown?.reason ?? error.message)
  const verdict = {
    code: applied ? 'invalid-response' : 'outcome-unknown',
    applied: 'no',
    retry: 'never',
  } as const
  return createCallError(context, verdict, { message: `${reason}, ${why}`, status, traceId, detail, cause })
}

/** Converts a time of the clock to the service's time, by the date of its last response; unknown without one. */
export function serviceTime({ attempts }: CallContext, time: number): number | undefined {
  const { date, endedAt } = attempts.at(-1) ?? {}
  const serverTime = Date.parse(date ?? '')
  return Number.isNaN(serverTime) || endedAt === undefined ? undefined : serverTime - (endedAt - time)
}

/**
 * Returns a block that was created here so recently that a list need not show it yet. Of one that may have been deleted or
 * updated since, returns only until when that holds.
 */
export function recentlyCreated(
  { settings }: CallContext,
  block: NewBlock,
): CreatedBlock | number | undefined {
  const { clock, history, reconcileTimeoutMs = defaultReconcileTimeoutMs } = settings
  const { id, at } = history.created.get(keyOf(settings, block)) ?? { id: '', at: -Infinity }
  const change = changeOf(settings, id)
  const dueAt = at + reconcileTimeoutMs
  if (dueAt <= clock.now() || change === 'deleted' || change === 'updated') return undefined
  return change === 'unknown' ? dueAt : { title: '', ...block, id, outcome: 'existing' }
}

/** Takes rows that are the block for the result: the oldest one, and the others as its duplicates. */
export function adopt(
  { settings, key }: CallContext,
  block: NewBlock,
  [row, ...others]: readonly Row[],
  outcome: 'reconciled' | 'existing',
): CreatedBlock {
  const { id = '' } = row ?? {}
  recordCreated(settings, key, block, id)
  // Claimed as well: the caller may delete what is reported as a duplicate.
  for (const other of others) claim(settings, other.id)
  listTrustOf(settings, key, block).seen = 'same'
  const duplicates = others.map((other) => other.id)
  return {
    title: '',
    ...block,
    ...readRowBlock(row),
    id,
    outcome,
    ...(duplicates.length === 0 ? {} : { duplicates }),
  }
}

/**
 * True when the list can be trusted although it does not show a block. The proof is a block that was created before: the
 * list has to show it as it was sent. Where none was created yet, any block of the owner is proof, unless one is similar.
 */
async function provesAbsence(
  context: CallContext,
  api: BlockSlotsApi,
  block: NewBlock,
  similar: boolean,
): Promise<boolean> {
  const { settings, key } = context
  const trust = listTrustOf(settings, key, block)
  // A block that was updated or deleted since proves nothing.
  const last =
    trust.last !== undefined && changeOf(settings, trust.last.id) !== undefined ? undefined : trust.last
  try {
    if (trust.seen === undefined && last !== undefined) {
      const row = (await listAround(context, api, last.block)).find(({ id }) => id === last.id)
      if (row !== undefined) trust.seen = isSame(row, last.block) ? 'same' : 'changed'
    }
    if (trust.seen !== undefined) return trust.seen === 'same'
    if (last !== undefined || similar) return false
    return showsBlocks(await listAround(context, api, block, wideMarginMs))
  } catch {
    throwIfAborted(context)
    return false
  }
}
