import type { BlockSlotsApi } from '../api.ts'
import type { ServiceTime } from '../clock.ts'
import { forkForRead, serviceTimeOf, type CallContext } from '../request/context.ts'
import { withRetries } from '../request/retry.ts'
import { instantOf } from '../validate/date-time.ts'
import { readRows } from '../validate/response.ts'
import type { Moment } from './history.ts'
import { hasOwnerOf, type NewBlock, type Row } from './match.ts'
import { findCalibrator, recordRows, recordUnlisted } from './service-clock.ts'

/** Time around a block that a list covers: little, so that the list is short and never truncated. */
const marginMs = 60_000
/** Time that it covers as evidence: a list that shows more is not truncated where the short one ends. */
export const wideMarginMs: number = 31 * 86_400_000

/** A list as it was read. */
export type List = {
  /** Rows that are marked as deleted included. */
  readonly rows: readonly Row[]
  /** When the service made it, if it says so. */
  readonly time: ServiceTime | undefined
}

/** Lists what blocks the time of a block's owner. */
export async function listAround(
  context: CallContext,
  api: BlockSlotsApi,
  block: NewBlock,
  around: number = marginMs,
): Promise<List> {
  const { locationId, calendarId, assignedUserId, startTime, endTime } = block
  const owner = calendarId === undefined ? { userId: assignedUserId } : { calendarId }
  const query = {
    locationId,
    ...owner,
    startTime: Date.parse(startTime) - around,
    endTime: Date.parse(endTime) + around,
  }
  const rows = await withRetries(
    forkForRead(context),
    {
      request: (checked, wire) =>
        api.GET('/calendars/blocked-slots', { params: { query: checked }, ...wire }),
      parse: readRows,
      isResponseTo: isListOf,
    },
    query,
  )
  recordRows(context.settings, rows)
  return { rows, time: serviceTimeOf(context.attempts.at(-1)) }
}

/** Reads a block that shows the service's clock as it was when a create was sent, unless one is known that has. */
export async function readClock(
  context: CallContext,
  api: BlockSlotsApi,
  block: NewBlock,
  sent: Moment,
): Promise<void> {
  const known = findCalibrator(context.settings, block, sent)
  if (known === undefined) return
  await listAround(context, api, known.block)
  // The next time another one is read.
  recordUnlisted(context.settings, known.id)
}

/** The query of a list around a block. */
type AroundQuery = {
  readonly locationId: string
  readonly calendarId?: string
  readonly userId?: string | undefined
  readonly startTime: number
  readonly endTime: number
}

/** False for rows of which none can be meant: a connection that is out of step brings the list of another request. */
function isListOf(rows: readonly Row[], query: AroundQuery): boolean {
  const { locationId, calendarId, userId, startTime, endTime } = query
  const owner = { locationId, calendarId, assignedUserId: userId }
  // A time that cannot be read may be any.
  const isAround = (row: Row): boolean =>
    !(instantOf(row.startTime) >= endTime || instantOf(row.endTime) <= startTime)
  return rows.length === 0 || rows.some((row) => hasOwnerOf(row, owner) && isAround(row))
}

/** Returns the row of a block. */
export const rowOf = (rows: readonly Row[], id: string | undefined): Row | undefined =>
  rows.find((row) => row.id === id)
