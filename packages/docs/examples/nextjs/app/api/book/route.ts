import { createBlockSlotsClient } from '@block-slots/client'
import { book } from './book.ts'

const {
  HIGHLEVEL_TOKEN: token = '',
  HIGHLEVEL_BASE_URL: baseUrl,
  HIGHLEVEL_LOCATION_ID: locationId = '',
  HIGHLEVEL_CALENDAR_ID: calendarId = '',
} = process.env
// `next build` loads this file without the secret, so the token is read when it is needed.
const client = createBlockSlotsClient({ token: () => token, baseUrl })

/** POST /api/book { "start": "2030-12-24T09:00", "minutes": 45, "reference": "A-17" } */
export function POST(request: Request): Promise<Response> {
  return book(
    { client, locationId, calendarId, timeZone: 'America/New_York' },
    request,
  )
}
