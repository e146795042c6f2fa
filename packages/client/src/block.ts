import type { components } from './openapi.gen.ts'
import type { Mistake, Rule } from './rule.ts'
import type { QueryTime } from './validate/query.ts'

type Schemas = components['schemas']

/**
 * Keeps the name of a type in hovers and errors, where the compiler would write out its fields. `& {}` has it keep the name
 * that is declared, not this one: it maps no type parameter.
 */
type Named<Schema> = { [Name in keyof (Schema & {})]: (Schema & {})[Name] }

/** Fields of busy times, which spread into a block unseen: the compiler finds unknown fields only where they are written. */
export type NoBusyTime = {
  readonly uid?: never
  readonly allDay?: never
  readonly recurrenceId?: never
  readonly tentative?: never
}

/** Fields that no block has. */
type NoField = NoBusyTime & {
  /**
   * No field of a block.
   *
   * @deprecated A block names its user as `assignedUserId`; only a query has a `userId`.
   */
  readonly userId?: (typeof Mistake)['a block names its user as assignedUserId']
}

/** Fields of a block as they are given: an optional one may be `undefined`, as forms and options often have it. */
type Given<Schema> = {
  [Name in keyof (Schema & NoField)]: Name extends keyof NoField
    ? NoField[Name]
    : Name extends 'startTime' | 'endTime'
      ? // The second type is for the error that a `Date` gets.
        string | Rule<'RFC 3339 with an offset: date.toISOString(), or blockTimes() of @block-slots/helpers'>
      : Name extends keyof Schema
        ? undefined extends Schema[Name]
          ? Schema[Name] | undefined
          : Schema[Name]
        : never
}

/** The owner of a block: a calendar of type `event`. */
type CalendarOwner = Pick<Schemas['CreateBlockSlotOnCalendar'], 'calendarId'> & {
  readonly assignedUserId?: OtherOwner | undefined
}

/** The owner of a block: a user, on all calendars of that user. */
type UserOwner = Pick<Schemas['CreateBlockSlotForUser'], 'assignedUserId'> & {
  readonly calendarId?: OtherOwner | undefined
}

type OtherOwner = (typeof Mistake)['either calendarId or assignedUserId, not both']

/**
 * An owner that no block has. Where it is missing, the compiler reports the last of the members that have most in common
 * with the block: this one names both, the others would name one that is "missing". TypeScript 7 sorts members by name, so
 * the names of those with this one are the last.
 */
type NoOwner = {
  readonly calendarId?: undefined
  readonly assignedUserId?: undefined
  readonly 'one of calendarId or assignedUserId, not undefined': never
}

/** The fields of every block to create; of one object, so that editors find their text for each owner. */
type NewBlock = Given<Omit<Schemas['CreateBlockSlotOnCalendar'], keyof NoOwner>>
/** The fields of every new state of a block. */
type WholeBlock = Given<Omit<Schemas['UpdateBlockSlotOnCalendar'], keyof NoOwner>>

/** A block to create, on one calendar of type `event` or for one user. */
export type CreateBlockSlot = NewBlockOnCalendar | NewBlockForUser | NewBlockWithoutOwner
/** A block to create on a calendar of type `event`. */
export type NewBlockOnCalendar = NewBlock & CalendarOwner
/** A block to create for a user, on all calendars of that user. */
export type NewBlockForUser = NewBlock & UserOwner
/** A member that no block matches: its error names both owners. */
export type NewBlockWithoutOwner = NewBlock & NoOwner

/** The new state of a block: title, times and owner in full, since an update replaces the block. */
export type UpdateBlockSlot = WholeBlockOnCalendar | WholeBlockForUser | WholeBlockWithoutOwner
/** The new state of a block on a calendar of type `event`. */
export type WholeBlockOnCalendar = WholeBlock & CalendarOwner
/** The new state of a block of a user. */
export type WholeBlockForUser = WholeBlock & UserOwner
/** A member that no block matches: its error names both owners. */
export type WholeBlockWithoutOwner = WholeBlock & NoOwner

/** A block as the service returns it from a create or an update. */
export type BlockSlot = Named<Schemas['BlockSlot']>
/** A row of blocked time: a block slot, or an event synchronised from another calendar. */
export type BlockedSlot = Named<Schemas['BlockedSlot']>
/** An appointment of a contact. */
export type Appointment = Named<Schemas['Appointment']>
/** A calendar, as far as blocking time is concerned. */
export type Calendar = Named<Schemas['Calendar']>
/** The type of a calendar; only `event` takes a block by `calendarId`. */
export type CalendarType = Schemas['CalendarType']
/** A user, by id, name and email address. */
export type User = Named<Schemas['User']>
/** A sub-account: its name, and the time zone of its calendars. */
export type Location = Named<Schemas['Location']>

/** Fields that no query has. */
type NoOwnerOfBlock = {
  /**
   * No field of a query.
   *
   * @deprecated A query names its user as `userId`; only a block has an `assignedUserId`.
   */
  readonly assignedUserId?: (typeof Mistake)['a query names its user as userId']
}

/** The one owner whose events are listed. Blocks of a user are listed by `userId` only. */
export type QueryOwner =
  | {
      /** Id of a calendar: its blocks, not those of its users. An id of HighLevel, as `calendars` lists it. */
      readonly calendarId: string
      readonly userId?: never
      readonly groupId?: never
    }
  | {
      /** Id of a user, whose blocks carry it as `assignedUserId`. An id of HighLevel, as `users` lists it. */
      readonly userId: string
      readonly calendarId?: never
      readonly groupId?: never
    }
  | {
      /** Id of a group of calendars, as `calendars` lists it. */
      readonly groupId: string
      readonly calendarId?: never
      readonly userId?: never
    }
  | {
      readonly calendarId?: never
      readonly userId?: never
      readonly groupId?: never
      // As in `NewBlockWithoutOwner`.
      readonly 'one of calendarId, userId or groupId, not undefined': never
    }

/** A query for the events of one owner that overlap the time from `startTime` to `endTime`. */
export type EventQuery = QueryOwner &
  NoOwnerOfBlock & {
    /** Id of the sub-account that the token belongs to. */
    readonly locationId: string
    /**
     * Start of the range: a `Date`, epoch milliseconds (never seconds), or RFC 3339 text with an offset, as `blockTimes` of
     * `@block-slots/helpers` makes it.
     */
    readonly startTime: QueryTime
    /** End of the range, later than its start: a `Date`, epoch milliseconds, or RFC 3339 text with an offset. */
    readonly endTime: QueryTime
  }
