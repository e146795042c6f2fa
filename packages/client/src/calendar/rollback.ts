import { BlockSlotsError, isBlockSlotsError, type LeftoverBlock } from '../error.ts'
import type { CreatedBlock } from '../validate/response.ts'
import type { CalendarCall } from './call.ts'
import { createDeadline, type Deadline } from './deadline.ts'
import type { BlockOwner } from './owner.ts'
import { reconcileFailure, type CreateFailure } from './reconcile.ts'

/** Time for a rollback and for each of its blocks, independent of the caller's signal and deadline. */
const rollbackMs = 30_000
const rollbackPerBlockMs = 1_000
/** Longer than the wait after a 429, and short enough that one delete that hangs leaves time for others. */
const maxDeleteMs = 15_000

/** A block that this call created. */
type OwnBlock = { readonly id: string; readonly owner: BlockOwner | undefined }

/** Deletes what this call created, newest first, and returns the error that lists what is left. */
export async function rollback(
  { client, owners, clock }: CalendarCall,
  blocks: readonly CreatedBlock[],
  failure: CreateFailure,
): Promise<BlockSlotsError> {
  const own: OwnBlock[] = []
  for (const [at, block] of blocks.entries()) own.unshift(...ownBlocks(block, owners[at]))
  const timeoutMs = rollbackMs + rollbackPerBlockMs * own.length
  const deadline = createDeadline({ timeoutMs }, clock)
  const leftover = await deleteAll(client, own, deadline)
  const deleted = own.length - leftover.length
  const owner = owners[blocks.length]
  // Last, because a request that was delayed on its way is more likely to show up the later the list is read.
  const result = await reconcileFailure(failure, deadline)
  if (result.failure === undefined) {
    leftover.unshift(...(await deleteAll(client, ownBlocks(result.block, owner), deadline)))
  } else if (result.failure.applied !== 'no') {
    leftover.unshift({ ...owner, applied: result.failure.applied })
  }
  const progress = { failed: blocks.length + 1, owners: owners.length, deleted, created: own.length }
  return createRollbackError(failure.error, describeRollback(progress, leftover.length), leftover)
}

/** An existing block is not deleted: another call created it. */
const ownBlocks = ({ id, outcome }: CreatedBlock, owner: BlockOwner | undefined): OwnBlock[] =>
  outcome === 'existing' ? [] : [{ id, owner }]

/** Deletes blocks one after the other, and returns those that still exist or may. */
async function deleteAll(
  client: CalendarCall['client'],
  blocks: readonly OwnBlock[],
  deadline: Deadline,
): Promise<LeftoverBlock[]> {
  const leftover: LeftoverBlock[] = []
  for (const { id, owner } of blocks) {
    try {
      const { timeoutMs = maxDeleteMs } = deadline.optionsFor('deleteEvent')
      await client.delete(id, { timeoutMs: Math.min(timeoutMs, maxDeleteMs) })
    } catch (thrown) {
      // A block that is not found just after its creation may be gone, or not visible yet.
      const exists = isBlockSlotsError(thrown) && thrown.applied === 'no' && thrown.code !== 'not-found'
      leftover.push({ id, ...owner, applied: exists ? 'yes' : 'unknown' })
    }
  }
  return leftover
}

type Progress = {
  readonly failed: number
  readonly owners: number
  readonly deleted: number
  readonly created: number
}

/** Describes how far the call came, as sentences for its error. */
function describeRollback({ failed, owners, deleted, created }: Progress, left: number): string {
  const sentences: string[] = []
  if (owners > 1) sentences.push(`This was block ${failed} of ${owners}.`)
  const earlier = `Rolled back ${deleted} of ${created} earlier block${created === 1 ? '' : 's'}`
  if (created > 0) sentences.push(left > 0 ? `${earlier}; ${left} may remain.` : `${earlier}.`)
  else if (left > 0) sentences.push(`${left} block may remain.`)
  return sentences.join(' ')
}

/** Turns the error of one block into that of the call. */
function createRollbackError(
  error: BlockSlotsError,
  summary: string,
  leftover: readonly LeftoverBlock[],
): BlockSlotsError {
  const { code, message, retry, operation, attempts, retryAt, status, traceId, detail } = error
  const isUnknown = leftover.some(({ applied }) => applied === 'unknown')
  const isCertain = leftover.some(({ applied }) => applied === 'yes')
  const mayHaveApplied = error.applied !== 'no'
  const hints = [
    mayHaveApplied ? undefined : error.hint,
    leftover.length === 0
      ? undefined
      : 'Call blockCalendar again to complete the work; it adopts existing blocks. Or delete what "leftover" lists.',
  ].filter((hint) => hint !== undefined)
  return new BlockSlotsError({
    code: code === 'outcome-unknown' && !isUnknown ? 'unavailable' : code,
    // In brackets, since a message may end with a full stop or without one.
    message: summary === '' ? message : `${message} (${summary})`,
    applied: isCertain ? 'yes' : isUnknown ? 'unknown' : 'no',
    // A second call adopts what exists, so it is safe.
    retry: mayHaveApplied && retry === 'never' ? 'after' : retry,
    operation,
    attempts,
    retryAt,
    status,
    traceId,
    detail,
    hint: hints.length === 0 ? undefined : hints.join(' '),
    leftover,
    cause: error,
  })
}
