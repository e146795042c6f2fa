import { raceAbort } from '../abort.ts'
import type { BlockSlotsError, Reconcile } from '../error.ts'
import { runExclusive } from '../mutex.ts'
import type { CreateOptions } from '../options/call.ts'
import { call } from '../request/call.ts'
import type { CallContext, UnknownOutcome } from '../request/context.ts'
import { createCallError } from '../request/failure.ts'
import { withRetries } from '../request/retry.ts'
import { checkNewBlock } from '../validate/block.ts'
import { readCreated, type CreatedBlock } from '../validate/response.ts'
import { trackResend, type CreateScope } from './duplicates.ts'
import { excludedIds, keyOf, recordCreated, recordUnresolved, unresolvedUntil } from './history.ts'
import { listAround } from './list.ts'
import { findBlock, type NewBlock } from './match.ts'
import { adopt, dueAtOf, pauseBetween, recentlyCreated, reconcile } from './reconcile.ts'

const operation = 'createBlockSlot'
const locationOf = ({ locationId }: NewBlock): string => locationId

/** One create, for the call itself and for every later reconciliation of its outcome. */
type CreateRecord = {
  readonly block: NewBlock
  /** True when any equal block will do. */
  readonly anyEqual: boolean
  /** The first unknown outcome that turned out as not applied: its request may still be applied, only later. */
  first?: UnknownOutcome | undefined
  /** The block, once a later reconciliation has found it. */
  found?: CreatedBlock | undefined
}

/** Creates a block exactly once, also when requests fail. */
export function createBlock(
  scope: CreateScope,
  block: unknown,
  options?: CreateOptions,
): Promise<CreatedBlock> {
  return callWithKeyLock(scope, block, options, (context, checked) =>
    sendCreate(scope, context, { block: checked, anyEqual: false }),
  )
}

/** Returns an equal block that exists, or creates one. */
export function ensureBlock(
  scope: CreateScope,
  block: unknown,
  options?: CreateOptions,
): Promise<CreatedBlock> {
  return callWithKeyLock(scope, block, options, (context, checked) => findOrCreate(scope, context, checked))
}

/** Calls work with the checked block, one call at a time for each natural key. */
function callWithKeyLock(
  { settings }: CreateScope,
  block: unknown,
  options: CreateOptions | undefined,
  work: (context: CallContext, block: NewBlock) => Promise<CreatedBlock>,
): Promise<CreatedBlock> {
  const spec = { operation, options, prepare: () => checkNewBlock(block), locationOf } as const
  return call(settings, spec, (context, checked) =>
    withKeyLock(context, checked, () => work(context, checked)),
  )
}

/** Runs one create at a time for each natural key, since the results of two at once could not be distinguished. */
function withKeyLock<Result>(
  context: CallContext,
  block: NewBlock,
  work: () => Promise<Result>,
): Promise<Result> {
  const { settings, abort } = context
  return runExclusive(
    settings.history.mutex,
    keyOf(settings, block),
    async () => {
      try {
        return await work()
      } catch (error) {
        const { unknown } = context
        if (unknown !== undefined) recordUnresolved(settings, block, dueAtOf(context, unknown))
        throw error
      }
    },
    (earlier) => raceAbort(abort, earlier),
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
  const created = await withRetries(
    context,
    {
      request: (body, wire) => api.POST('/calendars/events/block-slots', { body, ...wire }),
      parse: readCreated,
      reconcile: async (_context, _block, error) =>
        context.unknown && reconcileRecord(scope, context, record, { unknown: context.unknown, error }),
    },
    block,
  ).catch((error: unknown) => {
    // Nothing was found of what was sent, and it may still appear.
    if (context.unknown === undefined) trackResend(scope, context, record)
    throw error
  })
  if (created.outcome === 'created') recordCreated(settings, context.key, block, created.id)
  trackResend(scope, context, record, created.id)
  return created
}

/** Looks for the block of any of the requests that were sent for it. */
async function reconcileRecord(
  { api }: CreateScope,
  context: CallContext,
  record: CreateRecord,
  { unknown, error }: { readonly unknown: UnknownOutcome; readonly error?: BlockSlotsError },
): Promise<CreatedBlock | undefined> {
  const { block, anyEqual, first = unknown } = record
  const sentAt = Math.min(first.sentAt, unknown.sentAt)
  const found = await reconcile(context, api, { block, unknown: { ...unknown, sentAt }, anyEqual, error })
  if (found === undefined) record.first = first
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

/** Creates a block only if the list has none and no earlier request is unresolved. */
async function findOrCreate(
  scope: CreateScope,
  context: CallContext,
  block: NewBlock,
): Promise<CreatedBlock> {
  const { settings, api } = scope
  for (let reads = 0; ; reads++) {
    const at = settings.clock.now()
    const rows = await listAround(context, api, block)
    const { found, inconclusive } = findBlock(rows, block, excludedIds(settings, true))
    if (found.length > 0) return adopt(context, block, found, 'existing')
    if (inconclusive) {
      const message = `the list has exactly ${rows.length} rows and may be truncated, so the block may exist`
      throw createCallError(context, { code: 'invalid-response', applied: 'no', retry: 'never' }, { message })
    }
    const recent = recentlyCreated(context, block) ?? 0
    if (typeof recent !== 'number') return recent
    const dueAt = Math.max(unresolvedUntil(settings, block), recent)
    if (at >= dueAt) return sendCreate(scope, context, { block, anyEqual: true })
    await pauseBetween(context, reads, dueAt)
  }
}
