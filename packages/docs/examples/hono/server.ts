import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { createBlockSlotsClient } from '@block-slots/client'
import { book } from './book.ts'

const {
  HIGHLEVEL_TOKEN: token = '',
  HIGHLEVEL_BASE_URL: baseUrl,
  HIGHLEVEL_LOCATION_ID: locationId = '',
  HIGHLEVEL_CALENDAR_ID: calendarId = '',
  PORT = '3000',
} = process.env
const client = createBlockSlotsClient({ token, baseUrl })
const room = { client, locationId, calendarId, timeZone: 'America/New_York' }

const app = new Hono()
// POST /book { "start": "2030-12-24T09:00", "minutes": 45, "reference": "A-17" }
app.post('/book', (context) => book(room, context.req.raw))

serve(
  { fetch: app.fetch, hostname: '127.0.0.1', port: Number(PORT) },
  ({ port }) => console.log(`Listening on http://127.0.0.1:${port}`),
)
