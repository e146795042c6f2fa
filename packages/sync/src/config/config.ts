import type { Weekday } from '@block-slots/helpers'
import type { Rules } from '../rules.ts'
import type { HolidayKind } from '../source/holidays.ts'
import type { Source } from '../source/source.ts'
import type { WeekdayName } from '../source/weekly.ts'

/** A secret of a configuration: `env:NAME` or `file:PATH`. */
export type ConfigSecret = `env:${string}` | `file:${string}`

/** The owner of blocked time: a user or a calendar, exactly one of the two. */
export type ConfigOwner = {
  /** Id of the user, whose blocks apply to all calendars of that user. */
  readonly user?: string | undefined
  /** Id of the calendar. */
  readonly calendar?: string | undefined
  /** IANA name. Default: the zone of the sub-account, or of the configuration. */
  readonly zone?: string | undefined
}

/** One of several sub-accounts. */
export type ConfigLocation = {
  /** Id of the sub-account. */
  readonly id: string
  /** Its token. Default: one issued by means of `agency`. */
  readonly token?: ConfigSecret | undefined
  /** IANA name. Default: the configuration's. */
  readonly zone?: string | undefined
  /** By name; in `for` they are `location/owner`. */
  readonly owners: Readonly<Record<string, ConfigOwner>>
}

/** The agency whose token is exchanged for one of each sub-account. */
export type ConfigAgency = {
  /** Id of the agency. */
  readonly company: string
  readonly token: ConfigSecret
}

/** Time ranges of a day, such as `09:00-12:00`; `closed` for a day without any. */
export type ConfigHours = 'closed' | readonly string[]

/** Opening hours by weekday; a weekday without hours is closed. */
export type ConfigWeek = { readonly [Day in Weekday]?: ConfigHours | undefined } & {
  /** Hours of single days by date, which replace those of their weekday. */
  readonly except?: Readonly<Record<string, ConfigHours>> | undefined
}

/** Public holidays of a country. */
export type ConfigHolidays = {
  /** ISO 3166-1 code, such as `DE`. */
  readonly country: string
  /** Code of a part of the country, such as `by`. */
  readonly region?: string | undefined
  /** Default: `public`. */
  readonly kinds?: readonly HolidayKind[] | undefined
}

/** A weekday by its name, or by the first two letters of it. */
export type ConfigWeekday = WeekdayName

/** A time of certain weekdays. */
export type ConfigWeekly = {
  readonly days: readonly ConfigWeekday[]
  /** A range such as `12:00-13:00`, or a list of them. */
  readonly at: string | readonly string[]
  /** Dates on which nothing begins. */
  readonly except?: readonly string[] | undefined
}

/** Days in a row that are blocked as one. */
export type ConfigDays = {
  /** First day, a date. */
  readonly from: string
  /** Last day, a date. Default: the first. */
  readonly to?: string | undefined
  /** Default: the title of the source. */
  readonly title?: string | undefined
  /** Keeps the block when its days and its title change. */
  readonly id?: string | undefined
}

/** The events of a feed that block time. */
export type ConfigKeep = {
  /** Events that are certain. Default: true. Those that are marked as free never block. */
  readonly busy?: boolean | undefined
  /** Events that are tentative. Default: true. */
  readonly tentative?: boolean | undefined
  /** Events of whole days. Default: true. */
  readonly 'all-day'?: boolean | undefined
  /** A regular expression: only events whose title matches. */
  readonly 'title-matches'?: string | undefined
  /** A regular expression: only events whose title does not match. */
  readonly 'title-not'?: string | undefined
}

/** A source and the owners whose time it blocks. It has exactly one of `ics`, `holidays`, `closed-outside`, `weekly`, `days` and `items`. */
export type ConfigSource = {
  /** A name of an owner, or a list; `all` for every owner, `location/*` for those of a sub-account. */
  readonly for: string | readonly string[]
  /** An iCalendar feed: `env:NAME` or `file:PATH` of its address, or the path of an `.ics` file. */
  readonly ics?: string | undefined
  readonly holidays?: ConfigHolidays | undefined
  /** Everything outside these opening hours. */
  readonly 'closed-outside'?: ConfigWeek | undefined
  readonly weekly?: ConfigWeekly | undefined
  /** Whole days: dates, or several days in a row. */
  readonly days?: readonly (string | ConfigDays)[] | undefined
  /** A function, in a configuration in TypeScript or JavaScript. */
  readonly items?: Source | undefined
  /** Of a feed: which events. */
  readonly keep?: ConfigKeep | undefined
  /** Of a feed: the addresses of its owner, whose declined events block nothing. */
  readonly attendee?: string | readonly string[] | undefined
  /** Of a feed: whether it may be in a private network. Default: false. */
  readonly 'allow-private-addresses'?: boolean | undefined
  /** Title of the blocks. */
  readonly title?: string | undefined
}

/** The rules by which calendars are kept equal; see `Rules`. */
export type ConfigRules = {
  /** Default: `mirror`. */
  readonly mode?: Rules['mode'] | undefined
  /** Default: `refuse`. */
  readonly 'on-appointments'?: Rules['onAppointments'] | undefined
  /** Default: `restore`. */
  readonly 'edited-by-hand'?: Rules['editedByHand'] | undefined
  /** Default: `keep`. */
  readonly 'deleted-by-hand'?: Rules['deletedByHand'] | undefined
  /** Default: `20%`. */
  readonly 'max-delete'?: Rules['maxDelete'] | undefined
}

/** The content of a configuration file. */
export type Config = {
  /** Address of the JSON Schema, for editors. */
  readonly $schema?: string | undefined
  readonly version: 1
  /** Shown in plans. Default: the name of the configuration's folder. */
  readonly name?: string | undefined
  /** Path of the state file. Default: `.block-slots/state.db`. */
  readonly state?: string | undefined
  /** IANA name of the time zone in which days begin. */
  readonly zone: string
  /** The days that are kept equal. Blocks outside of them stay as they are. */
  readonly window: {
    /** First day as a date, or `today`. Default: `today`. */
    readonly from?: string | undefined
    /** How many days, from 1 to 1,000. */
    readonly days: number
  }
  /** Id of the sub-account, where there is one. */
  readonly location?: string | undefined
  /** Its token. Default: `env:HIGHLEVEL_TOKEN`. */
  readonly token?: ConfigSecret | undefined
  /** Its owners by name. */
  readonly owners?: Readonly<Record<string, ConfigOwner>> | undefined
  /** Several sub-accounts by name, in place of `location`, `token` and `owners`. */
  readonly locations?: Readonly<Record<string, ConfigLocation>> | undefined
  readonly agency?: ConfigAgency | undefined
  /** By name. */
  readonly sources: Readonly<Record<string, ConfigSource>>
  readonly rules?: ConfigRules | undefined
}

/**
 * Returns a configuration as it is, for `block-slots.config.ts`, `.js` or `.mjs`: editors complete its keys and the compiler
 * checks it. Only these can have sources that are functions.
 *
 * @example
 * ```ts
 * import { defineConfig } from '@block-slots/sync/config'
 *
 * const config = defineConfig({
 *   version: 1,
 *   location: 'C2QujeCh8ZnC7al2InWR',
 *   zone: 'Europe/Berlin',
 *   window: { days: 120 },
 *   owners: { anna: { user: '0007BWpSzSwfiuSl0tR2' } },
 *   sources: {
 *     lunch: { for: 'anna', weekly: { days: ['mo', 'tu'], at: '12:00-13:00' }, title: 'Lunch' },
 *   },
 * })
 * console.log(config.sources.lunch?.title) // => Lunch
 * ```
 */
export const defineConfig = (config: Config): Config => config
