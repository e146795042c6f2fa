import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { defineConfig, loadConfig } from '../../src/config/index.ts'
import { env, loadText, messageOf, mistakesOf, readItems, valid, writeFolder } from '../support/config.ts'

const clinic = `# A comment
version: 1
name: clinic
location: C2QujeCh8ZnC7al2InWR
zone: Europe/Berlin
window: { from: today, days: 120 } # what is kept equal
owners:
  anna:  { user: 0007BWpSzSwfiuSl0tR2 }
  ben:   { user: YlWd2wuCAZQzh2cH1fVZ }
  room:  { calendar: CVokAlI8fgw4WYWoCtQz, zone: America/New_York }
sources:
  holidays:
    for: [anna, ben]
    holidays: { country: DE, region: by, kinds: [public] }
    title: "Holiday: {name}"
  opening-hours:
    for: room
    closed-outside:
      monday: &office [09:00-12:00, 13:00-17:00]
      tuesday: *office
      wednesday: *office
      thursday: *office
      friday: [09:00-13:00]
      except: { 2026-12-23: [09:00-12:00], 2026-12-24: closed }
    title: Closed
  google:
    for: anna
    ics: env:ANNA_FEED_URL
    keep: { busy: true, all-day: true, title-not: '^\\[HighLevel\\]' }
    title: Busy
  lunch:
    for: all
    weekly: { days: [mo, tu, we, th, fr], at: 12:00-13:00 }
    title: Lunch
rules:
  mode: add
  on-appointments: report
  edited-by-hand: keep
  deleted-by-hand: restore
  max-delete: 30%
`

/** A day in the zone of the sources. */
const dayOf = (date: string, next: string) => ({
  from: `${date}T00:00:00+01:00`,
  to: `${next}T00:00:00+01:00`,
  timeZone: 'Europe/Berlin',
})

describe('a configuration in YAML', () => {
  test('becomes the configuration of the engine', async () => {
    const { config, warnings } = await loadText(clinic)
    expect(config).toMatchObject({
      name: 'clinic',
      timeZone: 'Europe/Berlin',
      window: { from: 'today', days: 120 },
      owners: {
        anna: { locationId: 'C2QujeCh8ZnC7al2InWR', userId: '0007BWpSzSwfiuSl0tR2' },
        ben: { locationId: 'C2QujeCh8ZnC7al2InWR', userId: 'YlWd2wuCAZQzh2cH1fVZ' },
        room: { calendarId: 'CVokAlI8fgw4WYWoCtQz', timeZone: 'America/New_York' },
      },
      sources: {
        holidays: { for: ['anna', 'ben'] },
        'opening-hours': { for: ['room'] },
        google: { for: ['anna'] },
        lunch: { for: 'all' },
      },
      rules: {
        mode: 'add',
        onAppointments: 'report',
        editedByHand: 'keep',
        deletedByHand: 'restore',
        maxDelete: '30%',
      },
    })
    expect(warnings).toEqual([])
  })

  test('has sources that yield what their keys say', async () => {
    const { config } = await loadText(clinic)
    const read = async (source: string, date: string, next: string) => {
      const items = await readItems(config, source, dayOf(date, next))
      return items.map(
        ({ startTime, endTime, title }) => `${startTime.slice(11, 16)}-${endTime.slice(11, 16)} ${title}`,
      )
    }
    expect(await read('lunch', '2026-12-01', '2026-12-02')).toEqual(['12:00-13:00 Lunch'])
    expect(await read('lunch', '2026-12-05', '2026-12-06')).toEqual([])
    // An alias, a day that is an exception, and one without hours.
    const tuesday = ['00:00-09:00 Closed', '12:00-13:00 Closed', '17:00-23:59 Closed']
    expect(await read('opening-hours', '2026-12-01', '2026-12-02')).toEqual(tuesday)
    expect(await read('opening-hours', '2026-12-23', '2026-12-24')).toEqual([
      '00:00-09:00 Closed',
      '12:00-23:59 Closed',
    ])
    expect(await read('opening-hours', '2026-12-24', '2026-12-25')).toEqual(['00:00-23:59 Closed'])
    expect(await read('holidays', '2027-01-06', '2027-01-07')).toEqual([
      '00:00-23:59 Holiday: Heilige Drei Könige',
    ])
  })

  test('has the name of its folder and the default rules where it says nothing', async () => {
    const cwd = await writeFolder({
      'north/block-slots.yaml': valid.replace('rules: { mode: mirror }\n', ''),
    })
    const { config, statePath, path } = await loadConfig({ cwd: join(cwd, 'north'), env })
    expect(config.name).toBe('north')
    expect(config.rules).toEqual({
      mode: 'mirror',
      onAppointments: 'refuse',
      editedByHand: 'restore',
      deletedByHand: 'keep',
      maxDelete: '20%',
    })
    expect(path).toBe(join(cwd, 'north', 'block-slots.yaml'))
    expect(statePath).toBe(join(cwd, 'north', '.block-slots', 'state.db'))
  })

  test('has paths from its own folder', async () => {
    const feed =
      'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20261201T000000Z\r\nDTSTART:20261201T080000Z\r\nDTEND:20261201T090000Z\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
    const text = `state: ../north.db\n${valid}`.replace(/weekly: .*\n/, 'ics: feeds/anna.ics\n')
    const cwd = await writeFolder({ 'north/clinic.yaml': text, 'north/feeds/anna.ics': feed })
    const { config, statePath } = await loadConfig({ cwd, path: 'north/clinic.yaml', env })
    expect(statePath).toBe(join(cwd, 'north.db'))
    const items = await readItems(config, 'lunch', dayOf('2026-12-01', '2026-12-02'))
    expect(items.map(({ startTime, title }) => [startTime, title])).toEqual([
      ['2026-12-01T09:00:00+01:00', 'Lunch'],
    ])
  })
})

const many = `version: 1
zone: Europe/Berlin
window: { days: 30 }
locations:
  berlin:
    id: locBerlin
    token: env:BERLIN
    owners:
      anna: { user: userAnna000000000000 }
      room: { calendar: calRoom0000000000000, zone: Europe/London }
  york:
    id: locYork
    token: env:YORK
    zone: America/New_York
    owners:
      anna: { user: userAnna000000000000 }
sources:
  one: { for: berlin/anna, days: [2026-12-24], title: Absent }
  place: { for: [berlin/*, york/anna, york/*], days: [2026-12-25], title: Closed }
  each: { for: all, days: [2026-12-26], title: Closed }
`

describe('several sub-accounts', () => {
  test('have owners of their own, which are named with the sub-account', async () => {
    const cwd = await writeFolder({ 'block-slots.yaml': many })
    const { config } = await loadConfig({ cwd, env: { BERLIN: 'token-b', YORK: 'token-y' } })
    expect(config.owners).toEqual({
      'berlin/anna': { locationId: 'locBerlin', userId: 'userAnna000000000000', timeZone: undefined },
      'berlin/room': {
        locationId: 'locBerlin',
        calendarId: 'calRoom0000000000000',
        timeZone: 'Europe/London',
      },
      'york/anna': { locationId: 'locYork', userId: 'userAnna000000000000', timeZone: 'America/New_York' },
    })
    expect(Object.values(config.sources).map((source) => source.for)).toEqual([
      ['berlin/anna'],
      ['berlin/anna', 'berlin/room', 'york/anna'],
      'all',
    ])
  })

  test('are each checked', async () => {
    const text = many
      .replace('id: locYork', 'id: locBerlin')
      .replace('    token: env:YORK\n', '')
      .replace('for: berlin/anna', 'for: [anna, berln/*, york/*]')
      .replace('calendar: calRoom0000000000000', 'user: userAnna000000000000')
    expect(await mistakesOf(text)).toEqual([
      '10:21: Expected locations.berlin.owners.room.user to differ from locations.berlin.owners.anna.user and got the same id.',
      '11:3: Expected locations.york to have a token and found none. Add token: env:NAME, or one agency for all.',
      '12:9: Expected locations.york.id to differ from locations.berlin.id and got the same id.',
      '15:21: Expected locations.york.owners.anna.user to differ from locations.berlin.owners.anna.user and got the same id.',
      '17:16: Expected sources.one.for[0] to be the name of an owner and got "anna". Did you mean "berlin/anna"?',
      '17:22: Expected sources.one.for[1] to be the name of an owner and got "berln/*". Did you mean "berlin/*"?',
    ])
  })
})

describe('other files', () => {
  const config = {
    version: 1,
    location: 'C2QujeCh8ZnC7al2InWR',
    zone: 'Europe/Berlin',
    window: { days: 7 },
    owners: { anna: { user: '0007BWpSzSwfiuSl0tR2' } },
    sources: { lunch: { for: 'anna', weekly: { days: ['mo'], at: '12:00-13:00' }, title: 'Lunch' } },
  }

  test('JSON, with line and column of its mistakes', async () => {
    const text = JSON.stringify(config, null, '\t')
    expect((await loadText(text, 'block-slots.json')).config.window).toEqual({ days: 7 })
    expect(await mistakesOf(text.replace('"days": 7', '"days": 7.5'), 'block-slots.json')).toEqual([
      '6:11: Expected window.days to be a whole number from 1 to 1,000 and got the number 7.5.',
    ])
  })

  const items = `async function* () {
    yield { item: '1', startTime: '2026-12-24T09:00:00Z', endTime: '2026-12-24T10:00:00Z', title: 'Own' }
  }`

  test.each([
    'block-slots.config.ts',
    'block-slots.config.mts',
    'block-slots.config.mjs',
    'block-slots.config.js',
  ])('%s, whose sources can be functions', async (name) => {
    const type = name.endsWith('ts') ? ': object' : ''
    const cwd = await writeFolder({
      'package.json': '{ "type": "module" }',
      [name]: `const config${type} = { ...${JSON.stringify(config)}, sources: { own: { for: 'anna', items: ${items} } } }\nexport default config\n`,
    })
    const loaded = await loadConfig({ cwd, env })
    const read = await readItems(loaded.config, 'own', dayOf('2026-12-24', '2026-12-25'))
    expect(read.map(({ title }) => title)).toEqual(['Own'])
  })

  test('a module, with the keys of its mistakes', async () => {
    const wrong = {
      ...config,
      zone: 'Europe/Berln',
      sources: { lunch: { ...config.sources.lunch, for: 'ana' } },
    }
    const text = `export default ${JSON.stringify(wrong)}`
    expect(await messageOf(loadText(text, 'block-slots.config.mjs'))).toBe(
      [
        'sync: The configuration has 2 errors.',
        'block-slots.config.mjs: Expected zone to be an IANA time zone such as Europe/Berlin and got "Europe/Berln". Did you mean Europe/Berlin?',
        'block-slots.config.mjs: Expected sources.lunch.for to be the name of an owner and got "ana". Did you mean "anna"?',
      ].join('\n'),
    )
  })

  test.each([
    [
      'throw new Error("a secret")',
      'sync: Expected to import block-slots.config.mjs and got Error. Run "node block-slots.config.mjs" to see it.',
    ],
    [
      'export const config = {}',
      'sync: Expected block-slots.config.mjs to export a configuration as default and found none. Write: export default defineConfig({ … })',
    ],
    [
      'export default () => ({})',
      'sync: The configuration has an error.\nblock-slots.config.mjs: Expected the configuration to be a mapping with version, location, owners and sources and got a function.',
    ],
  ])('a module that is none: %s', async (text, message) => {
    expect(await messageOf(loadText(text, 'block-slots.config.mjs'))).toBe(message)
  })

  test('defineConfig returns what it is given', () => {
    const given = { version: 1, zone: 'UTC', window: { days: 1 }, sources: {} } as const
    expect(defineConfig(given)).toBe(given)
  })
})

describe('the file', () => {
  test('is looked for by its names', async () => {
    const cwd = await writeFolder({ 'clinic.yaml': valid })
    expect(await messageOf(loadConfig({ cwd, env }))).toBe(
      'sync: Expected a configuration in this folder and found none. Create block-slots.yaml, such as with block-slots init, or name a file with --config.',
    )
    expect(await messageOf(loadConfig({ cwd, env, path: 'other.yaml' }))).toBe(
      'sync: Expected a configuration at other.yaml and found no such file.',
    )
    expect((await loadConfig({ cwd, env, path: 'clinic.yaml' })).path).toBe(join(cwd, 'clinic.yaml'))
  })

  test('is the only one', async () => {
    const cwd = await writeFolder({ 'block-slots.yml': valid, 'block-slots.config.js': '' })
    expect(await messageOf(loadConfig({ cwd, env }))).toBe(
      'sync: Expected one configuration in this folder and found block-slots.yml and block-slots.config.js. Remove all but one, or name it with --config.',
    )
  })

  test('has a limited size', async () => {
    const cwd = await writeFolder({ 'block-slots.yaml': `${valid}#${'x'.repeat(4 * 1024 * 1024)}` })
    expect(await messageOf(loadConfig({ cwd, env }))).toMatch(
      /^sync: Expected block-slots.yaml to have at most 4 MiB and got \d+ bytes\.$/,
    )
  })

  test('has a limited number of aliases, however they are nested', async () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    for (const [name, last] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf'] as const) {
      bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${last}`).join(', ')}]`)
    }
    const message = 'Expected at most 1,000 aliases, counted as they expand, and found more.'
    expect(await mistakesOf(bomb.join('\n'))).toEqual([`7:40: ${message}`])
    const list = Array.from({ length: 1002 }, () => '*a').join(', ')
    expect(await mistakesOf(`a: &a x\nb: [${list}]`)).toEqual([`2:4005: ${message}`])
  })
})
