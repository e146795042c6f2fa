import { createTimeouts } from '../operation.ts'
import type { Settings } from '../options/client.ts'
import { isBlockSlotsError, type BlockSlotsError } from '../error.ts'
import type { ReconcileEvent } from '../event.ts'
import { throwIfAborted, type CallContext, type UnknownOutcome } from '../request/context.ts'
import { createCallError } from '../request/failure.ts'
import { wait, waitBeforeRetry } from '../request/retry.ts'
import { readRowBlock, type CreatedBlock } from '../validate/response.ts'
import { listWide, provesAbsence } from './absence.ts'
import { createAgeOf, isStale } from './age.ts'
import {
  defaultReconcileTimeoutMs,
  excludedIds,
  historyOf,
  isResult,
  knownBlocks,
  recordBlock,
  recordResult,
  type CreateRecord,
  type KnownBlocks,
} from './history.ts'
import { listAround, readClock, rowOf } from './list.ts'
import { equalOpenCreates, hasOwnOpen } from './open.ts'
import { findBlock, normalizeTitle, type MatchResult, type Row, type Search } from './match.ts'

/** The first pause between two reads, which doubles with each. */
export const firstPauseMs = 500
/** The longest pause between two reads. */
export const maxPauseMs = 8000

/** Reads after a block can no longer appear, of lists that prove nothing. */
const maxReadsAfter = 5

/** The verdict where nothing tells whether the block exists. */
export const unknownVerdict = { code: 'outcome-unknown', applied: 'unknown', retry: 'never' } as const

/** The result of reading the lists once. */
type ListReading = {
  readonly match: MatchResult
  /** `adopted` and `absent` are certain; `inconclusive` ends the search, and `waiting` does not. */
  readonly outcome: ReconcileEvent['outcome']
  /** Why it is not known. */
  readonly why?: string
  readonly cause?: unknown
}

/** Returns until when a block may still appear. */
export function dueAtOf({ reconcileTimeoutMs }: Settings, { endedAt, timedOut }: UnknownOutcome): number {
  return endedAt + (reconcileTimeoutMs ?? (timedOut ? createTimeouts.attemptMs : defaultReconcileTimeoutMs))
}

/** Pauses before the list is read again, longer each time. */
export async function pauseBetween(context: CallContext, reads: number, dueAt: number): Promise<void> {
  const leftMs = dueAt - context.settings.clock.now()
  await wait(context, Math.max(0, Math.min(firstPauseMs * 2 ** reads, maxPauseMs, leftMs)), 'reconcile')
}

/** Looks for the block of a create in a list: for one of its age, or for any. */
export function findFor(
  settings: Settings,
  record: CreateRecord,
  rows: readonly Row[],
  ageOf?: Search['ageOf'],
): MatchResult {
  const { block, anyEqual } = record
  return findBlock(rows, {
    block,
    storedTitle: historyOf(settings).titles.get(normalizeTitle(block.title)),
    isExcluded: excludedIds(settings, anyEqual),
    anyEqual,
    ageOf,
  })
}

/**
 * Reads the list until the block appears or can no longer appear. Returns the block, or `undefined` when it certainly was
 * not created. Throws when the list proves nothing.
 */
export async function reconcile(
  context: CallContext,
  record: CreateRecord,
  unknown: UnknownOutcome,
  error?: BlockSlotsError,
): Promise<CreatedBlock | undefined> {
  const { api, block, anyEqual, first = unknown } = record
  const { settings } = context
  const { clock } = settings
  const dueAt = dueAtOf(settings, unknown)
  let { serviceTime } = unknown
  let known: KnownBlocks | undefined
  if (error?.retryAt !== undefined)
    await waitBeforeRetry(context, error.retryAt - clock.now(), 'retry-after', error)
  for (let [reads, readsAfter] = [0, 0]; ; reads++) {
    const isDue = clock.now() >= dueAt
    const { match, outcome: read, why, cause } = await readLists(isDue)
    // Another list may prove more; it does not change what rows look like.
    const isOver = isDue && (match.inconclusive.length > 0 || readsAfter === maxReadsAfter)
    const outcome = read === 'waiting' && isOver ? 'inconclusive' : read
    settings.notify({
      type: 'reconcile',
      at: clock.now(),
      operation: context.operation,
      found: match.found.length,
      outcome,
    })
    if (outcome === 'adopted') return adopt(settings, record, match.found, 'reconciled')
    if (outcome === 'absent') return undefined
    if (outcome === 'inconclusive') throw outcomeUnknownError(context, error, why, cause)
    await (isDue ? pauseBetween(context, readsAfter++, Infinity) : pauseBetween(context, reads, dueAt))
  }

  /** Reads the list, and looks for proof that the block is not there once it can no longer appear. */
  async function readLists(isDue: boolean): Promise<ListReading> {
    try {
      const short = await listAround(context, api, block)
      serviceTime ??= short.time
      const near = await readRows(short.rows)
      if (!isDue || near.outcome === 'adopted') return near
      known ??= knownBlocks(settings, block)
      const wide = await listWide(context, api, block)
      const all = await readRows([
        ...short.rows,
        ...wide.rows.filter(({ id }) => rowOf(short.rows, id) === undefined),
      ])
      const { match, outcome } = all
      if (outcome === 'adopted') return all
      if ([short, wide].some(({ time }) => isStale(time, serviceTime, dueAt)))
        return { ...all, why: 'and the list of blocks is older than the request' }
      const [row] = match.inconclusive
      if (row !== undefined) {
        const why = `and the block ${row.id} in the list may be it: its title, times or age do not tell`
        return { ...all, why }
      }
      const isAbsent = await provesAbsence(context, api, block, { short, wide, known })
      const why = 'and the list of blocks does not prove that it was not created'
      return { match, outcome: isAbsent ? 'absent' : outcome, why }
    } catch (cause) {
      throwIfAborted(context)
      return {
        match: { found: [], inconclusive: [] },
        outcome: mayBeReadLater(cause) ? 'waiting' : 'inconclusive',
        why: 'and the list of blocks cannot be read',
        cause,
      }
    }
  }

  /** Looks for the block, and reads a block that shows the service's clock once, if the age of a row depends on it. */
  async function readRows(rows: readonly Row[]): Promise<ListReading> {
    const sent = { ...first, serviceTime: first.serviceTime ?? serviceTime, lastSentAt: unknown.sentAt }
    let match = findFor(settings, record, rows, createAgeOf(settings, sent))
    if (match.inconclusive.length > 0) {
      await readClock(context, api, block, sent)
      match = findFor(settings, record, rows, createAgeOf(settings, sent))
    }
    return { match, outcome: exceedsOpen(match, rows) ? 'adopted' : 'waiting' }
  }

  /** True when more rows are there than the equal creates can own that were sent before, and whose blocks may have appeared since. */
  function exceedsOpen({ found }: MatchResult, rows: readonly Row[]): boolean {
    const others = anyEqual ? [] : equalOpenCreates(settings, record)
    const open = others.filter(
      (other) => !other.anyEqual && other.dueAt >= first.sentAt && other.sent.order < first.order,
    )
    const ages = open.map(({ sent }) => createAgeOf(settings, sent))
    // Those that were there before this one was sent may be those of the others as well.
    const ofOthers = findFor(settings, record, rows, (row) =>
      ages.some((ageOf) => ageOf(row) === 'new') ? 'new' : 'old',
    )
    return found.length > 0 && new Set([...found, ...ofOthers.found]).size > open.length
  }
}

/** True when a list that could not be read may be readable a moment later. */
const mayBeReadLater = (error: unknown): boolean =>
  isBlockSlotsError(error) &&
  (error.code === 'invalid-response' || error.retry === 'now' || error.retry === 'after')

/** Creates the error of a create whose outcome stays unknown. */
function outcomeUnknownError(
  context: CallContext,
  error: BlockSlotsError | undefined,
  why = 'and the list of blocks does not show it',
  cause: unknown = error,
): BlockSlotsError {
  const { status, traceId, detail } = error ?? {}
  const reason =
    error === undefined
      ? 'it is unknown whether the block was created'
      : (context.unknown?.reason ?? error.message)
  return createCallError(context, unknownVerdict, {
    message: `${reason}, ${why}`,
    status,
    traceId,
    detail,
    cause,
  })
}

/** Takes rows that are the block for the result: the oldest one, and the others as its duplicates. */
export function adopt(
  settings: Settings,
  record: CreateRecord,
  [row, ...others]: readonly Row[],
  outcome: 'reconciled' | 'existing',
): CreatedBlock {
  const { block } = record
  const { id = '' } = row ?? {}
  recordResult(settings, record, id, {
    foundAt: settings.clock.now(),
    // One that was there before may be the block of a create whose outcome is open.
    ...(outcome === 'reconciled' && { claim: 'result' }),
  })
  const { blocks } = historyOf(settings)
  // Others may be the blocks of equal creates: of those that are known, and of those whose outcome is still open.
  const free = hasOwnOpen(settings, record) ? [] : others.filter((other) => !isResult(blocks.get(other.id)))
  const duplicates = free.map((other) => other.id)
  // Claimed as well: the caller may delete what is reported as a duplicate.
  for (const other of duplicates) recordBlock(settings, other, { claim: 'duplicate' })
  return {
    title: '',
    ...block,
    ...readRowBlock(row),
    id,
    outcome,
    ...(duplicates.length > 0 && { duplicates }),
  }
}
