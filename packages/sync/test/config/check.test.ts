import { describe, expect, test } from 'vitest'
import { mistakesOf, valid } from '../support/config.ts'

const weekly = 'weekly: { days: [mo, tu], at: 12:00-13:00 }'

/** Part of the valid configuration, what is written in its place, and every mistake with its line and column. */
const wrong: readonly (readonly [from: string, to: string, mistakes: readonly string[]])[] = [
  ['version: 1\n', '', ['1:1: Expected the key version: 1. Add it.']],
  [
    'version: 1',
    'version: 2\nfuture: true',
    [
      '1:10: Expected version to be 1 and got the number 2. The format is newer than this program: update it.',
    ],
  ],
  ['version: 1', "version: '1'", ['1:10: Expected version to be 1 and got "1". Write it without quotes.']],
  [
    'location:',
    'locaton:',
    [
      '2:1: Expected one of the keys $schema, version, name, state, zone, window, location, token, owners, locations, agency, sources, rules and got "locaton". Did you mean "location"?',
    ],
  ],
  [
    'location: C2QujeCh8ZnC7al2InWR\n',
    '',
    ['1:1: Expected the key location: the id of the sub-account. Add it, or locations with several.'],
  ],
  [
    'location: C2QujeCh8ZnC7al2InWR',
    'location: 12345',
    ['2:11: Expected location to be an id of letters and digits and got the number 12345. Put it in quotes.'],
  ],
  [
    'location: C2QujeCh8ZnC7al2InWR',
    'location: berlin mitte',
    ['2:11: Expected location to be an id of letters and digits and got "berlin mitte".'],
  ],
  ...['Anna', 'Ben', 'Meeting room', 'Christopher'].map((name): [string, string, string[]] => [
    '{ user: 0007BWpSzSwfiuSl0tR2 }',
    `{ user: ${name} }`,
    [`6:17: Expected owners.anna.user to be an id as block-slots users lists it and got "${name}".`],
  ]),
  [
    'zone: Europe/Berlin',
    'zone: Europe/Berln',
    [
      '3:7: Expected zone to be an IANA time zone such as Europe/Berlin and got "Europe/Berln". Did you mean Europe/Berlin?',
    ],
  ],
  [
    'zone: Europe/Berlin',
    'zone: EST',
    [
      '3:7: Expected zone to be an IANA time zone such as Europe/Berlin and got "EST". "EST" is an abbreviation, not a time zone: several places share it, and it hides when they change their clocks. Use America/New_York.',
    ],
  ],
  [
    'zone: Europe/Berlin',
    'zone:',
    ['3:6: Expected zone to be an IANA time zone such as Europe/Berlin and got nothing.'],
  ],
  [
    'days: 120',
    'days: 0',
    ['4:30: Expected window.days to be a whole number from 1 to 1,000 and got the number 0.'],
  ],
  [
    'days: 120',
    'days: 1001',
    ['4:30: Expected window.days to be a whole number from 1 to 1,000 and got the number 1001.'],
  ],
  [
    'days: 120',
    'days: many',
    ['4:30: Expected window.days to be a whole number from 1 to 1,000 and got "many".'],
  ],
  [
    'from: today',
    'from: tomorrow',
    ['4:17: Expected window.from to be today or a date such as 2026-12-24 and got "tomorrow".'],
  ],
  [
    'from: today',
    'from: 2026-02-30',
    ['4:17: Expected window.from to be today or a date such as 2026-12-24 and got "2026-02-30".'],
  ],
  [
    'window: { from: today, days: 120 }',
    'window: 120',
    ['4:9: Expected window to be a mapping such as { from: today, days: 120 } and got the number 120.'],
  ],
  [
    ', days: 120',
    ', dais: 120',
    ['4:24: Expected one of the keys from, days in window and got "dais". Did you mean "days"?'],
  ],
  [
    '{ user: 0007BWpSzSwfiuSl0tR2 }',
    '{}',
    ['6:3: Expected owners.anna to have either user or calendar and found neither.'],
  ],
  [
    '{ user: 0007BWpSzSwfiuSl0tR2 }',
    '{ user: 0007BWpSzSwfiuSl0tR2, calendar: CVokAlI8fgw4WYWoCtQz }',
    ['6:39: Expected owners.anna to have either user or calendar and found both.'],
  ],
  [
    '{ user: 0007BWpSzSwfiuSl0tR2 }',
    '0007BWpSzSwfiuSl0tR2',
    [
      '6:9: Expected owners.anna to be a mapping such as { user: ID } or { calendar: ID } and got a text that may be a secret and is not repeated.',
    ],
  ],
  [
    '{ user: 0007BWpSzSwfiuSl0tR2 }',
    '{ user: 0007BWpSzSwfiuSl0tR2, zone: Berlin }',
    [
      '6:45: Expected owners.anna.zone to be an IANA time zone such as Europe/Berlin and got "Berlin". Did you mean Europe/Berlin?',
    ],
  ],
  [
    '{ user: 0007BWpSzSwfiuSl0tR2 }',
    '{ usr: 0007BWpSzSwfiuSl0tR2 }',
    [
      '6:11: Expected one of the keys user, calendar, zone in owners.anna and got "usr". Did you mean "user"?',
    ],
  ],
  [
    'room: { calendar: CVokAlI8fgw4WYWoCtQz }',
    'room: { user: 0007BWpSzSwfiuSl0tR2 }',
    ['7:17: Expected owners.room.user to differ from owners.anna.user and got the same id.'],
  ],
  [
    'room:',
    'all:',
    [
      '7:3: Expected the key in owners to be a name of letters, digits, spaces, dots, hyphens and underscores other than all and got "all".',
    ],
  ],
  [
    'room:',
    'the/room:',
    [
      '7:3: Expected the key in owners to be a name of letters, digits, spaces, dots, hyphens and underscores other than all and got "the/room".',
    ],
  ],
  ['room:', '__proto__:', ['7:3: Expected another key than __proto__. Rename it.']],
  [
    'for: anna',
    'for: ana',
    ['10:10: Expected sources.lunch.for to be the name of an owner and got "ana". Did you mean "anna"?'],
  ],
  [
    'for: anna',
    'for: everyone',
    [
      '10:10: Expected sources.lunch.for to be the name of an owner and got "everyone". Known are anna, room, all.',
    ],
  ],
  [
    'for: anna',
    'for: [anna, rom]',
    ['10:17: Expected sources.lunch.for[1] to be the name of an owner and got "rom". Did you mean "room"?'],
  ],
  [
    'for: anna',
    'for: []',
    [
      '10:10: Expected sources.lunch.for to be the name of an owner, a list of names, or all and got an empty list.',
    ],
  ],
  [
    '    for: anna\n',
    '',
    ['9:3: Expected the key sources.lunch.for: the name of an owner, a list of names, or all. Add it.'],
  ],
  [
    '    weekly: { days: [mo, tu], at: 12:00-13:00 }\n',
    '',
    [
      '9:3: Expected sources.lunch to have one of ics, holidays, closed-outside, weekly, days, items and found none.',
    ],
  ],
  [
    '    title: Lunch',
    '    days: [2026-12-24]\n    title: Lunch',
    [
      '12:5: Expected sources.lunch to have one of ics, holidays, closed-outside, weekly, days, items and found weekly and days. Make each a source of its own.',
    ],
  ],
  [
    '    title: Lunch',
    '    titel: Lunch',
    [
      '12:5: Expected one of the keys for, ics, holidays, closed-outside, weekly, days, items, keep, attendee, allow-private-addresses, title in sources.lunch and got "titel". Did you mean "title"?',
    ],
  ],
  ['    title: Lunch\n', '', ['9:3: Expected the key sources.lunch.title: what the blocks show. Add it.']],
  [
    '    title: Lunch',
    '    title: Lunch\n    keep: { busy: true }',
    ['13:5: Expected sources.lunch to have keep only beside ics and found it beside weekly. Remove it.'],
  ],
  [
    '[mo, tu]',
    '[mo, tuesdy]',
    [
      '11:26: Expected sources.lunch.weekly.days[1] to be one of mo, tu, we, th, fr, sa, su, monday, tuesday, wednesday, thursday, friday, saturday, sunday and got "tuesdy". Did you mean "tuesday"?',
    ],
  ],
  [
    '[mo, tu]',
    'mo',
    ['11:21: Expected sources.lunch.weekly.days to be a list of weekdays such as [mo, tu] and got "mo".'],
  ],
  [
    '12:00-13:00',
    '12-13',
    ['11:35: Expected sources.lunch.weekly.at to be a range of hours such as 09:00-17:30 and got "12-13".'],
  ],
  [
    '12:00-13:00',
    '[12:00-13:00, 12:00-12:00]',
    [
      '11:49: Expected sources.lunch.weekly.at[1] to be a range of hours that has a length and got "12:00-12:00".',
    ],
  ],
  [
    '12:00-13:00',
    '[1200-1300]',
    [
      '11:36: Expected sources.lunch.weekly.at[0] to be a range of hours such as 09:00-17:30 and got "1200-1300".',
    ],
  ],
  [
    weekly,
    'closed-outside: { monday: [9-12], friday: open }',
    [
      '11:32: Expected sources.lunch.closed-outside.monday[0] to be a range of hours such as 09:00-17:30 and got "9-12".',
      '11:47: Expected sources.lunch.closed-outside.friday to be a list of ranges such as [09:00-12:00, 13:00-17:00], or closed and got "open".',
    ],
  ],
  [
    weekly,
    'closed-outside: { mondy: [09:00-12:00] }',
    [
      '11:23: Expected one of the keys monday, tuesday, wednesday, thursday, friday, saturday, sunday, except in sources.lunch.closed-outside and got "mondy". Did you mean "monday"?',
    ],
  ],
  [
    weekly,
    'closed-outside: { except: { 24.12.2026: closed } }',
    [
      '11:33: Expected the key in sources.lunch.closed-outside.except to be a date such as 2026-12-24 and got "24.12.2026".',
    ],
  ],
  [
    weekly,
    'holidays: { country: Germany }',
    ['11:26: Expected sources.lunch.holidays.country to be a country code such as DE and got "Germany".'],
  ],
  [
    weekly,
    'holidays: { country: DE, kinds: [publc] }',
    [
      '11:38: Expected sources.lunch.holidays.kinds[0] to be one of public, bank, school, optional, observance and got "publc". Did you mean "public"?',
    ],
  ],
  [
    weekly,
    'days: [2026-12-24, { from: 2026-12-31, until: 2027-01-01 }, 24.12.]',
    [
      '11:44: Expected one of the keys from, to, title, id in sources.lunch.days[1] and got "until".',
      '11:65: Expected sources.lunch.days[2] to be a date such as 2026-12-24 and got "24.12.".',
    ],
  ],
  [
    weekly,
    'days: [{ from: 2026-12-31, to: 2026-12-01 }]',
    [
      '11:5: sources.lunch: days[0]: The last day, 2026-12-01, is before the first, 2026-12-31. Give "to" on or after "from".',
    ],
  ],
  [
    weekly,
    'ics: http://calendar.example/basic.ics',
    [
      '11:10: Expected sources.lunch.ics to be env:NAME or file:PATH with the address of a feed, or the path of an .ics file and got something else, which is not repeated.',
    ],
  ],
  [
    weekly,
    'ics: env:BEN_FEED_URL',
    [
      '11:10: Expected the variable BEN_FEED_URL of sources.lunch.ics to be set and found it missing. Set it.',
    ],
  ],
  [
    weekly,
    'ics: file:feed.txt',
    ['11:10: Expected to read the file feed.txt of sources.lunch.ics and got the error ENOENT.'],
  ],
  [
    weekly,
    'ics: env:ANNA_FEED_URL\n    keep: { busy: yes, title-not: "[" }',
    [
      '12:19: Expected sources.lunch.keep.busy to be true or false and got "yes".',
      '12:35: Expected sources.lunch.keep.title-not to be a regular expression and got "[".',
    ],
  ],
  [
    weekly,
    'ics: env:ANNA_FEED_URL\n    attendee: anna',
    ['12:15: Expected sources.lunch.attendee to be an e-mail address and got "anna".'],
  ],
  [
    weekly,
    'items: lunch',
    [
      '11:12: Expected sources.lunch.items to be a function, in a configuration in TypeScript or JavaScript and got "lunch".',
      '12:5: Expected sources.lunch to have no title, since its items have their own, and found one. Remove it.',
    ],
  ],
  [
    'mode: mirror',
    'mode: miror',
    ['13:16: Expected rules.mode to be one of mirror, add and got "miror". Did you mean "mirror"?'],
  ],
  [
    'mode: mirror',
    'mod: mirror',
    [
      '13:10: Expected one of the keys mode, on-appointments, edited-by-hand, deleted-by-hand, max-delete in rules and got "mod". Did you mean "mode"?',
    ],
  ],
  [
    'mode: mirror',
    'on-appointments: allow',
    ['13:27: Expected rules.on-appointments to be one of refuse, report, ignore and got "allow".'],
  ],
  [
    'mode: mirror',
    'onAppointments: refuse',
    [
      '13:10: Expected one of the keys mode, on-appointments, edited-by-hand, deleted-by-hand, max-delete in rules and got "onAppointments". Did you mean "on-appointments"?',
    ],
  ],
  [
    'mode: mirror',
    'max-delete: 200%',
    ['13:22: Expected rules.max-delete to be a share such as 20%, or a number and got "200%".'],
  ],
  [
    'mode: mirror',
    'max-delete: -1',
    ['13:22: Expected rules.max-delete to be a share such as 20%, or a number and got the number -1.'],
  ],
  [
    'mode: mirror',
    'max-delete: many',
    ['13:22: Expected rules.max-delete to be a share such as 20%, or a number and got "many".'],
  ],
  [
    'zone:',
    'token: pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d\nzone:',
    ['3:8: Expected token to be env:NAME or file:PATH and got something else, which is not repeated.'],
  ],
  [
    'zone:',
    'token: env:MISSING\nzone:',
    ['3:8: Expected the variable MISSING of token to be set and found it missing. Set it.'],
  ],
  [
    'zone:',
    'token: file:missing.txt\nzone:',
    ['3:8: Expected to read the file missing.txt of token and got the error ENOENT.'],
  ],
  [
    'zone:',
    'token: env:HIGHLEVEL_TOKEN\nagency: { company: a, token: env:HIGHLEVEL_TOKEN }\nzone:',
    ['4:1: Expected either token or agency and found both. Remove one of them.'],
  ],
  [
    'zone:',
    'locations: { berlin: { id: a, owners: { anna: { user: YlWd2wuCAZQzh2cH1fVZ } } } }\nzone:',
    [
      '2:1: Expected id in each of locations and found location beside them. Move it there.',
      '3:14: Expected locations.berlin to have a token and found none. Add token: env:NAME, or one agency for all.',
      '6:1: Expected owners in each of locations and found owners beside them. Move it there.',
    ],
  ],
  [
    '  room:',
    '  anna:',
    ['7:3: Expected each key once in a mapping and found this one again. Remove one of them.'],
  ],
  [
    'zone: Europe/Berlin',
    'zone: *berlin',
    ['3:7: Expected an alias of an anchor further up and found no such anchor.'],
  ],
  [
    'zone: Europe/Berlin',
    'zone: "Europe/Berlin',
    ['3:7: Expected a closing quote, bracket or comma and found none.'],
  ],
  [
    '    for: anna',
    '\tfor: anna',
    [
      '10:1: Expected spaces at the beginning of the line and got a tab. Use spaces.',
      '12:1: Expected the lines of a mapping or list to begin in the same column, and brackets to be closed.',
    ],
  ],
  [
    'zone: Europe/Berlin',
    'zone: !text Europe/Berlin',
    ['3:7: Expected a value without a tag. Remove what begins with "!", or put it in quotes.'],
  ],
  [
    'rules: { mode: mirror }',
    'rules: { mode: mirror }\n---\nversion: 1',
    ['14:1: Expected one document and found another after "---". Remove it.'],
  ],
  [
    'rules: { mode: mirror }',
    'rules: { mode: mirror',
    ['14:1: Expected the lines of a mapping or list to begin in the same column, and brackets to be closed.'],
  ],
  ['[mo, tu]', '&days [*days]', ['11:28: Expected an alias of something else than what it is in.']],
]

/** Files that hold no configuration at all. */
const other: readonly (readonly [text: string, mistakes: readonly string[]])[] = [
  [
    '',
    [
      '1:1: Expected the configuration to be a mapping with version, location, owners and sources and got nothing.',
    ],
  ],
  [
    'just text',
    [
      '1:1: Expected the configuration to be a mapping with version, location, owners and sources and got "just text".',
    ],
  ],
  [
    '- a\n- b\n',
    [
      '1:1: Expected the configuration to be a mapping with version, location, owners and sources and got a list.',
    ],
  ],
]

describe('a wrong configuration', () => {
  test.each(wrong)('%j as %j', async (from, to, mistakes) => {
    expect(valid).toContain(from)
    expect(await mistakesOf(valid.replace(from, () => to))).toEqual(mistakes)
  })

  test.each(other)('%j', async (text, mistakes) => {
    expect(await mistakesOf(text)).toEqual(mistakes)
  })

  test('the valid one has no mistakes', async () => {
    expect(await mistakesOf(valid)).toEqual([])
  })
})

const broken = `version: 1
locaton: C2QujeCh8ZnC7al2InWR
zone: Europe/Berln
window: { from: tomorrow, days: 0 }
owners:
  anna: { user: 0007BWpSzSwfiuSl0tR2, zone: EST }
  ben: {}
sources:
  lunch: { for: [ana, 3], weekly: { days: [mon], at: 9-10 }, titel: Lunch }
rules: { mode: miror }
`

test('all mistakes are reported at once, in order of their places', async () => {
  const places = (await mistakesOf(broken)).map((mistake) => mistake.split(': ')[0])
  expect(places).toEqual([
    '2:1',
    '3:7',
    '4:17',
    '4:33',
    '6:45',
    '7:3',
    '9:18',
    '9:23',
    '9:44',
    '9:54',
    '9:62',
    '10:16',
  ])
})

test('a key that is there twice does not hide other mistakes', async () => {
  const places = (await mistakesOf(`${valid}zone: Berlin\n`.replace('days: 120', 'days: 0'))).map(
    (mistake) => mistake.split(': ')[0],
  )
  expect(places).toEqual(['4:30', '14:1', '14:7'])
})

test('a mistake behind an anchor is reported once, where it is written', async () => {
  const text = valid.replace(weekly, () => 'closed-outside: { monday: &office [9-10], tuesday: *office }')
  expect(await mistakesOf(text)).toEqual([
    '11:40: Expected sources.lunch.closed-outside.monday[0] to be a range of hours such as 09:00-17:30 and got "9-10".',
  ])
})

test('of very many mistakes the first are shown and the others counted', async () => {
  const keys = Array.from({ length: 80 }, (_, at) => `wrong${at}: 1\n`).join('')
  const mistakes = await mistakesOf(valid + keys)
  expect(mistakes).toHaveLength(51)
  expect(mistakes.at(-1)).toBe('and 30 more')
})
