import { raceAbort } from '../abort.ts'
import type { BlockSlotsError, Reconcile } from '../error.ts'
import { runExclusive } from '../mutex.ts'
import {
  createOptionNames,
  ensureOptionNames,
  type CreateOptions,
  type EnsureOptions,
} from '../options/call.ts'
import type { Settings } from '../options/client.ts'
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
  claim,
  defaultReconcileTimeoutMs,
  historyOf,
  keyOf,
  knownBlocks,
  openCreates,
  recordExisting,
  recordOpen,
  recordResponse,
} from './history.ts'
import { listAround } from './list.ts'
import { findBlock, isResponseTo, naturalKey, type NewBlock } from './match.ts'
import { adopt, dueAtOf, pauseBetween, reconcile, searchFor, type CreateRecord } from './reconcile.ts'

const operation = 'createBlockSlot' as const
const locationOf = ({ locationId }: NewBlock): string => locationId

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
  const spec = {
    operation,
    options,
    optionNames: createOptionNames,
    prepare: () => checkNewBlock(block),
    locationOf,
  }
  return callWithKeyLock(scope, spec, (context, checked) =>
    sendCreate(scope, context, { block: checked, anyEqual: false }),
  )
}

/** Returns an equal block that exists, or creates one. */
export function ensureBlock(
  scope: CreateScope,
  block: unknown,
  options?: EnsureOptions,
): Promise<CreatedBlock> {
  const { mutex, sent } = scope.settings.shared
  const began = sent.count
  const spec = {
    operation,
    options,
    optionNames: ensureOptionNames,
    prepare: () => checkNewBlock(block),
    locationOf,
    unknownHint: ensureHint,
  }
  return callWithKeyLock(scope, spec, async (context, checked, { afterRestart = false }) => {
    const { reconcileTimeoutMs = defaultReconcileTimeoutMs } = context.settings
    const key = naturalKey(checked)
    const lock = mutex.get(keyOf(context.settings, checked)) ?? {}
    const taken = await takeResult(context, lock, key, began)
    if (taken !== undefined) return taken
    if (afterRestart) await wait(context, reconcileTimeoutMs, 'reconcile')
    const result = await findOrCreate(scope, context, checked)
    leaveResult(context, lock, key, result)
    return result
  })
}

/** Calls work with the checked block, one call at a time for each owner and time. */
function callWithKeyLock(
  { settings }: CreateScope,
  spec: CallSpec<NewBlock>,
  work: (context: CallContext, block: NewBlock, options: EnsureOptions) => Promise<CreatedBlock>,
): Promise<CreatedBlock> {
  return call(settings, spec, (context, checked, options) =>
    withKeyLock(context, checked, () => work(context, checked, options)),
  )
}

/** Runs one create at a time for each owner and time, since the results of two at once could not be told apart. */
function withKeyLock<Result>(
  { settings, abort }: CallContext,
  block: NewBlock,
  work: () => Promise<Result>,
): Promise<Result> {
  return runExclusive(settings.shared.mutex, keyOf(settings, block), work, (earlier) =>
    raceAbort(abort, earlier),
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
        isResponseTo: (response, sent) => isOwn(settings, sent, response),
        reconcile: async (_context, _block, error) =>
          context.unknown && reconcileRecord(scope, context, record, { unknown: context.unknown, error }),
      },
      block,
    )
    if (created.outcome === 'created') {
      claim(settings, created.id, 'response')
      recordExisting(settings, block, created.id)
      recordResponse(settings, block, created, context.attempts.at(-1)?.wallLeadMs)
    }
    trackResend(scope, context, record, created.id)
    return created
  } catch (error) {
    const { unknown } = context
    // Nothing was found of what was sent, and it may still appear.
    if (unknown === undefined) trackResend(scope, context, record)
    else {
      recordOpen(settings, block, record, {
        sent: { ...(record.first ?? unknown), lastSentAt: unknown.sentAt },
        dueAt: dueAtOf(context, unknown),
        needsOwn: !record.anyEqual,
      })
    }
    throw error
  }
}

/**
 * True for a response that is about the block that was sent: a connection that is out of step brings that of another request.
 * So does an id that a list has shown to be the block of another call.
 */
const isOwn = (settings: Settings, block: NewBlock, response: CreatedBlock): boolean =>
  isResponseTo(response, block) && (historyOf(settings).claims.get(response.id) ?? 'response') === 'response'

/** Looks for the block of any of the requests that were sent for it. */
async function reconcileRecord(
  { settings, api }: CreateScope,
  context: CallContext,
  record: CreateRecord,
  outcome: { readonly unknown: UnknownOutcome; readonly error?: BlockSlotsError },
): Promise<CreatedBlock | undefined> {
  const found = await reconcile(context, api, record, outcome)
  if (found === undefined) record.first ??= outcome.unknown
  recordOpen(settings, record.block, record, undefined)
  return found
}

/** Reconciles an unknown outcome after the call. A block that was found is recorded as created, so it is kept for the next time. */
function reconcileLater(scope: CreateScope, record: CreateRecord, unknown: UnknownOutcome): Reconcile {
  const { block } = record
  return (options) => {
    const spec = {
      operation,
      options,
      prepare: () => block,
      locationOf,
      unknown,
      reconcileLater: (later: UnknownOutcome) => reconcileLater(scope, record, later),
    } as const
    return call(scope.settings, spec, (context) =>
      withKeyLock(context, block, async () => {
        if (record.found !== undefined) return record.found
        const found = await reconcileRecord(scope, context, record, { unknown })
        trackResend(scope, context, record, found?.id)
        record.found = found
        return found
      }),
    )
  }
}

/**
 * Creates a block only if the list has none. Where this process knows more than the list shows, a block that it created or one
 * whose outcome is open, it waits until the list has to show it, and then for proof that it is gone.
 */
async function findOrCreate(
  scope: CreateScope,
  context: CallContext,
  block: NewBlock,
): Promise<CreatedBlock> {
  const { settings, api } = scope
  const { clock, reconcileTimeoutMs = defaultReconcileTimeoutMs } = settings
  const since = clock.now() - reconcileTimeoutMs
  const record: CreateRecord = { block, anyEqual: true }
  for (let reads = 0; ; reads++) {
    const at = clock.now()
    const short = await listAround(context, api, block)
    const { found } = findBlock(short.rows, searchFor(context, record))
    if (found.length > 0) return adopt(context, record, found, 'existing')
    const recent = createdAfter(settings, block, since)
    const open = openCreates(settings, block, record, 'equal')
    const dueAt = Math.max((recent?.at ?? -Infinity) + reconcileTimeoutMs, ...open.map((one) => one.dueAt))
    if (at < dueAt) {
      await pauseBetween(context, reads, dueAt)
      continue
    }
    if (recent !== undefined || open.length > 0 || short.rows.length >= minPageSize) {
      const wide = await listWide(context, api, block)
      const hidden = findBlock(wide.rows, searchFor(context, record)).found
      if (hidden.length > 0) return adopt(context, record, hidden, 'existing')
      // One that this process may have deleted may be gone.
      const isExpected = recent !== undefined && !historyOf(settings).changes.has(recent.id)
      const { own, others } = knownBlocks(settings, block)
      const isInconclusive = isExpected || (open.length > 0 && own.length + others.length > 0)
      const absent = isInconclusive
        ? await provesAbsence(context, api, block, {
            short,
            wide,
            known: { own, others },
            exceptId: recent?.id,
          })
        : isComplete(short, wide)
      if (!absent) throw mayExistError(context, isInconclusive)
    }
    return sendCreate(scope, context, record)
  }
}

/** Returns an equal block that was created here since a time, unless it is known to have been deleted or changed. */
function createdAfter(
  settings: Settings,
  block: NewBlock,
  since: number,
): { readonly id: string; readonly at: number } | undefined {
  const { created, changes } = historyOf(settings)
  const known = created.get(naturalKey(block))
  if (known === undefined || known.at <= since) return undefined
  const change = changes.get(known.id)?.change
  return change === undefined || change === 'unknown' ? known : undefined
}

/** Creates the error of `ensure` when the list does not tell whether the block exists. */
function mayExistError(context: CallContext, isInconclusive: boolean): BlockSlotsError {
  const why = isInconclusive
    ? 'an equal block was sent before, and the list of blocks neither shows it nor proves that it is gone'
    : 'the list of blocks may be truncated, so that it does not show an equal block'
  return createCallError(
    context,
    { code: 'outcome-unknown', applied: 'unknown', retry: 'never' },
    { message: `${why}; nothing was sent`, hint: lookHint },
  )
}
