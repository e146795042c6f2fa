import { Api, type CreateBlockSlot } from './highlevel.js'

const {
  HIGHLEVEL_TOKEN: token,
  HIGHLEVEL_BASE_URL: baseUrl = 'https://services.leadconnectorhq.com',
  HIGHLEVEL_LOCATION_ID: locationId = '',
  HIGHLEVEL_CALENDAR_ID: calendarId = '',
} = process.env

const api = new Api({
  baseUrl,
  baseApiParams: {
    format: 'json',
    headers: { Authorization: `Bearer ${token}`, Version: '2021-04-15' },
  },
})

const block: CreateBlockSlot = {
  calendarId,
  locationId,
  title: 'Holiday',
  startTime: '2030-12-24T00:00:00-05:00',
  endTime: '2030-12-24T23:59:00-05:00',
}
// The status may be 200 or 201; any other rejects.
const { data } = await api.calendars.createBlockSlot(block)
console.log(data.id, data.startTime)
