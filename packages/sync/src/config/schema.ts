import { isTimeZone } from '@block-slots/helpers'
import { z } from 'zod'
import type { Config } from './config.ts'
import { isMapping } from './problem.ts'

// The message of each check is what was expected, and continues "Expected <key> to be ".

const text = (expected: string, pattern: RegExp) =>
  z.string({ error: expected }).regex(pattern, { error: expected })

/** A mapping with certain keys. The message for any other key is the list of the allowed ones. */
const object = <Shape extends z.core.$ZodLooseShape>(expected: string, shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : expected),
  })

/** The keys of a mapping of names to values. */
type KeyRule = {
  readonly expected: string
  readonly pattern: RegExp
  readonly isValid?: (key: string) => boolean
}

const record = <Value extends z.ZodType>(expected: string, rule: KeyRule, value: Value) =>
  z
    .record(z.string(), value, { error: expected })
    .superRefine(
      (entries, context) => {
        for (const key of Object.keys(entries)) {
          if (rule.pattern.test(key) && rule.isValid?.(key) !== false) continue
          context.addIssue({ code: 'custom', path: [key], message: rule.expected, params: { at: 'key' } })
        }
      },
      // Also where values are wrong: all mistakes are reported at once.
      { when: ({ value: entries }) => isMapping(entries) },
    )
    .meta({ propertyNames: { pattern: rule.pattern.source } })
    .readonly()

const oneOf = <const Values extends readonly string[]>(...values: Values) =>
  z.enum(values, { error: `one of ${values.join(', ')}` })

const list = <Item extends z.ZodType>(expected: string, item: Item) =>
  z.array(item, { error: expected }).min(1, { error: expected }).max(maxItems, { error: expected }).readonly()

/** The most entries of a list: more than any rota has. */
const maxItems = 10_000
/** The most days of a window. */
export const maxDays = 1000

/** What is expected of a zone; the advice of a wrong one depends on its name. */
export const zoneExpected = 'an IANA time zone such as Europe/Berlin'
/** What is expected of a secret, which is never repeated. */
export const secretExpected = 'env:NAME, the name of a variable, or file:PATH, the path of a file'
/** What is expected of a feed. */
export const feedExpected =
  'env:NAME or file:PATH, which hold the address of the feed, or the path of an .ics file'

const id = text('an id of HighLevel, which has letters and digits', /^[A-Za-z0-9_-]{1,64}$/)
const names: KeyRule = {
  expected: 'a name of letters, digits, blanks, dots, hyphens and underscores other than all',
  pattern: /^(?!all$)[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u,
}
const zone = z.string({ error: zoneExpected }).refine(isTimeZone, { error: zoneExpected })
const secret = z
  .templateLiteral([z.enum(['env:', 'file:']), z.string().regex(/.+/)], { error: secretExpected })
  .refine((value) => /^(?:env:[A-Za-z_]\w*|file:.+)$/.test(value), { error: secretExpected })
const line = text('a text of one line', /^[^\r\n]{1,500}$/)

const isDay = (value: string): boolean => {
  const time = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}
const dayPattern = /^\d{4}-\d{2}-\d{2}$/
const day = (expected: string, pattern: RegExp, other?: string) =>
  text(expected, pattern).refine((value) => value === other || isDay(value), { error: expected })
const dates: KeyRule = { expected: 'a date such as 2026-12-24', pattern: dayPattern, isValid: isDay }
const date = day(dates.expected, dayPattern)

const range = text(
  'a range of hours such as 09:00-17:30',
  /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
).refine((value) => value.slice(0, 5) !== value.slice(6), { error: 'a range of hours that has a length' })
const hoursExpected = 'a list of ranges such as [09:00-12:00, 13:00-17:00], or closed'
const hours = z.union([z.literal('closed'), list(hoursExpected, range)], { error: hoursExpected }).optional()

const owner = object('a mapping such as { user: ID } or { calendar: ID }', {
  user: id.optional(),
  calendar: id.optional(),
  zone: zone.optional(),
})
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
  kinds: list(
    'a list of kinds such as [public]',
    oneOf('public', 'bank', 'school', 'optional', 'observance'),
  ).optional(),
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
  at: z.union([range, list('a list of ranges of hours', range)], {
    error: 'a range of hours such as 12:00-13:00, or a list of them',
  }),
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
  z.union([date, entry], { error: 'a date such as 2026-12-24, or a mapping with from and to' }),
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

const forExpected = 'the name of an owner, a list of names, or all'
const source = object('a mapping with for, title and one of the kinds of sources', {
  for: z.union([z.string(), list(forExpected, z.string({ error: 'the name of an owner' }))], {
    error: forExpected,
  }),
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
  title: line.optional(),
})

const shareExpected = 'a share such as 20%, or a number'
const rules = object('a mapping such as { mode: mirror }', {
  mode: oneOf('mirror', 'add').optional(),
  'on-appointments': oneOf('refuse', 'report', 'ignore').optional(),
  'edited-by-hand': oneOf('restore', 'keep').optional(),
  'deleted-by-hand': oneOf('keep', 'restore').optional(),
  'max-delete': z
    .union(
      [
        z.int({ error: shareExpected }).min(0, { error: shareExpected }),
        z
          .templateLiteral([z.number(), '%'], { error: shareExpected })
          .refine((value) => /^(?:100|\d?\d)%$/.test(value), { error: shareExpected }),
      ],
      { error: shareExpected },
    )
    .optional(),
})

const windowExpected = `a whole number from 1 to ${maxDays.toLocaleString('en-US')}`
const window = object('a mapping such as { from: today, days: 120 }', {
  from: day('today or a date such as 2026-12-24', /^(today|\d{4}-\d{2}-\d{2})$/, 'today').optional(),
  days: z
    .int({ error: windowExpected })
    .min(1, { error: windowExpected })
    .max(maxDays, { error: windowExpected }),
})

/** The content of a configuration, without what several keys have to agree on. */
export const configSchema: z.ZodType<Config> = object(
  'a mapping with version, location, owners and sources',
  {
    $schema: z.string({ error: 'the address of a JSON Schema' }).optional(),
    version: z.literal(1, { error: '1' }),
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
)
