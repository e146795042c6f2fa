import {
  createBlockSlotsClient,
  isBlockSlotsError,
  type BlockSlotsClient,
  type CalendarBlock,
  type CalendarClient,
  type CallOptions,
  type CreateBlockSlot,
  type CreatedBlock,
} from '../../src/index.ts'
import { once } from './service.ts'

export const anna = '0007BWpSzSwfiuSl0tR2'
export const ben = 'YlWd2wuCAZQzh2cH1fVZ'
export const locationId = 'C2QujeCh8ZnC7al2InWR'
/** Calendars of the sandbox's seed, by type. */
export const eventCalendar = 'CVokAlI8fgw4WYWoCtQz'
export const roundRobin = 'BqTwX8QFwXzpegMve9EQ'

/** A time without appointments. */
export const free: Omit<CalendarBlock, 'calendarId'> = {
  locationId,
  title: 'Company day',
  startTime: '2021-06-24T09:00:00+05:30',
  endTime: '2021-06-24T17:00:00+05:30',
}

/** Finds the equal block of an owner. */
async function find(
  client: BlockSlotsClient,
  block: CreateBlockSlot,
  options?: CallOptions,
): Promise<CreatedBlock | undefined> {
  const { calendarId, assignedUserId, startTime, endTime } = block
  const owner = calendarId === undefined ? { userId: assignedUserId ?? '' } : { calendarId }
  const rows = await client.list({ ...owner, locationId: block.locationId, startTime, endTime }, options)
  const row = rows.find(
    ({ title, ...times }) =>
      title === block.title &&
      Date.parse(times.startTime) === Date.parse(startTime) &&
      Date.parse(times.endTime) === Date.parse(endTime),
  )
  return row && { ...row, locationId: block.locationId, title: row.title ?? '', outcome: 'existing' }
}

/**
 * A client with the simplest `ensure`, and errors that can be reconciled: what `blockCalendar` needs, without waits and
 * retries, so that every fault reaches it.
 */
export function plainClient(
  baseUrl: string,
  token: string,
  fetch?: (request: Request) => Promise<Response>,
): CalendarClient & Pick<BlockSlotsClient, 'create'> {
  const client = createBlockSlotsClient({ ...once, token, baseUrl, fetch })
  return {
    ...client,
    async ensure(block, options) {
      const existing = await find(client, block, options)
      if (existing !== undefined) return existing
      try {
        return await client.create(block, options)
      } catch (error) {
        if (!isBlockSlotsError(error) || error.applied === 'no') throw error
        throw Object.assign(error, {
          reconcile: async (reconcileOptions?: CallOptions) => {
            const found = await find(client, block, reconcileOptions)
            return found && { ...found, outcome: 'reconciled' as const }
          },
        })
      }
    },
  }
}
