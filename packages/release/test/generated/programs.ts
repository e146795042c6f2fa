/** Programs of a user who generated a client from the contract. */

const block = `title: 'Test Event', startTime: '2021-06-23T03:30:00+05:30', endTime: '2021-06-23T04:30:00+05:30'`
const place = `locationId: 'C2QujeCh8ZnC7al2InWR'`
const calendar = `calendarId: 'CVokAlI8fgw4WYWoCtQz'`
const user = `assignedUserId: '0007BWpSzSwfiuSl0tR2'`

/** Calls every operation, and reads the responses by their types. */
const everything = `
import * as api from './highlevel'
import { client } from './highlevel/client.gen'

const headers = { Version: '2021-04-15' } as const
const range = { ${place}, startTime: 1624399200000, endTime: 1624402800000 }
const path = { eventId: '0TkCdp9PfvLeWKYRRvIz' }
const app = { client_id: 'app', client_secret: 'example-client-secret', user_type: 'Location' } as const

export async function run(baseUrl: string): Promise<Record<string, [status: number, value: string | number | boolean | undefined]>> {
  client.setConfig({ baseUrl, auth: 'any' })
  const onCalendar = await api.createBlockSlot({ headers, body: { ${calendar}, ${place}, ${block} } })
  const ofUser = await api.createBlockSlot({ headers, body: { ${user}, ${place}, ${block} } })
  const moved = await api.updateBlockSlot({ headers, path, body: { ${user}, ${block} } })
  const blocked = await api.listBlockedSlots({ headers, query: { ...range, userId: '0007BWpSzSwfiuSl0tR2' } })
  const deleted = await api.deleteEvent({ headers, path })
  const events = await api.listEvents({ headers, query: { ...range, ${calendar} } })
  const read = await api.getCalendar({ headers, path: { ${calendar} } })
  const appointment = await api.getAppointment({ headers, path })
  const user = await api.getUser({ headers: { Version: '2021-07-28' }, path: { userId: '0007BWpSzSwfiuSl0tR2' } })
  const calendars = await api.listCalendars({ headers, query: { ${place}, showDrafted: false } })
  const users = await api.listUsers({ headers: { Version: '2021-07-28' }, query: { ${place} } })
  const location = await api.getLocation({ headers: { Version: '2021-07-28' }, path: { ${place} } })
  const token = await api.createAccessToken({ body: { ...app, grant_type: 'authorization_code', code: 'code' } })
  const renewed = await api.createAccessToken({ body: { ...app, grant_type: 'refresh_token', refresh_token: 'token' } })
  const ofLocation = await api.createLocationToken({
    headers: { Version: '2021-07-28' },
    body: { companyId: 'l1C08ntBrFjLS0elLIYU', ${place} },
  })
  const notFound = await api.getCalendar({ headers: { Version: '2021-04-15', Prefer: 'code=404' }, path: { ${calendar} } })
  const both: object = { ${calendar}, ${user}, ${place}, ${block} }
  const rejected = await client.post({ url: '/calendars/events/block-slots', security: [{ type: 'http', scheme: 'bearer' }], headers: { ...headers, 'Content-Type': 'application/json' }, body: both })
  return {
    'createBlockSlot, calendar': [onCalendar.response?.status ?? 0, onCalendar.data?.startTime],
    'createBlockSlot, user': [ofUser.response?.status ?? 0, ofUser.data?.id],
    updateBlockSlot: [moved.response?.status ?? 0, moved.data?.title],
    listBlockedSlots: [blocked.response?.status ?? 0, blocked.data?.events[0]?.id],
    deleteEvent: [deleted.response?.status ?? 0, deleted.data?.succeeded],
    listEvents: [events.response?.status ?? 0, events.data?.events[0]?.appointmentStatus],
    getCalendar: [read.response?.status ?? 0, read.data?.calendar.calendarType],
    getAppointment: [appointment.response?.status ?? 0, appointment.data?.appointment?.appointmentStatus],
    getUser: [user.response?.status ?? 0, user.data?.name],
    listCalendars: [calendars.response?.status ?? 0, calendars.data?.calendars[0]?.calendarType],
    listUsers: [users.response?.status ?? 0, users.data?.users[0]?.email],
    getLocation: [location.response?.status ?? 0, location.data?.location.timezone],
    'createAccessToken, code': [token.response?.status ?? 0, token.data?.expires_in],
    'createAccessToken, refresh token': [renewed.response?.status ?? 0, renewed.data?.expires_in],
    createLocationToken: [ofLocation.response?.status ?? 0, ofLocation.data?.expires_in],
    'getCalendar, not found': [notFound.response?.status ?? 0, typeof notFound.error],
    'both owners': [rejected.response?.status ?? 0, typeof rejected.error],
  }
}
export const operations = Object.keys(api)
`

/** One create and one update. */
function writing(ids: string): string {
  return `import type { CreateBlockSlot, UpdateBlockSlot } from './highlevel'
export const create: CreateBlockSlot = { ${ids} ${place}, ${block} }
export const update: UpdateBlockSlot = { ${ids} ${block} }
`
}

/** One program that calls everything, and one for each choice of owners. */
export const programs: Readonly<Record<string, string>> = {
  'everything.ts': everything,
  'calendar.ts': writing(`${calendar},`),
  'user.ts': writing(`${user},`),
  'both.ts': writing(`${calendar}, ${user},`),
  'neither.ts': writing(''),
}
