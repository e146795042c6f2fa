// Runs on every runtime of the matrix, against a sandbox that makes each block and then breaks the connection.
import { createBlockSlotsClient } from '@block-slots/client'

const client = createBlockSlotsClient({ token: process.env.HIGHLEVEL_TOKEN ?? '' })
// The first create goes over a new connection, the others over one that has served before.
for (const title of ['First', 'Second', 'Third']) {
  const made = await client.create({
    calendarId: 'CVokAlI8fgw4WYWoCtQz',
    locationId: 'C2QujeCh8ZnC7al2InWR',
    title,
    startTime: '2021-06-23T03:30:00+05:30',
    endTime: '2021-06-23T04:30:00+05:30',
  })
  // oxlint-disable-next-line no-console -- the lines below say what it has to print
  console.log(made.title, made.outcome)
}
// => First reconciled
// => Second reconciled
// => Third reconciled
