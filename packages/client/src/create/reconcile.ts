import type { BlockSlotsApi } from '../api.ts'
import { isBlockSlotsError, type BlockSlotsError } from '../error.ts'
import type { ReconcileEvent } from '../event.ts'
import { timeoutsOf } from '../operation.ts'
import { throwIfAborted, type CallContext, type UnknownOutcome } from '../request/context.ts'
import { createCallError } from '../request/failure.ts'
import { wait, waitBeforeRetry } from '../request/retry.ts'
import { readRowBlock, type CreatedBlock } from '../validate/response.ts'
import { listWide, provesAbsence } from './absence.ts'
import { createAgeOf, isStale } from './age.ts'
import {
  claim,
  defaultReconcileTimeoutMs,
  excludedIds,
  historyOf,
  knownBlocks,
  openCreates,
  recordExisting,
  type KnownBlocks,
  type SentCreate,
} from './history.ts'
import { listAround, readClock, rowOf } from './list.ts'
import { findBlock, normalizeTitle, type MatchResult, type NewBlock, type Row, type Search } from './match.ts'

/** The first pause between two reads, which doubles with each. */
export const firstPauseMs = 500
/** The longest pause between two reads. */
export const maxPauseMs = 8000

/** One create, for the call itself and for every later reconciliation of its outcome. */
export type CreateRecord = {
  readonly block: NewBlock
  /** True when any equal block will do. */
  readonly anyEqual: boolean
  /** The first unknown outcome that turned out as not applied: its request may still be applied, only later. */
  first?: UnknownOutcome | undefined
  /** The block, once a later reconciliation has found it. */
  found?: CreatedBlock | undefined
}

/** Reads after a block can no longer appear, of lists that prove nothing. */
const maxReadsAfter = 5

/** The result of reading the lists once. */
type ListReading = {
  readonly match: MatchResult
  /** True when rows are there that no other create can own. */
  readonly isOwn?: boolean
  /** True when the block is certainly not there. */
  readonly absent?: boolean
  /** Why it is not known. */
  readonly why?: string
  readonly cause?: unknown
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

/** Returns how a block is looked for in lists. */
export function searchFor(
  { settings }: CallContext,
  { block, anyEqual }: Pick<CreateRecord, 'block' | 'anyEqual'>,
  sent?: SentCreate,
): Search {
  return {
    block,
    storedTitle: historyOf(settings).titles.get(normalizeTitle(block.title)),
    isExcluded: excludedIds(settings, anyEqual),
    anyEqual,
    ageOf: sent && createAgeOf(settings, sent),
  }
}

/**
 * Reads the list until the block appears or can no longer appear. Returns the block, or `undefined` when it certainly was
 * not created. Throws when the list proves nothing.
 */
export async function reconcile(
  context: CallContext,
  api: BlockSlotsApi,
  record: CreateRecord,
  { unknown, error }: { readonly unknown: UnknownOutcome; readonly error?: BlockSlotsError | undefined },
): Promise<CreatedBlock | undefined> {
  const { block, anyEqual, first = unknown } = record
  const { clock } = context.settings
  const dueAt = dueAtOf(context, unknown)
  let { serviceTime } = unknown
  let known: KnownBlocks | undefined
  if (error?.retryAt !== undefined)
    await waitBeforeRetry(context, error.retryAt - clock.now(), 'retry-after', error)
  for (let [reads, readsAfter] = [0, 0]; ; reads++) {
    const isDue = clock.now() >= dueAt
    const { match, isOwn, absent, why, cause } = await readLists(isDue)
    if (isOwn === true) {
      emitReconcile(context, match, 'adopted')
      return adopt(context, record, match.found, 'reconciled')
    }
    if (absent === true) {
      emitReconcile(context, match, 'absent')
      return undefined
    }
    // Another list may prove more; it does not change what rows look like.
    if (isDue && (match.inconclusive.length > 0 || readsAfter === maxReadsAfter)) {
      emitReconcile(context, match, 'inconclusive')
      throw outcomeUnknownError(context, error, why, cause)
    }
    emitReconcile(context, match, 'waiting')
    await (isDue ? pauseBetween(context, readsAfter++, Infinity) : pauseBetween(context, reads, dueAt))
  }

  /** Reads the list, and looks for proof that the block is not there once it can no longer appear. */
  async function readLists(isDue: boolean): Promise<ListReading> {
    try {
      const short = await listAround(context, api, block)
      serviceTime ??= short.time
      const near = await matchWithAge(short.rows)
      const isOwn = exceedsOpen(near, short.rows)
      if (!isDue || isOwn) return { match: near, isOwn }
      known ??= knownBlocks(context.settings, block)
      const wide = await listWide(context, api, block)
      const rows = [...short.rows, ...wide.rows.filter(({ id }) => rowOf(short.rows, id) === undefined)]
      const match = await matchWithAge(rows)
      if (exceedsOpen(match, rows)) return { match, isOwn: true }
      if ([short, wide].some(({ time }) => isStale(time, serviceTime, dueAt)))
        return { match, why: 'and the list of blocks is older than the request' }
      const absent =
        match.inconclusive.length === 0 && (await provesAbsence(context, api, block, { short, wide, known }))
      return { match, absent, why: whyUnknown(match) }
    } catch (cause) {
      throwIfAborted(context)
      const why = 'and the list of blocks cannot be read'
      const match = { found: [], inconclusive: [] }
      if (mayBeReadLater(cause)) return { match, why, cause }
      emitReconcile(context, match, 'inconclusive')
      throw outcomeUnknownError(context, error, why, cause)
    }
  }

  /** Looks for the block, and reads a block that shows the service's clock once, if the age of a row depends on it. */
  async function matchWithAge(rows: readonly Row[]): Promise<MatchResult> {
    const sent = { ...first, serviceTime: first.serviceTime ?? serviceTime, lastSentAt: unknown.sentAt }
    const search = searchFor(context, record, sent)
    const match = findBlock(rows, search)
    if (match.inconclusive.length === 0) return match
    await readClock(context, api, block, sent)
    return findBlock(rows, search)
  }

  /** True when more rows are there than the equal creates can own that were sent before, and whose blocks may have appeared since. */
  function exceedsOpen({ found }: MatchResult, rows: readonly Row[]): boolean {
    const others = anyEqual ? [] : openCreates(context.settings, block, record, 'earlier')
    const open = others.filter(({ needsOwn, dueAt: until }) => needsOwn && until >= first.sentAt)
    const ages = open.map(({ sent }) => createAgeOf(context.settings, sent))
    // Those that were there before this one was sent may be those of the others as well.
    const ofOthers = findBlock(rows, {
      ...searchFor(context, record),
      ageOf: (row) => (ages.some((ageOf) => ageOf(row) === 'new') ? 'new' : 'old'),
    })
    return found.length > 0 && new Set([...found, ...ofOthers.found]).size > open.length
  }
}

/** True when a list that could not be read may be readable a moment later. */
const mayBeReadLater = (error: unknown): boolean =>
  isBlockSlotsError(error) &&
  (error.code === 'invalid-response' || error.retry === 'now' || error.retry === 'after')

function whyUnknown({ inconclusive }: MatchResult): string {
  const [row] = inconclusive
  return row === undefined
    ? 'and the list of blocks does not prove that it was not created'
    : `and the block ${row.id} in the list may be it: its title, times or age do not tell`
}

function emitReconcile(
  { settings, operation }: CallContext,
  { found }: MatchResult,
  outcome: ReconcileEvent['outcome'],
): void {
  settings.notify({ type: 'reconcile', at: settings.clock.now(), operation, found: found.length, outcome })
}

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
  return createCallError(
    context,
    { code: 'outcome-unknown', applied: 'unknown', retry: 'never' },
    { message: `${reason}, ${why}`, status, traceId, detail, cause },
  )
}

/** Takes rows that are the block for the result: the oldest one, and the others as its duplicates. */
export function adopt(
  { settings }: CallContext,
  record: CreateRecord,
  [row, ...others]: readonly Row[],
  outcome: 'reconciled' | 'existing',
): CreatedBlock {
  const { block } = record
  const { id = '' } = row ?? {}
  recordExisting(settings, block, id)
  // One that was there before may be the block of a create whose outcome is open.
  if (outcome === 'reconciled') claim(settings, id, 'list')
  const { claims } = historyOf(settings)
  // Others may be the blocks of equal creates: of those that are known, and of those whose outcome is still open.
  const isFree = (other: Row): boolean => !claims.has(other.id) || claims.get(other.id) === 'duplicate'
  const isOpen = openCreates(settings, block, record, 'times').some(({ needsOwn }) => needsOwn)
  const duplicates = isOpen ? [] : others.filter(isFree).map((one) => one.id)
  // Claimed as well: the caller may delete what is reported as a duplicate.
  for (const other of duplicates) claim(settings, other, 'duplicate')
  return {
    title: '',
    ...block,
    ...readRowBlock(row),
    id,
    outcome,
    ...(duplicates.length === 0 ? {} : { duplicates }),
  }
}
