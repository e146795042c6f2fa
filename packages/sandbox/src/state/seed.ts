import type { SandboxState } from './state.ts'

const here = 'C2QujeCh8ZnC7al2InWR'
const elsewhere = 'ElsewhereLocation001'
const anna = '0007BWpSzSwfiuSl0tR2'
const ben = 'YlWd2wuCAZQzh2cH1fVZ'
const group = 'ocQHyuzHvysMo5N5VsXc'
const app = '6578278e879ad2646715ba9c-lq1r2s3t'
const agency = 'TheAgencyCompany0001'
const all = ['calendars/events.write', 'calendars/events.readonly', 'calendars.readonly']

/**
 * The state a sandbox begins with: the location, calendar and user of the contract's examples, one calendar of every
 * other type, an inactive one, a second location, an agency over both, an appointment, and a token of every kind that is answered
 * differently. It holds no block.
 *
 * @example
 * ```ts
 * import { seedState, startSandbox } from '@block-slots/sandbox'
 *
 * const { calendars } = seedState()
 * const sandbox = await startSandbox({ state: { calendars: calendars.slice(0, 1) } })
 * console.log(calendars.length) // => 8
 * await sandbox.close()
 * ```
 *
 * @returns A fresh copy, free to be changed and passed to `startSandbox({ state })`.
 */
export function seedState(): SandboxState {
  return {
    calendars: [
      {
        id: 'CVokAlI8fgw4WYWoCtQz',
        locationId: here,
        name: 'Meeting room',
        calendarType: 'event',
        isActive: true,
      },
      {
        id: 'InactiveEventCal0001',
        locationId: here,
        name: 'Old room',
        calendarType: 'event',
        isActive: false,
      },
      {
        id: 'BqTwX8QFwXzpegMve9EQ',
        locationId: here,
        name: 'Sales calls',
        calendarType: 'round_robin',
        groupId: group,
        isActive: true,
        teamMembers: [
          { userId: anna, priority: 0.5, isPrimary: true },
          { userId: ben, priority: 0.5, isPrimary: false },
        ],
      },
      {
        id: 'CollectiveCalendar01',
        locationId: here,
        name: 'Joint demo',
        calendarType: 'collective',
        groupId: group,
        isActive: true,
        teamMembers: [
          { userId: anna, isPrimary: true },
          { userId: ben, isPrimary: false },
        ],
      },
      {
        id: 'PersonalCalendar0001',
        locationId: here,
        name: "Anna's calendar",
        calendarType: 'personal',
        isActive: true,
        teamMembers: [{ userId: anna, isPrimary: true }],
      },
      {
        id: 'ClassBookingCal00001',
        locationId: here,
        name: 'Yoga class',
        calendarType: 'class_booking',
        isActive: true,
        teamMembers: [{ userId: ben, isPrimary: true }],
      },
      {
        id: 'ServiceBookingCal001',
        locationId: here,
        name: 'Haircut',
        calendarType: 'service_booking',
        isActive: true,
        teamMembers: [{ userId: anna }, { userId: ben }],
      },
      {
        id: 'ElsewhereEventCal001',
        locationId: elsewhere,
        name: 'Their room',
        calendarType: 'event',
        isActive: true,
      },
    ],
    users: [
      { id: anna, locationId: here, name: 'Anna' },
      { id: ben, locationId: here, name: 'Ben' },
      { id: 'ElsewhereUser0000001', locationId: elsewhere, name: 'Carla' },
    ],
    blocks: [],
    appointments: [
      {
        id: 'SeedAppointment00001',
        locationId: here,
        title: 'First meeting',
        calendarId: 'BqTwX8QFwXzpegMve9EQ',
        groupId: group,
        assignedUserId: anna,
        users: [anna],
        contactId: '9NkT25Vor1v4aQatFsv2',
        appointmentStatus: 'confirmed',
        startTime: '2021-06-23T11:00:00+05:30',
        endTime: '2021-06-23T11:30:00+05:30',
        dateAdded: '2021-06-20T08:00:00.000Z',
        dateUpdated: '2021-06-20T08:00:00.000Z',
      },
    ],
    tokens: [
      {
        name: 'full',
        value: 'sandbox-full-access-token',
        userType: 'Location',
        locationId: here,
        scopes: all,
      },
      {
        name: 'private-integration',
        value: 'pit-sandbox-private-integration',
        userType: 'Location',
        locationId: here,
        scopes: all,
      },
      {
        name: 'read-only',
        value: 'sandbox-read-only-token',
        userType: 'Location',
        locationId: here,
        scopes: ['calendars/events.readonly', 'calendars.readonly'],
      },
      {
        name: 'elsewhere',
        value: 'sandbox-elsewhere-token',
        userType: 'Location',
        locationId: elsewhere,
        scopes: all,
      },
      {
        name: 'expired',
        value: 'sandbox-expired-token',
        userType: 'Location',
        locationId: here,
        scopes: all,
        expiresAt: 0,
      },
      { name: 'agency', value: 'pit-sandbox-agency', userType: 'Company', companyId: agency, scopes: all },
      {
        name: 'company',
        value: 'sandbox-company-token',
        userType: 'Company',
        companyId: agency,
        scopes: [...all, 'oauth.write'],
      },
    ],
    apps: [{ clientId: app, clientSecret: 'sandbox-client-secret' }],
    grants: [
      {
        kind: 'authorization_code',
        value: 'sandbox-authorization-code',
        clientId: app,
        locationId: here,
        userId: anna,
        scopes: all,
      },
      {
        kind: 'refresh_token',
        value: 'sandbox-refresh-token',
        clientId: app,
        locationId: here,
        userId: anna,
        scopes: all,
      },
      {
        kind: 'refresh_token',
        value: 'sandbox-agency-refresh-token',
        clientId: app,
        userType: 'Company',
        companyId: agency,
        userId: anna,
        scopes: [...all, 'oauth.write'],
      },
    ],
    companies: [{ id: agency, name: 'The agency', locationIds: [here, elsewhere] }],
  }
}
