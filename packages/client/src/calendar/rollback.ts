import type { Clock } from '../clock.ts'
import { BlockSlotsError, isBlockSlotsError, type LeftoverBlock } from '../error.ts'
import type { CreatedBlock } from '../validate/response.ts'
import type { CalendarClient } from './create-all.ts'
import type { BlockOwner } from './owner.ts'
import { settle, type Failure } from './settle.ts'
import { spanOf, type Span } from './deadline.ts'

/** For taking back: a fixed time and some for each block, whatever became of the caller's signal and deadline. */
const takeBackMs = 30_000
const takeBackEachMs = 1_000
/** Longer than the wait after a 429, and short enough that one delete that hangs leaves time for others. */
const deleteMs = 15_000

/** A block of this call and its owner. */
type Made = { readonly id: string; readonly owner: BlockOwner | undefined }

/** Takes back what this call made, newest first, and gives the error that says what leftover. */
export async function takeBack(
  client: CalendarClient,
  owners: readonly BlockOwner[],
  blocks: readonly CreatedBlock[],
  failure: Failure,
  clock: Clock,
): Promise<BlockSlotsError> {
  const made: Made[] = []
  for (const [at, block] of blocks.entries()) made.unshift(...madeHere(block, owners[at]))
  const span = spanOf({ timeoutMs: takeBackMs + takeBackEachMs * made.length }, clock)
  const leftover = await deleteAll(client, made, span)
  const deleted = made.length - leftover.length
  const owner = owners[blocks.length]
  // After the others, because a request that got lost on its way is the surer to be seen the later one looks.
  const settled = await settle(failure, span)
  if (!('error' in settled)) leftover.unshift(...(await deleteAll(client, madeHere(settled, owner), span)))
  else if (settled.applied !== 'no') leftover.unshift({ ...owner, applied: settled.applied })
  const words = [
    ...(owners.length === 1 ? [] : [`This was block ${blocks.length + 1} of ${owners.length}.`]),
    ...(made.length === 0 ? [] : [`Made before it: ${made.length}, deleted again: ${deleted}.`]),
    ...(leftover.length === 0 ? [] : [`Remaining or in doubt: ${leftover.length}.`]),
  ]
  return tell(failure.error, words.join(' '), leftover)
}

/** A block that was there before is nobody's to delete. */
const madeHere = ({ id, outcome }: CreatedBlock, owner: BlockOwner | undefined): Made[] =>
  outcome === 'existing' ? [] : [{ id, owner }]

/** Deletes blocks one after the other, and gives those that are still there or may be. */
async function deleteAll(
  client: CalendarClient,
  made: readonly Made[],
  span: Span,
): Promise<LeftoverBlock[]> {
  const leftover: LeftoverBlock[] = []
  for (const { id, owner } of made) {
    try {
      const { timeoutMs = deleteMs } = span('deleteEvent')
      await client.delete(id, { timeoutMs: Math.min(timeoutMs, deleteMs) })
    } catch (thrown) {
      // A block that is not found just after it was made may be gone, or not visible yet.
      const stays = isBlockSlotsError(thrown) && thrown.applied === 'no' && thrown.code !== 'not-found'
      leftover.push({ id, ...owner, applied: stays ? 'yes' : 'unknown' })
    }
  }
  return leftover
}

/** The error of one block, made to speak of all of them. */
function tell(error: BlockSlotsError, words: string, leftover: readonly LeftoverBlock[]): BlockSlotsError {
  const { code, message, retry, operation, attempts, retryAt, status, traceId, detail, hint } = error
  const gone = leftover.length === 0
  const inDoubt = error.applied !== 'no'
  const rest =
    'Call it again to complete the work, what is there is adopted; or delete what "leftover" lists.'
  return new BlockSlotsError({
    code:
      code === 'outcome-unknown' && !leftover.some(({ applied }) => applied === 'unknown')
        ? 'unavailable'
        : code,
    message: `${message.replace(/[^.!?]$/, '$&.')} ${words}`.trim(),
    applied: gone ? 'no' : leftover.some(({ applied }) => applied === 'yes') ? 'yes' : 'unknown',
    // What is there is adopted, so a second call cannot do harm.
    retry: inDoubt && retry === 'never' ? 'after' : retry,
    operation,
    attempts,
    retryAt,
    status,
    traceId,
    detail,
    hint: gone
      ? inDoubt
        ? undefined
        : hint
      : [...(inDoubt || hint === undefined ? [] : [hint]), rest].join(' '),
    leftover: leftover,
    cause: error,
  })
}
