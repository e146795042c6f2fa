import { isBlockSlotsError, type BlockSlotsClient } from '@block-slots/client'
import { blockTimes } from '@block-slots/helpers'

/** The program that is tested: closes a room from a time of a day to midnight, and says in words what became of it. */
export async function closeEarly(
  client: BlockSlotsClient,
  day: string,
  from: string,
): Promise<string> {
  try {
    const times = blockTimes({
      from: `${day}T${from}`,
      to: '24:00',
      timeZone: 'America/New_York',
    })
    const { outcome } = await client.create({
      locationId: 'C2QujeCh8ZnC7al2InWR',
      calendarId: 'CVokAlI8fgw4WYWoCtQz',
      title: 'Closed early',
      ...times,
    })
    return outcome === 'reconciled'
      ? 'closed; the response was lost, and the block was found'
      : 'closed'
  } catch (error) {
    if (!isBlockSlotsError(error)) throw error
    if (error.applied === 'unknown')
      return 'perhaps closed: look at the calendar'
    return `not closed: ${error.code}`
  }
}
