// Runs on every runtime, against a sandbox that commits each create and then breaks the connection.
import { createBlockSlotsClient } from '@block-slots/client'

const client = createBlockSlotsClient({ token: process.env.HIGHLEVEL_TOKEN ?? '' })
// The first create uses a new connection, the others a reused one.
for (const title of ['First', 'Second', 'Third']) {
  const block = await client.create({
    calendarId: 'CVokAlI8fgw4WYWoCtQz',
    locationId: 'C2QujeCh8ZnC7al2InWR',
    title,
    startTime: '2021-06-23T03:30:00+05:30',
    endTime: '2021-06-23T04:30:00+05:30',
  })
  // oxlint-disable-next-line no-console -- the lines below are the expected output
  console.log(block.title, block.outcome)
}
// => First reconciled
// => Second reconciled
// => Third reconciled
