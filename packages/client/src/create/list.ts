import type { BlockSlotsApi } from '../api.ts'
import type { ServiceTime } from '../clock.ts'
import { forkForRead, serviceTimeOf, type CallContext } from '../request/context.ts'
import { withRetries } from '../request/retry.ts'
import { readRows } from '../validate/response.ts'
import { calibrate } from './history.ts'
import type { NewBlock, Row } from './match.ts'

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
    },
    query,
  )
  calibrate(context.settings, rows)
  return { rows, time: serviceTimeOf(context.attempts.at(-1)) }
}
