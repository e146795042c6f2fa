/** The types of calendar. Only `event` takes a block by `calendarId`. */
export type SandboxCalendarType =
  | 'class_booking'
  | 'collective'
  | 'event'
  | 'personal'
  | 'round_robin'
  | 'service_booking'

/** A calendar, as `getCalendar` answers it. */
export type SandboxCalendar = {
  id: string
  locationId: string
  name: string
  calendarType: SandboxCalendarType
  groupId?: string
  isActive?: boolean
  teamMembers?: { userId: string; priority?: number; isPrimary?: boolean }[]
}

/** A user of one sub-account (location). */
export type SandboxUser = { id: string; locationId: string; name: string }

/** What block slots, synchronised events and appointments have in common. Times are RFC 3339 with an offset. */
export type SandboxEvent = {
  id: string
  locationId: string
  title: string
  startTime: string
  endTime: string
  /** The calendar; missing on blocks of a user and on synchronised events. */
  calendarId?: string
  /** The user; missing on blocks of a calendar. */
  assignedUserId?: string
  dateAdded?: string
  dateUpdated?: string
  /** Such as `{ source: 'google_calendar' }` on a synchronised event. */
  createdBy?: { source?: string; userId?: string }
  isRecurring?: boolean
  masterEventId?: string
  rrule?: string | string[]
  /** True once it was deleted. It is then listed only when the sandbox is told to list deleted rows. */
  deleted?: boolean
}

/** A block slot, or an event synchronised from another calendar that blocks time as one does. */
export type SandboxBlock = SandboxEvent

/** An appointment of a contact. */
export type SandboxAppointment = SandboxEvent & {
  calendarId: string
  contactId?: string
  groupId?: string
  appointmentStatus?: string
  users?: string[]
}

/** A bearer token, and what it may do. */
export type SandboxToken = {
  /** What the audit log calls it; the value is never written down. */
  name: string
  /** What is sent as `Authorization: Bearer <value>`. Starting with `pit-`, it is a Private Integration Token. */
  value: string
  /** `Location` for a token of a sub-account, `Company` for one of the agency, which is refused. */
  userType: 'Company' | 'Location'
  locationId?: string
  /** The agency of a `Company` token. */
  companyId?: string
  scopes: string[]
  /** Epoch milliseconds. A token without it never expires. */
  expiresAt?: number
  /** Names the chain of refresh tokens it comes from. */
  family?: string
  /** True once a refresh token of its family was used twice, where the sandbox revokes for that. */
  revoked?: boolean
}

/** An app that may ask for tokens. */
export type SandboxApp = { clientId: string; clientSecret: string }

/** What an app can exchange for a token, once. */
export type SandboxGrant = {
  kind: 'authorization_code' | 'refresh_token'
  /** The code or the refresh token. */
  value: string
  clientId: string
  /** For whom the token will be: a sub-account when missing. */
  userType?: 'Company' | 'Location'
  /** The sub-account, if it is for one. */
  locationId?: string
  /** The agency, if it is for one. */
  companyId?: string
  userId: string
  scopes: string[]
  /** True once it was exchanged, or revoked. */
  used?: boolean
  /** When it was exchanged, in epoch milliseconds. */
  usedAt?: number
  /** The value of the refresh token that replaced it. */
  successor?: string
  /** The value of the access token that came with it. */
  accessToken?: string
  /** Names the chain of refresh tokens it belongs to. */
  family?: string
}

/** An agency (company), and the locations for which its token may ask for others. */
export type SandboxCompany = { id: string; name: string; locationIds: string[] }

/** All that a sandbox knows. Plain data. */
export type SandboxState = {
  calendars: SandboxCalendar[]
  users: SandboxUser[]
  blocks: SandboxBlock[]
  appointments: SandboxAppointment[]
  tokens: SandboxToken[]
  apps: SandboxApp[]
  grants: SandboxGrant[]
  companies: SandboxCompany[]
}
