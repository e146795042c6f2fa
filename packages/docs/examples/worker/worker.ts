import { createBlockSlotsClient } from '@block-slots/client'
import { book } from './book.ts'

type Env = {
  HIGHLEVEL_TOKEN: string
  HIGHLEVEL_BASE_URL?: string
  HIGHLEVEL_LOCATION_ID: string
  HIGHLEVEL_CALENDAR_ID: string
}

export default {
  /** POST /book { "start": "2030-12-24T09:00", "minutes": 45, "reference": "A-17" } */
  async fetch(request: Request, env: Env): Promise<Response> {
    if (
      request.method !== 'POST' ||
      new URL(request.url).pathname !== '/book'
    ) {
      return new Response('Not found\n', { status: 404 })
    }
    const room = {
      client: createBlockSlotsClient({
        token: env.HIGHLEVEL_TOKEN,
        baseUrl: env.HIGHLEVEL_BASE_URL,
      }),
      locationId: env.HIGHLEVEL_LOCATION_ID,
      calendarId: env.HIGHLEVEL_CALENDAR_ID,
      timeZone: 'America/New_York',
    }
    return book(room, request)
  },
}
