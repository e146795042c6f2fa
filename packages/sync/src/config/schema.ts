import { isTimeZone } from '@block-slots/helpers'
import { z } from 'zod'
import { maxDays } from '../options.ts'
import { isDate } from '../source/day.ts'
import { holidayKinds } from '../source/holidays.ts'
import type { Config } from './config.ts'
import { either, integer, type KeyPattern, list, object, oneOf, record, text } from './schema-parts.ts'

/** The expected version. */
export const versionExpected = '1'
/** The expected form of a zone; the advice for a wrong one depends on its name. */
export const zoneExpected = 'an IANA time zone such as Europe/Berlin'
/** The expected form of a secret, which is never repeated. */
export const secretExpected = 'env:NAME or file:PATH'
/** The expected form of a feed. */
export const feedExpected = 'env:NAME or file:PATH with the address of a feed, or the path of an .ics file'

const id = text('an id of letters and digits', /^[A-Za-z0-9_-]{1,64}$/)
// The ids of HighLevel have 20 characters: a shorter text is a name.
const idPattern = /^[A-Za-z0-9_-]{16,64}$/
const userId = text('an id as block-slots users lists it', idPattern)
const calendarId = text('an id as block-slots calendars lists it', idPattern)
const names: KeyPattern = {
  expected: 'a name of letters, digits, spaces, dots, hyphens and underscores other than all',
  pattern: /^(?!all$)[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u,
}
const zone = z
  .string({ error: zoneExpected })
  .refine(isTimeZone, { error: zoneExpected })
  .describe(zoneExpected)
const secretPattern = /^(env:[A-Za-z_]\w*|file:.+)$/
const secret = z
  .templateLiteral([z.enum(['env:', 'file:']), z.string().regex(/.+/)], { error: secretExpected })
  .refine((value) => secretPattern.test(value), { error: secretExpected })
  .meta({ description: secretExpected, pattern: secretPattern.source })
const line = text('a text of one line', /^[^\r\n]{1,500}$/)

/** Requires one of several groups of keys, for the JSON Schema, which is all that editors see. */
const exactlyOne = (...keys: readonly (readonly string[])[]) => ({
  oneOf: keys.map((required) => ({ required })),
})

const dayPattern = /^\d{4}-\d{2}-\d{2}$/
const day = (expected: string, pattern: RegExp, other?: string) =>
  text(expected, pattern).refine((value) => value === other || isDate(value), { error: expected })
const dates: KeyPattern = { expected: 'a date such as 2026-12-24', pattern: dayPattern, isValid: isDate }
const date = day(dates.expected, dayPattern)

const range = text(
  'a range of hours such as 09:00-17:30',
  /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
).refine((value) => value.slice(0, 5) !== value.slice(6), { error: 'a range of hours that has a length' })
const hoursExpected = 'a list of ranges such as [09:00-12:00, 13:00-17:00], or closed'
const hours = either(hoursExpected, z.literal('closed'), list(hoursExpected, range)).optional()

const owner = object('a mapping such as { user: ID } or { calendar: ID }', {
  user: userId.optional(),
  calendar: calendarId.optional(),
  zone: zone.optional(),
}).meta(exactlyOne(['user'], ['calendar']))
const owners = record('a mapping of names to owners', names, owner)

const location = object('a mapping with id, token and owners', {
  id,
  token: secret.optional(),
  zone: zone.optional(),
  owners,
})

const holidays = object('a mapping such as { country: DE, region: by }', {
  country: text('a country code such as DE', /^[A-Za-z]{2}$/),
  region: text('the code of a region such as by', /^[A-Za-z0-9-]{1,10}$/).optional(),
  kinds: list('a list of kinds such as [public]', oneOf(...holidayKinds)).optional(),
})

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const week = object('a mapping of weekdays to hours such as { monday: [09:00-17:00] }', {
  monday: hours,
  tuesday: hours,
  wednesday: hours,
  thursday: hours,
  friday: hours,
  saturday: hours,
  sunday: hours,
  except: record('a mapping of dates to hours', dates, hours.unwrap()).optional(),
})

const weekly = object('a mapping such as { days: [mo, tu], at: 12:00-13:00 }', {
  days: list(
    'a list of weekdays such as [mo, tu]',
    oneOf(...(['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const), ...weekdays),
  ),
  at: either(
    'a range of hours such as 12:00-13:00, or a list of them',
    range,
    list('a list of ranges of hours', range),
  ),
  except: list('a list of dates such as [2026-12-24]', date).optional(),
})

const daysExpected =
  'a list of dates such as [2026-12-24], or of mappings such as { from: 2026-12-24, to: 2026-12-26 }'
const entry = object('a date, or a mapping such as { from: 2026-12-24, to: 2026-12-26 }', {
  from: date,
  to: date.optional(),
  title: line.optional(),
  id: line.optional(),
})
const days = list(
  daysExpected,
  either('a date such as 2026-12-24, or a mapping with from and to', date, entry),
)

const isPattern = (value: string): boolean => {
  try {
    return new RegExp(value, 'u').source !== ''
  } catch {
    return false
  }
}
const flag = z.boolean({ error: 'true or false' })
const pattern = z
  .string({ error: 'a regular expression' })
  .refine(isPattern, { error: 'a regular expression' })
const keep = object('a mapping such as { busy: true }', {
  busy: flag.optional(),
  tentative: flag.optional(),
  'all-day': flag.optional(),
  'title-matches': pattern.optional(),
  'title-not': pattern.optional(),
})

const address = text('an e-mail address', /^[^\s@]+@[^\s@]+$/)

/** The kinds of sources. Each source is of exactly one. */
export const sourceKinds = ['ics', 'holidays', 'closed-outside', 'weekly', 'days', 'items'] as const

const forExpected = 'the name of an owner, a list of names, or all'
const source = object('a mapping with for, title and one of the kinds of sources', {
  for: either(forExpected, z.string(), list(forExpected, z.string({ error: 'the name of an owner' }))),
  ics: text(feedExpected, /^(env:[A-Za-z_]\w*|file:.+|https:\/\/\S+|(?!\w+:).+\.ics)$/).optional(),
  holidays: holidays.optional(),
  'closed-outside': week.optional(),
  weekly: weekly.optional(),
  days: days.optional(),
  items: z
    .custom<NonNullable<Config['sources'][string]['items']>>((value) => typeof value === 'function', {
      error: 'a function, in a configuration in TypeScript or JavaScript',
    })
    .optional(),
  keep: keep.optional(),
  attendee: either(
    'an e-mail address, or a list of them',
    address,
    list('a list of e-mail addresses', address),
  ).optional(),
  'allow-private-addresses': flag.optional(),
  title: line.optional(),
}).meta(exactlyOne(...sourceKinds.filter((kind) => kind !== 'items').map((kind) => [kind])))

const sharePattern = /^(100|\d?\d)%$/
const shareExpected = 'a share such as 20%, or a number'
const share = z
  .templateLiteral([z.number(), '%'], { error: shareExpected })
  .refine((value) => sharePattern.test(value), { error: shareExpected })
  .meta({ pattern: sharePattern.source })
const rules = object('a mapping such as { mode: mirror }', {
  mode: oneOf('mirror', 'add').optional(),
  'on-appointments': oneOf('refuse', 'report', 'ignore').optional(),
  'edited-by-hand': oneOf('restore', 'keep').optional(),
  'deleted-by-hand': oneOf('keep', 'restore').optional(),
  'max-delete': either(shareExpected, integer(shareExpected, 0), share).optional(),
})

const window = object('a mapping such as { from: today, days: 120 }', {
  from: day('today or a date such as 2026-12-24', /^(today|\d{4}-\d{2}-\d{2})$/, 'today').optional(),
  days: integer(`a whole number from 1 to ${maxDays.toLocaleString('en-US')}`, 1, maxDays),
})

/** The content of a configuration, without what several keys have to agree on. */
export const configSchema: z.ZodType<Config> = object(
  'a mapping with version, location, owners and sources',
  {
    $schema: z.string({ error: 'the address of a JSON Schema' }).optional(),
    version: z.literal(1, { error: versionExpected }),
    name: line.optional(),
    state: line.optional(),
    zone,
    window,
    location: id.optional(),
    token: secret.optional(),
    owners: owners.optional(),
    locations: record('a mapping of names to sub-accounts', names, location).optional(),
    agency: object('a mapping such as { company: ID, token: env:NAME }', {
      company: id,
      token: secret,
    }).optional(),
    sources: record('a mapping of names to sources', names, source),
    rules: rules.optional(),
  },
).meta(exactlyOne(['location', 'owners'], ['locations']))
