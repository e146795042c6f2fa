import type { BlockSlotsApi } from '../api.ts'
import { forkForRead, type CallContext } from '../request/context.ts'
import { withRetries } from '../request/retry.ts'
import { readRows } from '../validate/response.ts'
import type { NewBlock, Row } from './match.ts'

/** Time around a block that a list covers: little, so that the list is short and never truncated. */
const marginMs = 60_000
/** Time that it covers when any block of the owner will do. */
export const wideMarginMs: number = 31 * 86_400_000

/** Lists what blocks the time of a block's owner, deleted rows included. */
export function listAround(
  context: CallContext,
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
  return withRetries(
    forkForRead(context),
    {
      request: (checked, wire) =>
        api.GET('/calendars/blocked-slots', { params: { query: checked }, ...wire }),
      parse: readRows,
    },
    query,
  )
}
