import { readRows, type CreatedBlock } from '../validate/response.ts'
import type { BlockSlotsApi } from '../plain.ts'
import { waitBeforeRetry, withRetries } from '../request/call.ts'
import type { BlockSlotsError } from '../error.ts'
import { raceAbort } from '../abort.ts'
import { createCallError, messageWithoutOperation } from '../request/failure.ts'
import { throwIfAborted, type UnknownOutcome, type CallContext } from '../request/context.ts'
import { isSame, findBlock, naturalKey, ownerOf, showsBlocks, type NewBlock, type Row } from './match.ts'
import { requestTimeoutMs } from '../request/attempt.ts'
import type { Settings } from '../options/client.ts'
import { setBounded, type ListTrust } from '../options/shared.ts'

/** How far around a block a list reaches: narrow, so that it is short, and never cut. */
const marginMs = 60_000
/** How far it reaches when any block of the owner will do. */
const wideMs = 31 * 86_400_000
/** How long a block may still appear after its create broke off. */
const reconcileTimeoutMs = 10_000
/** The first pause between two reads, which doubles, and the longest. */
const firstPauseMs = 500
const maxPauseMs = 8000

/** A create whose outcome is to be found out. */
export type ReconcileRequest = {
  readonly block: NewBlock
  readonly doubt: UnknownOutcome
  /** Whether any equal block will do, or only one that this create can have made. */
  readonly any: boolean
  /** Why it is not known. */
  readonly error?: BlockSlotsError | undefined
}

/** Lists what blocks the time of a block's owner, deleted rows included. */
export function listAround(
  run: CallContext,
  api: BlockSlotsApi,
  block: NewBlock,
  around: number = marginMs,
): Promise<readonly Row[]> {
  const { locationId, calendarId, assignedUserId, startTime, endTime } = block
  const owner = calendarId === undefined ? { userId: assignedUserId } : { calendarId }
  const query = {
    locationId,
    ...owner,
    startTime: Date.parse(startTime) - around,
    endTime: Date.parse(endTime) + around,
  }
  const reading: CallContext = {
    ...run,
    operation: 'listBlockedSlots',
    unknown: undefined,
    resolver: undefined,
  }
  return withRetries(
    reading,
    {
      request: (checked, wire) =>
        api.GET('/calendars/blocked-slots', { params: { query: checked }, ...wire }),
      parse: readRows,
    },
    query,
  )
}

/** Until when a block may appear. */
export function dueAtOf({ settings, operation }: CallContext, { endedAt, timedOut }: UnknownOutcome): number {
  return (
    endedAt + (settings.reconcileTimeoutMs ?? (timedOut ? requestTimeoutMs(operation) : reconcileTimeoutMs))
  )
}

/** Pauses before the list is read again, longer each time. */
export async function pauseBetween(run: CallContext, reads: number, dueAt: number): Promise<void> {
  const { operation, settings, abort: fuse } = run
  const at = settings.clock.now()
  const waitMs = Math.max(0, Math.min(firstPauseMs * 2 ** reads, maxPauseMs, dueAt - at))
  settings.notify({ type: 'wait', at, operation, reason: 'reconcile', waitMs })
  await raceAbort(fuse, settings.clock.sleep(waitMs, fuse.controller.signal))
}

/**
 * Reads until the block appears or its time to appear is over: gives the block, or `undefined` when it certainly was not
 * made. Throws when the list proves nothing.
 */
export async function reconcile(
  run: CallContext,
  api: BlockSlotsApi,
  { block, doubt, any, error }: ReconcileRequest,
): Promise<CreatedBlock | undefined> {
  const { settings, operation } = run
  const { clock, notify } = settings
  const dueAt = dueAtOf(run, doubt)
  if (error?.retryAt !== undefined)
    await waitBeforeRetry(run, error.retryAt - clock.now(), 'retry-after', error)
  for (let reads = 0; ; reads++) {
    const at = clock.now()
    const { found, doubtful, alike } = await read()
    const tell = (outcome: 'adopted' | 'waiting' | 'absent' | 'doubtful'): void =>
      notify({ type: 'reconcile', at: clock.now(), operation, found: found.length, outcome })
    if (found.length > 0) {
      tell('adopted')
      return adopt(run, block, found, 'reconciled')
    }
    if (at >= dueAt) {
      const absent = doubt.applied === 'unknown' && !doubtful && (await provesAbsence(run, api, block, alike))
      tell(absent ? 'absent' : 'doubtful')
      if (absent) return undefined
      const shown = doubt.applied === 'yes' ? 'show it' : 'prove that it was not made'
      throw outcomeUnknownError(run, error, `and the list of blocks does not ${shown}`)
    }
    tell('waiting')
    await pauseBetween(run, reads, dueAt)
  }

  async function read(): Promise<ReturnType<typeof findBlock>> {
    try {
      const rows = await listAround(run, api, block)
      return findBlock(rows, block, excludedIds(run, any), any ? undefined : serviceTime(run, doubt.sentAt))
    } catch (cause) {
      throwIfAborted(run)
      throw outcomeUnknownError(run, error, 'and the list of blocks cannot be read', cause)
    }
  }
}

/** The error of a create that stays unknown. */
function outcomeUnknownError(
  run: CallContext,
  error: BlockSlotsError | undefined,
  why: string,
  cause: unknown = error,
): unknown {
  if (error?.applied === 'yes') return error
  const { status, traceId, detail } = error ?? {}
  const known = run.unknown?.applied === 'yes'
  const outcome = known ? 'the block was made' : 'nobody knows whether the block was made'
  const what = error === undefined ? outcome : messageWithoutOperation(error)
  const verdict = {
    code: known ? 'invalid-response' : 'outcome-unknown',
    applied: 'no',
    retry: 'never',
  } as const
  return createCallError(run, verdict, { message: `${what}, ${why}`, status, traceId, detail, cause })
}

/** A moment of our clock in the service's time, told from the date of its last answer; unknown without one. */
export function serviceTime({ attempts: flights }: CallContext, moment: number): number | undefined {
  const { date, endedAt } = flights.at(-1) ?? {}
  const then = Date.parse(date ?? '')
  return Number.isNaN(then) || endedAt === undefined ? undefined : then - (endedAt - moment)
}

/** Natural keys are those of one service. */
export const keyOf = (run: CallContext, block: NewBlock): string =>
  `${run.settings.baseUrl} ${naturalKey(block)}`

/** Ids, too. */
export const idOf = ({ baseUrl }: Pick<Settings, 'baseUrl'>, id: string): string => `${baseUrl} ${id}`

/** What is known of the list of a block's owner. */
function listTrustOf(run: CallContext, block: NewBlock): ListTrust {
  const { listTrust: controls } = run.settings
  const key = `${run.key} ${ownerOf(block)}`
  return setBounded(controls, key, controls.get(key) ?? {})
}

/** Tells ids that are not the block in question: those that were deleted, and unless any will do, those of other creates. */
export function excludedIds({ settings }: CallContext, any: boolean): (id: string) => boolean {
  const { claimed, changedIds: touched } = settings.history
  return (id) => {
    const key = idOf(settings, id)
    return touched.get(key) === 'deleted' || (!any && claimed.has(key))
  }
}

/** Notes a block that was made, so that no other create takes it for its own, and the list can be tried with it. */
export function recordCreated(run: CallContext, block: NewBlock, id: string): void {
  const { clock, history: memory } = run.settings
  setBounded(memory.claimed, idOf(run.settings, id), true)
  setBounded(memory.made, keyOf(run, block), { id, at: clock.now() })
  listTrustOf(run, block).last = { id, block }
}

/**
 * A block that was made here so lately that a list need not show it yet. Of one that may have been deleted or updated since,
 * only until when that is.
 */
export function recentlyCreated(run: CallContext, block: NewBlock): CreatedBlock | number | undefined {
  const { clock, history: memory, reconcileTimeoutMs: patienceMs = reconcileTimeoutMs } = run.settings
  const { id, at } = memory.made.get(keyOf(run, block)) ?? { id: '', at: -Infinity }
  const touched = memory.changedIds.get(idOf(run.settings, id))
  const dueAt = at + patienceMs
  if (dueAt <= clock.now() || touched === 'deleted' || touched === 'updated') return undefined
  return touched === 'unknown' ? dueAt : { title: '', ...block, id, outcome: 'existing' }
}

/** Takes rows that are the block for the result: the oldest, and the others are duplicates. */
export function adopt(
  run: CallContext,
  block: NewBlock,
  found: readonly Row[],
  outcome: 'reconciled' | 'existing',
): CreatedBlock {
  const [row, ...others] = found
  const {
    id = '',
    startTime = block.startTime,
    endTime = block.endTime,
    title = block.title ?? '',
  } = row ?? {}
  const { calendarId, assignedUserId, locationId } = block
  recordCreated(run, block, id)
  // What is called duplicates may be deleted by whoever reads it.
  for (const other of others) setBounded(run.settings.history.claimed, idOf(run.settings, other.id), true)
  listTrustOf(run, block).seen = 'same'
  return {
    id,
    locationId,
    title,
    startTime,
    endTime,
    ...(calendarId === undefined ? { assignedUserId } : { calendarId }),
    outcome,
    ...(others.length === 0 ? {} : { duplicates: others.map((other) => other.id) }),
  }
}

/**
 * Whether the list can be trusted when it does not show a block. Only what was made before tells: it has to be in the list,
 * and as it was sent. Where nothing was made yet, any block of the owner will do, unless one looks nearly like ours.
 */
async function provesAbsence(
  run: CallContext,
  api: BlockSlotsApi,
  block: NewBlock,
  alike: boolean,
): Promise<boolean> {
  const control = listTrustOf(run, block)
  const { changedIds: touched } = run.settings.history
  // One that was updated or deleted since tells nothing.
  const last =
    control.last !== undefined && touched.has(idOf(run.settings, control.last.id)) ? undefined : control.last
  try {
    if (control.seen === undefined && last !== undefined) {
      const row = (await listAround(run, api, last.block)).find(({ id }) => id === last.id)
      if (row !== undefined) control.seen = isSame(row, last.block) ? 'same' : 'changed'
    }
    if (control.seen !== undefined) return control.seen === 'same'
    return last === undefined && !alike && showsBlocks(await listAround(run, api, block, wideMs))
  } catch {
    throwIfAborted(run)
    return false
  }
}
