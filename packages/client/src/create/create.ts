import { raceAbort } from '../abort.ts'
import type { BlockSlotsError, Reconcile } from '../error.ts'
import { runExclusive } from '../mutex.ts'
import {
  createOptionRules,
  ensureOptionRules,
  type CreateOptions,
  type EnsureOptions,
} from '../options/call.ts'
import { call, type CallSpec } from '../request/call.ts'
import type { CallContext, UnknownOutcome } from '../request/context.ts'
import { createCallError } from '../request/failure.ts'
import { wait, withRetries } from '../request/retry.ts'
import { checkNewBlock } from '../validate/block.ts'
import { readCreated, type CreatedBlock } from '../validate/response.ts'
import { isComplete, listWide, minPageSize, provesAbsence } from './absence.ts'
import { trackResend, type CreateScope } from './duplicates.ts'
import { leaveResult, takeResult } from './ensured.ts'
import {
  defaultReconcileTimeoutMs,
  equalSince,
  historyOf,
  knownBlocks,
  knownSince,
  recordCreated,
  type CreateRecord,
} from './history.ts'
import { listAround } from './list.ts'
import { isResponseTo, timesKey } from './match.ts'
import { equalOpenCreates, recordOpen } from './open.ts'
import { adopt, dueAtOf, findFor, pauseBetween, reconcile, unknownVerdict } from './reconcile.ts'

/** Advice where the outcome is unknown to `ensure`: calling it again at once would read the list too early. */
const lookHint =
  'Look at client.list() of its owner after the reconcile timeout, or pass { afterRestart: true }, which waits that long ' +
  'before it reads.'
const ensureHint = `The block may have been created. error.reconcile() finds out. In another process: ${lookHint}`

/** Creates a block exactly once, also when requests fail. */
export function createBlock(
  scope: CreateScope,
  block: unknown,
  options?: CreateOptions,
): Promise<CreatedBlock> {
  const prepare = (): CreateRecord => createRecord(scope, block, false)
  return callAlone(scope, { options, optionRules: createOptionRules, prepare }, (context, record) =>
    sendCreate(scope, context, record),
  )
}

/** Returns an equal block that exists, or creates one. */
export function ensureBlock(
  scope: CreateScope,
  block: unknown,
  options?: EnsureOptions,
): Promise<CreatedBlock> {
  const began = scope.settings.shared.sent.count
  const spec = {
    options,
    optionRules: ensureOptionRules,
    prepare: () => createRecord(scope, block, true),
    unknownHint: ensureHint,
  }
  return callAlone(scope, spec, async (context, record, { afterRestart = false }) => {
    const { reconcileTimeoutMs = defaultReconcileTimeoutMs } = context.settings
    const taken = await takeResult(context, record, began)
    if (taken !== undefined) return taken
    if (afterRestart) await wait(context, reconcileTimeoutMs, 'reconcile')
    const result = await findOrCreate(scope, context, record)
    leaveResult(context, record, result)
    return result
  })
}

function createRecord({ settings, api }: CreateScope, given: unknown, anyEqual: boolean): CreateRecord {
  const block = checkNewBlock(given)
  return { api, block, key: `${settings.baseUrl} ${timesKey(block)}`, anyEqual }
}

/** Runs one create at a time for each owner and time, since the results of two concurrent ones are indistinguishable. */
function callAlone<Result>(
  { settings }: CreateScope,
  spec: Omit<CallSpec<CreateRecord>, 'operation' | 'locationOf'>,
  work: (context: CallContext, record: CreateRecord, options: EnsureOptions) => Promise<Result>,
): Promise<Result> {
  return call(
    settings,
    { ...spec, operation: 'createBlockSlot', locationOf: ({ block }) => block.locationId },
    (context, record, options) =>
      runExclusive(
        settings.shared.mutex,
        record.key,
        () => work(context, record, options),
        (earlier) => raceAbort(context.abort, earlier),
      ),
  )
}

/** Sends a create, and reconciles an unknown outcome. */
async function sendCreate(
  scope: CreateScope,
  context: CallContext,
  record: CreateRecord,
): Promise<CreatedBlock> {
  const { settings, api } = scope
  const { block } = record
  context.reconcileLater = (unknown) => reconcileLater(scope, record, unknown)
  try {
    const created = await withRetries(
      context,
      {
        request: (body, wire) => api.POST('/calendars/events/block-slots', { body, ...wire }),
        parse: readCreated,
        // A connection that is out of step brings the response to another request. An id that a list has shown to be the
        // block of another call is not that of this one either.
        isResponseTo: (response, sent) =>
          isResponseTo(response, sent) && historyOf(settings).blocks.get(response.id)?.claim === undefined,
        reconcile: async (error) =>
          context.unknown && reconcileRecord(context, record, context.unknown, error),
      },
      block,
    )
    if (created.outcome === 'created')
      recordCreated(settings, record, created, context.attempts.at(-1)?.wallLeadMs)
    trackResend(scope, context, record, created.id)
    return created
  } catch (error) {
    const { unknown } = context
    // Nothing was found of what was sent, and it may still appear.
    if (unknown === undefined) trackResend(scope, context, record)
    else {
      const sent = { ...(record.first ?? unknown), lastSentAt: unknown.sentAt }
      recordOpen(settings, record, { sent, dueAt: dueAtOf(settings, unknown) })
    }
    throw error
  }
}

/** Looks for the block of any of the requests that were sent for it. */
async function reconcileRecord(
  context: CallContext,
  record: CreateRecord,
  unknown: UnknownOutcome,
  error?: BlockSlotsError,
): Promise<CreatedBlock | undefined> {
  const found = await reconcile(context, record, unknown, error)
  if (found === undefined) record.first ??= unknown
  recordOpen(context.settings, record)
  return found
}

/** Reconciles an unknown outcome after the call. A block that was found is recorded as created, so it is kept for the next time. */
function reconcileLater(scope: CreateScope, record: CreateRecord, unknown: UnknownOutcome): Reconcile {
  return (options) => {
    const spec = {
      options,
      prepare: () => record,
      unknown,
      reconcileLater: (later: UnknownOutcome) => reconcileLater(scope, record, later),
    }
    return callAlone(scope, spec, async (context) => {
      if (record.found !== undefined) return record.found
      record.found = await reconcileRecord(context, record, unknown)
      trackResend(scope, context, record, record.found?.id)
      return record.found
    })
  }
}

/**
 * Creates a block only if the list has none. Where this process knows more than the list shows, a block that it created or one
 * whose outcome is open, it waits until the list has to show it, and then for proof that it is gone.
 */
async function findOrCreate(
  scope: CreateScope,
  context: CallContext,
  record: CreateRecord,
): Promise<CreatedBlock> {
  const { settings, api } = scope
  const { block } = record
  const { clock, reconcileTimeoutMs = defaultReconcileTimeoutMs } = settings
  const since = clock.now() - reconcileTimeoutMs
  for (let reads = 0; ; reads++) {
    const at = clock.now()
    const short = await listAround(context, api, block)
    const { found } = findFor(settings, record, short.rows)
    if (found.length > 0) return adopt(settings, record, found, 'existing')
    const recent = equalSince(settings, record, since)
    const open = equalOpenCreates(settings, record)
    const listedAt = recent === undefined ? -Infinity : knownSince(recent) + reconcileTimeoutMs
    const dueAt = Math.max(listedAt, ...open.map((one) => one.dueAt))
    if (at < dueAt) {
      await pauseBetween(context, reads, dueAt)
      continue
    }
    if (recent !== undefined || open.length > 0 || short.rows.length >= minPageSize) {
      const wide = await listWide(context, api, block)
      const hidden = findFor(settings, record, wide.rows).found
      if (hidden.length > 0) return adopt(settings, record, hidden, 'existing')
      const known = knownBlocks(settings, block)
      // One that this process may have deleted may be gone.
      const isExpected = recent !== undefined && recent.change === undefined
      const isInconclusive = isExpected || (open.length > 0 && known.own.length + known.others.length > 0)
      const isAbsent = isInconclusive
        ? await provesAbsence(context, api, block, { short, wide, known, exceptId: recent?.id })
        : isComplete(short, wide)
      if (!isAbsent) throw mayExistError(context, isInconclusive)
    }
    return sendCreate(scope, context, record)
  }
}

/** Creates the error of `ensure` when the list does not tell whether the block exists. */
function mayExistError(context: CallContext, isInconclusive: boolean): BlockSlotsError {
  const why = isInconclusive
    ? 'an equal block was sent before, and the list of blocks neither shows it nor proves that it is gone'
    : 'the list of blocks may be truncated, so that it does not show an equal block'
  return createCallError(context, unknownVerdict, { message: `${why}; nothing was sent`, hint: lookHint })
}
