import type { SandboxState } from './state.ts'

const location = 'C2QujeCh8ZnC7al2InWR'
const otherLocation = 'ElsewhereLocation001'
const anna = '0007BWpSzSwfiuSl0tR2'
const ben = 'YlWd2wuCAZQzh2cH1fVZ'
const group = 'ocQHyuzHvysMo5N5VsXc'
const app = '6578278e879ad2646715ba9c-lq1r2s3t'
const agency = 'TheAgencyCompany0001'
const all = [
  'calendars/events.write',
  'calendars/events.readonly',
  'calendars.readonly',
  'users.readonly',
  'locations.readonly',
]

const seed: SandboxState = {
  calendars: [
    {
      id: 'CVokAlI8fgw4WYWoCtQz',
      locationId: location,
      name: 'Meeting room',
      calendarType: 'event',
      isActive: true,
    },
    {
      id: 'InactiveEventCal0001',
      locationId: location,
      name: 'Old room',
      calendarType: 'event',
      isActive: false,
    },
    {
      id: 'BqTwX8QFwXzpegMve9EQ',
      locationId: location,
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
      locationId: location,
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
      locationId: location,
      name: "Anna's calendar",
      calendarType: 'personal',
      isActive: true,
      teamMembers: [{ userId: anna, isPrimary: true }],
    },
    {
      id: 'ClassBookingCal00001',
      locationId: location,
      name: 'Yoga class',
      calendarType: 'class_booking',
      isActive: true,
      teamMembers: [{ userId: ben, isPrimary: true }],
    },
    {
      id: 'ServiceBookingCal001',
      locationId: location,
      name: 'Haircut',
      calendarType: 'service_booking',
      isActive: true,
      teamMembers: [{ userId: anna }, { userId: ben }],
    },
    {
      id: 'ElsewhereEventCal001',
      locationId: otherLocation,
      name: 'Their room',
      calendarType: 'event',
      isActive: true,
    },
  ],
  users: [
    {
      id: anna,
      locationId: location,
      name: 'Anna',
      firstName: 'Anna',
      lastName: 'Doe',
      email: 'anna@example.com',
    },
    {
      id: ben,
      locationId: location,
      name: 'Ben',
      firstName: 'Ben',
      lastName: 'Roe',
      email: 'ben@example.com',
    },
    { id: 'ElsewhereUser0000001', locationId: otherLocation, name: 'Carla' },
  ],
  locations: [
    { id: location, name: 'Downtown clinic', timezone: 'America/New_York', companyId: agency },
    { id: otherLocation, name: 'Elsewhere clinic', timezone: 'Asia/Kolkata', companyId: agency },
  ],
  blocks: [],
  appointments: [
    {
      id: 'SeedAppointment00001',
      locationId: location,
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
      locationId: location,
      scopes: all,
    },
    {
      name: 'private-integration',
      value: 'pit-sandbox-private-integration',
      userType: 'Location',
      locationId: location,
      scopes: all,
    },
    {
      name: 'read-only',
      value: 'sandbox-read-only-token',
      userType: 'Location',
      locationId: location,
      scopes: ['calendars/events.readonly', 'calendars.readonly'],
    },
    {
      name: 'elsewhere',
      value: 'sandbox-elsewhere-token',
      userType: 'Location',
      locationId: otherLocation,
      scopes: all,
    },
    {
      name: 'expired',
      value: 'sandbox-expired-token',
      userType: 'Location',
      locationId: location,
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
      locationId: location,
      userId: anna,
      scopes: all,
    },
    {
      kind: 'refresh_token',
      value: 'sandbox-refresh-token',
      clientId: app,
      locationId: location,
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
  companies: [{ id: agency, name: 'The agency', locationIds: [location, otherLocation] }],
}

/**
 * The state a sandbox begins with: the location, calendar and user of the contract's examples, one calendar of every
 * other type, an inactive one, a second location, an agency over both, an appointment, and one token for each kind of
 * authentication result. It holds no block.
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
 * @returns A new copy, to derive `state` of `startSandbox` from.
 */
export function seedState(): SandboxState {
  return structuredClone(seed)
}
