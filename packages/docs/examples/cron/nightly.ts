import { createBlockSlotsClient, isBlockSlotsError } from '@block-slots/client'
import { createSync, holidays, ics } from '@block-slots/sync'
import { sqliteStore } from '@block-slots/sync/sqlite'

const {
  HIGHLEVEL_TOKEN: token = '',
  HIGHLEVEL_BASE_URL: baseUrl,
  FEED = '',
} = process.env
const client = createBlockSlotsClient({ token, baseUrl })

const sync = createSync({
  config: {
    name: 'clinic',
    timeZone: 'America/New_York',
    window: { days: 60 },
    owners: {
      anna: {
        locationId: 'C2QujeCh8ZnC7al2InWR',
        userId: '0007BWpSzSwfiuSl0tR2',
      },
      room: {
        locationId: 'C2QujeCh8ZnC7al2InWR',
        calendarId: 'CVokAlI8fgw4WYWoCtQz',
      },
    },
    sources: {
      away: { for: ['anna'], items: ics({ url: FEED }) },
      holidays: { for: ['anna', 'room'], items: holidays({ country: 'US' }) },
    },
  },
  clientOf: () => client,
  // What it has created, so that it changes and deletes nothing else. Keep this file.
  store: sqliteStore('.block-slots/state.db'),
})

try {
  const plan = await sync.plan()
  const { counts, stopped } = await sync.apply(plan)
  console.log(
    `${counts.done} done, ${counts.exists} there already, ${counts.failed + counts.unknown} failed`,
  )
  for (const { name, stop } of stopped)
    console.error(`${name} was left as it is: ${stop?.message}`)
  // cron sends a mail for what is written to standard error; a monitor sees the exit code.
  if (stopped.length > 0 || counts.failed + counts.unknown > 0)
    process.exitCode = 1
} catch (error) {
  if (!isBlockSlotsError(error)) throw error
  console.error(`${error.code}: ${error.message} ${error.hint ?? ''}`)
  process.exitCode = error.retry === 'never' ? 2 : 1
}
