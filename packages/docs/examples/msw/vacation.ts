import { createBlockSlotsClient, isBlockSlotsError } from '@block-slots/client'
import { wholeDays } from '@block-slots/helpers'

/** The program that is tested: blocks the days off of a person. It knows nothing of tests. */
export async function takeDaysOff(
  userId: string,
  from: string,
  to: string,
): Promise<string> {
  const client = createBlockSlotsClient({
    token: process.env.HIGHLEVEL_TOKEN ?? '',
  })
  try {
    const days = wholeDays({ from, to, timeZone: 'America/New_York' })
    const block = {
      locationId: 'C2QujeCh8ZnC7al2InWR',
      assignedUserId: userId,
      title: 'Vacation',
      ...days,
    }
    return (await client.ensure(block)).outcome
  } catch (error) {
    if (!isBlockSlotsError(error)) throw error
    return `${error.code}, applied: ${error.applied}`
  }
}
