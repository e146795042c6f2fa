import { stringify } from 'yaml'

/** An owner as a configuration names it. */
export type NamedOwner = { readonly key: string; readonly type: 'user' | 'calendar'; readonly id: string }

/** What a first configuration is written from. */
export type Answers = {
  readonly location: string
  readonly zone: string
  readonly owners: readonly NamedOwner[]
  readonly holidays?: { readonly country: string; readonly region?: string }
  /** Opening hours from Monday to Friday: `09:00-17:00`. */
  readonly hours?: string
  /** An address, the path of a file, or `env:NAME`. */
  readonly feed?: string
}

const scalar = (value: string): string => stringify(value, { lineWidth: 0 }).trim()

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const

/** Writes a configuration. */
export function writeConfiguration({ location, zone, owners, holidays, hours, feed }: Answers): string {
  const sources = [
    ...(holidays === undefined ? [] : writeHolidays(holidays)),
    ...(hours === undefined
      ? []
      : [
          '  opening-hours:',
          '    for: all',
          '    closed-outside:',
          ...weekdays.map((day) => `      ${day}: [${hours}]`),
          '    title: Closed',
        ]),
    ...(feed === undefined
      ? []
      : [
          '  feed:',
          '    for: all',
          `    ics: ${scalar(feed)}`,
          '    title: Busy # leave this out to show the titles of the feed',
        ]),
  ]
  return [
    '# What block-slots keeps equal. To print what it would change: block-slots plan',
    'version: 1',
    `location: ${scalar(location)}`,
    `zone: ${scalar(zone)}`,
    'window: { days: 120 } # from today on; what is earlier or later is left alone',
    '',
    '# Whose time is blocked. "zone" gives an owner one of its own.',
    'owners:',
    ...owners.map(({ key, type, id }) => `  ${scalar(key)}: { ${type}: ${scalar(id)} }`),
    '',
    '# Why it is blocked. "for" takes names of owners, or all.',
    ...(sources.length === 0 ? ['sources: {}', ...examples] : ['sources:', ...sources]),
    '',
  ].join('\n')
}

const writeHolidays = ({
  country,
  region,
}: {
  readonly country: string
  readonly region?: string
}): string[] => [
  '  holidays:',
  '    for: all',
  `    holidays: { country: ${scalar(country)}${region === undefined ? '' : `, region: ${scalar(region)}`} }`,
]

/** Sources to choose from, where none was chosen. */
const examples = [
  '# Such as, without {} and "#":',
  '#  holidays: { for: all, holidays: { country: US } }',
  '#  lunch: { for: all, weekly: { days: [mo, tu, we, th, fr], at: 12:00-13:00 }, title: Lunch }',
  '#  away: { for: all, days: [{ from: 2026-12-24, to: 2026-12-26 }], title: Away }',
]

/** Makes a name of a configuration from that of a user or calendar: `Anna Müller` is `anna-müller`. */
export function nameOwners(
  owners: readonly { readonly type: 'user' | 'calendar'; readonly id: string; readonly name?: string }[],
): readonly NamedOwner[] {
  const used = new Set(['all'])
  return owners.map(({ type, id, name = id }) => {
    const words = name
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [type]
    const base = words.join('-').slice(0, 40)
    let key = base
    for (let count = 2; used.has(key); count += 1) key = `${base}-${count}`
    used.add(key)
    return { key, type, id }
  })
}
