/** The types of calendar. Only `event` takes a block by `calendarId`. */
export type SandboxCalendarType =
  | 'class_booking'
  | 'collective'
  | 'event'
  | 'personal'
  | 'round_robin'
  | 'service_booking'

/** A calendar, as `getCalendar` returns it. */
export type SandboxCalendar = {
  readonly id: string
  readonly locationId: string
  readonly name: string
  readonly calendarType: SandboxCalendarType
  readonly groupId?: string
  readonly isActive?: boolean
  readonly teamMembers?: readonly {
    readonly userId: string
    readonly priority?: number
    readonly isPrimary?: boolean
  }[]
}

/** A user of one sub-account (location). */
export type SandboxUser = {
  readonly id: string
  readonly locationId: string
  readonly name: string
  readonly firstName?: string
  readonly lastName?: string
  readonly email?: string
  /** True after it was deleted. Lists still contain it, marked. */
  readonly deleted?: boolean
}

/** A sub-account (location). */
export type SandboxLocation = {
  readonly id: string
  readonly name: string
  /** The IANA name of its time zone. */
  readonly timezone: string
  /** Its agency. */
  readonly companyId?: string
}

/** The common fields of block slots, synchronised events and appointments. Times are RFC 3339 with an offset. */
export type SandboxEvent = {
  readonly id: string
  readonly locationId: string
  readonly title: string
  readonly startTime: string
  readonly endTime: string
  /** The calendar; missing on blocks of a user and on synchronised events. */
  readonly calendarId?: string
  /** The user; missing on blocks of a calendar. */
  readonly assignedUserId?: string
  readonly dateAdded?: string
  readonly dateUpdated?: string
  /** Such as `{ source: 'google_calendar' }` on a synchronised event. */
  readonly createdBy?: { readonly source?: string; readonly userId?: string }
  readonly isRecurring?: boolean
  readonly masterEventId?: string
  readonly rrule?: string | readonly string[]
  /** True after it was deleted. Lists then contain it only with `includeDeleted`. */
  readonly deleted?: boolean
}

/** A block slot, or an event synchronised from another calendar that blocks time like one. */
export type SandboxBlock = SandboxEvent

/** An appointment of a contact. */
export type SandboxAppointment = SandboxEvent & {
  readonly calendarId: string
  readonly contactId?: string
  readonly groupId?: string
  readonly appointmentStatus?: string
  readonly users?: readonly string[]
}

/** A bearer token and its permissions. */
export type SandboxToken = {
  /** Its name in the audit log, which never contains the value. */
  readonly name: string
  /** The value after `Bearer`. A Private Integration Token starts with `pit-`. */
  readonly value: string
  /** `Location` for a token of a sub-account, `Company` for one of the agency, which most operations reject. */
  readonly userType: 'Company' | 'Location'
  readonly locationId?: string
  /** The agency of a `Company` token. */
  readonly companyId?: string
  readonly scopes: readonly string[]
  /** Epoch milliseconds. A token without it never expires. */
  readonly expiresAt?: number
  /** The name of its chain of refresh tokens. */
  readonly family?: string
  /** True after a refresh token of its family was used twice under `onReuse: 'revoke'`. */
  readonly revoked?: boolean
}

/** An app that may request tokens. */
export type SandboxApp = { readonly clientId: string; readonly clientSecret: string }

/** A code or refresh token that an app can exchange for an access token, once. */
export type SandboxGrant = {
  readonly kind: 'authorization_code' | 'refresh_token'
  /** The code or the refresh token. */
  readonly value: string
  readonly clientId: string
  /** The user type of the access token: `Location` when missing. */
  readonly userType?: 'Company' | 'Location'
  /** The sub-account of a `Location` token. */
  readonly locationId?: string
  /** The agency of a `Company` token. */
  readonly companyId?: string
  readonly userId: string
  readonly scopes: readonly string[]
  /** True after it was exchanged or revoked. */
  readonly used?: boolean
  /** The time of the exchange, in epoch milliseconds. */
  readonly usedAt?: number
  /** The value of the refresh token that replaced it. */
  readonly successor?: string
  /** The value of the access token that was issued with it. */
  readonly accessToken?: string
  /** The name of its chain of refresh tokens. */
  readonly family?: string
}

/** An agency (company), and the locations for which it can request tokens. */
export type SandboxCompany = {
  readonly id: string
  readonly name: string
  readonly locationIds: readonly string[]
}

/** The state of a sandbox, as plain data. */
export type SandboxState = {
  readonly calendars: readonly SandboxCalendar[]
  readonly users: readonly SandboxUser[]
  /** A location that a token names and this list does not has its id as its name, and the time zone `UTC`. */
  readonly locations: readonly SandboxLocation[]
  readonly blocks: readonly SandboxBlock[]
  readonly appointments: readonly SandboxAppointment[]
  readonly tokens: readonly SandboxToken[]
  readonly apps: readonly SandboxApp[]
  readonly grants: readonly SandboxGrant[]
  readonly companies: readonly SandboxCompany[]
}
