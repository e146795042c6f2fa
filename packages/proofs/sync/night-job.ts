import { createBlockSlotsClient } from '@block-slots/client'
import { createSync, holidays, ics, weekly, type Source } from '@block-slots/sync'
import { sqliteStore } from '@block-slots/sync/sqlite'

const { TOKEN: token = '', HIGHLEVEL_URL: baseUrl, FEEDS, LOCATION: locationId = '' } = process.env
const ids = { anna: '0007BWpSzSwfiuSl0tR2', ben: 'YlWd2wuCAZQzh2cH1fVZ', carla: '3mPqLw8tRz0VbNc5XyAa' }
const owners = Object.fromEntries(Object.entries(ids).map(([name, userId]) => [name, { locationId, userId }]))
const items: Source = (time, context) => ics({ url: `${FEEDS}/${context.owner}.ics` })(time, context)
const free = { for: 'all', items: holidays({ country: 'DE', region: 'BY' }) } as const
const lunch = weekly({ days: ['mo', 'tu', 'we', 'th', 'fr'], at: '12:00-13:00', title: 'Lunch' })
const sources = { feed: { for: 'all', items }, free, lunch: { for: 'all', items: lunch } } as const
const window = { from: '2027-03-01', days: Number(process.env['DAYS'] ?? 120) }
const config = { name: 'clinic', timeZone: 'Europe/Berlin', window, owners, sources }
const clientOf = () => createBlockSlotsClient({ token, baseUrl })
const sync = createSync({ config, clientOf, store: sqliteStore('state.db') })
process.stdout.write(`${JSON.stringify(await sync.apply(await sync.plan()))}\n`)
