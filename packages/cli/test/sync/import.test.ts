import { describe, expect, test } from 'vitest'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ids } from '../run.ts'
import { runOf, startWorld, valuesOf, withoutIds, type World } from '../support/world.ts'

/** A feed of whole days. */
const feedOf = (days: readonly string[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//example//EN',
    ...days.flatMap((day) => [
      'BEGIN:VEVENT',
      `UID:${day}@example.com`,
      'DTSTAMP:20261101T000000Z',
      `DTSTART;VALUE=DATE:${day.replaceAll('-', '')}`,
      'SUMMARY:Retreat',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
    '',
  ].join('\r\n')

async function startImport(days: readonly string[]): Promise<World & { readonly path: string }> {
  const world = await startWorld()
  world.write('team.ics', feedOf(days))
  return { ...world, path: join(world.folder, 'team.ics') }
}

const titles = ({ sandbox }: World): string[] =>
  sandbox.blocks().map(({ title, startTime }) => `${startTime.slice(0, 10)} ${title}`)

describe('import', () => {
  test('blocks the times of a file, changes what differs when it is run again, and is undone', async () => {
    const world = await startImport(['2026-12-10', '2026-12-11'])
    const { run, path, folder, write } = world
    const argv = [
      'import',
      path,
      '--user',
      'anna',
      '--user',
      'ben',
      '--title',
      '{title}',
      '--zone',
      'Europe/Berlin',
    ]
    const first = await run([...argv, '--yes'])
    expect([first.code, first.err]).toEqual([0, ''])
    expect(withoutIds(first.out, folder)).toMatchSnapshot('first')
    expect(titles(world)).toHaveLength(4)

    const again = await run([...argv, '--yes'])
    expect([again.code, again.out]).toEqual([
      0,
      expect.stringContaining('Nothing to change: 4 there already.'),
    ])

    write('team.ics', feedOf(['2026-12-11', '2026-12-14']))
    const asked: string[] = []
    const ask = async (question: string): Promise<string> => {
      asked.push(question)
      return 'n'
    }
    const declined = await run(argv, { ask })
    expect(declined.code).toBe(2)
    expect(withoutIds(declined.out, folder)).toMatchSnapshot('second')
    expect(asked).toEqual(['Carry out 4 changes? [y/N] '])
    expect(titles(world)).toHaveLength(4)
    const [, later = ''] = /block-slots (apply \w+)/.exec(declined.err) ?? []
    expect(await run(later.split(' '))).toMatchObject({ code: 0, out: expect.stringContaining(': 4 done') })
    expect(titles(world).toSorted()).toEqual([
      '2026-12-11 Retreat',
      '2026-12-11 Retreat',
      '2026-12-14 Retreat',
      '2026-12-14 Retreat',
    ])

    const [, undo = ''] = /Undo it with: block-slots (undo \w+)/.exec(first.out) ?? []
    expect(await run([...undo.split(' '), '--yes'])).toMatchObject({ code: 0 })
    expect(titles(world).toSorted()).toEqual(['2026-12-14 Retreat', '2026-12-14 Retreat'])
  })

  test('leaves what another import has created', async () => {
    const world = await startImport(['2026-12-10'])
    const { run, path, folder, write } = world
    write('other.ics', feedOf(['2026-12-20']))
    await run(['import', path, '--user', 'anna', '--yes'])
    await run(['import', join(folder, 'other.ics'), '--user', 'anna', '--yes'])
    await run(['import', path, '--user', 'ben', '--yes'])
    expect(titles(world).toSorted()).toEqual(['2026-12-10 Busy', '2026-12-10 Busy', '2026-12-20 Busy'])
    const { out } = await run(['runs'])
    expect(out.match(/import (team|other)\.ics/g)).toHaveLength(3)
  })

  test('with --dry-run changes nothing, and its plan can be applied', async () => {
    const world = await startImport(['2026-12-10'])
    const { run, path } = world
    const planned = await run(['import', path, '--calendar', 'Meeting room', '--dry-run'])
    expect([planned.code, titles(world)]).toEqual([0, []])
    expect(planned.out).toContain('Meeting room, times in UTC')
    const [, apply = ''] = /Apply it with: block-slots (apply \w+)\n/.exec(planned.out) ?? []
    const lines = valuesOf((await run([...apply.split(' '), '--json'])).out)
    expect(lines.map(({ type }) => type)).toEqual(['plan', 'step', 'report'])
    expect(titles(world)).toEqual(['2026-12-10 Busy'])
    expect(await run(['undo', runOf(planned.out).slice(0, 5), '--yes'])).toMatchObject({ code: 0 })
    expect(titles(world)).toEqual([])
  })

  test('works with the account of a profile, and says so in the commands that go on', async () => {
    const world = await startImport(['2026-12-10'])
    const { run, path, folder, sandbox, write } = world
    mkdirSync(join(folder, 'block-slots'))
    const profile = `location: ${ids.location}, zone: Asia/Kolkata, token: env:CLINIC, base-url: http://sandbox.invalid`
    write('block-slots/profiles.yaml', `profiles: { clinic: { ${profile} } }\n`)
    const env = { XDG_CONFIG_HOME: folder, XDG_STATE_HOME: join(folder, 'state'), CLINIC: sandbox.token }
    const planned = await run(['import', path, '--user', 'anna', '--profile', 'clinic', '--dry-run'], { env })
    expect([planned.code, planned.err]).toEqual([0, ''])
    expect(planned.out).toContain('Anna, times in Asia/Kolkata')
    const [, apply = ''] = /Apply it with: block-slots (apply \w+ --profile clinic)\n/.exec(planned.out) ?? []
    expect(await run(apply.split(' '), { env })).toMatchObject({ code: 0 })
    expect(titles(world)).toEqual(['2026-12-10 Busy'])
  })

  test('that is stopped says what to type, which is no command for a configuration', async () => {
    const world = await startImport(['2026-12-10'])
    const { run, path, write } = world
    const argv = ['import', path, '--user', 'anna', '--yes']
    await run(argv)
    write('team.ics', feedOf([]))
    for (const more of [['--dry-run'], []]) {
      const { code, out } = await run([...argv, ...more])
      expect([code, out]).toEqual([
        7,
        expect.stringContaining('\n  the same command again, with --allow 1\n'),
      ])
      expect(out).not.toContain('block-slots plan')
    }
    expect(await run([...argv, '--allow', '1'])).toMatchObject({ code: 0 })
    expect(titles(world)).toEqual([])
  })

  test('on another service knows nothing of the first', async () => {
    const { run, path, folder, sandbox } = await startImport(['2026-12-10'])
    const argv = ['import', path, '--user', 'anna', '--yes']
    expect(await run(argv)).toMatchObject({ code: 0 })
    sandbox.reset()
    const env = { HIGHLEVEL_TOKEN: sandbox.token, HIGHLEVEL_LOCATION_ID: ids.location }
    const other = {
      ...env,
      XDG_STATE_HOME: join(folder, 'state'),
      HIGHLEVEL_BASE_URL: 'http://other.invalid',
    }
    expect(await run(argv, { env: other })).toMatchObject({ code: 0 })
    expect(sandbox.blocks()).toHaveLength(1)
  })

  test('keeps its state in the folder of its sub-account', async () => {
    const { run, path, folder } = await startImport(['2026-12-10'])
    for (const location of ['..', '../elsewhere', '/elsewhere']) {
      const argv = ['import', path, '--user', ids.user, '--location', location, '--dry-run']
      expect(await run(argv)).toMatchObject({
        code: 2,
        err: expect.stringContaining(
          `Expected --location to be the id of a sub-account and got "${location}".`,
        ),
      })
    }
    expect(readdirSync(folder)).toEqual(['team.ics'])
  })

  test('has runs that are listed beside a file that is no state', async () => {
    const { run, path, folder } = await startImport(['2026-12-10'])
    await run(['import', path, '--user', 'anna', '--yes'])
    const states = join(folder, 'state', 'block-slots', ids.location)
    writeFileSync(join(states, 'other.db'), 'no state')
    const { code, out, err } = await run(['runs'])
    expect([code, out]).toEqual([0, expect.stringContaining('import team.ics')])
    expect(err).toMatch(/^Note: Expected .*other\.db to be a state/)
  })

  test('creates again what an account lost that was reset, once that is allowed', async () => {
    const world = await startImport(['2026-12-10', '2026-12-11'])
    const { run, path, sandbox } = world
    const argv = ['import', path, '--user', 'anna', '--yes']
    await run(argv)
    sandbox.reset()
    const env = {
      HIGHLEVEL_TOKEN: sandbox.token,
      HIGHLEVEL_LOCATION_ID: ids.location,
      HIGHLEVEL_BASE_URL: 'http://sandbox.invalid',
      XDG_STATE_HOME: join(world.folder, 'state'),
    }
    expect(await run(argv, { env })).toMatchObject({ code: 7, out: expect.stringContaining('--allow 2') })
    expect(await run([...argv, '--allow', '2'], { env })).toMatchObject({ code: 0 })
    expect(titles(world)).toHaveLength(2)
  })

  test('names the zone of the sub-account, and that of the run before', async () => {
    const { run, path } = await startImport(['2026-12-10'])
    const argv = ['import', path, '--user', 'anna', '--yes']
    const zone = 'Asia/Kolkata'
    const { err } = await run(argv, { zone })
    expect(err).toContain('in Asia/Kolkata, the zone of this machine.')
    expect(err).toContain('--zone America/New_York')
    const moved = await run([...argv, '--zone', 'Europe/Berlin'], { zone })
    expect(moved.err).toContain('To leave them as they are: --zone Asia/Kolkata')
    expect((await run([...argv, '--zone', 'Europe/Berlin'], { zone })).err).toBe('')
  })

  test('with an unknown zone in the file says that --zone is for it', async () => {
    const { run, write, path } = await startImport([])
    const time = 'DTSTART;TZID=Foo:20261210T100000'
    write('team.ics', feedOf(['2026-12-10']).replace('DTSTART;VALUE=DATE:20261210', time))
    const { err } = await run(['import', path, '--user', 'anna', '--dry-run', '--zone', 'Europe/Berlin'])
    expect(err).toContain('add --zone with the zone')
  })

  test('says that there is nothing in the days that were looked at', async () => {
    const { run, path } = await startImport(['2026-12-10'])
    const past = await run(['import', path, '--user', 'anna', '--days', '5', '--dry-run'])
    expect([past.code, past.out]).toEqual([0, expect.stringContaining('Nothing to change: no blocks.')])
    expect(past.err).toContain('import team.ics has nothing in 5 days from 2026-11-30')
  })

  test.each([
    [['holidays', '', '--user', 'anna'], 'Expected country to be a code'],
    [['holidays', 'US', '--user', 'anna', '--title', ''], 'Expected --title to be one line of text'],
    [['import', 'TEAM', '--user', 'anna', '--title', ''], 'Expected --title to be one line of text'],
    [['import', 'team.ics'], 'Say whose time: --user Anna'],
    [['import', 'missing.ics', '--user', 'anna'], 'Expected missing.ics to be a calendar file'],
    [['import', 'env:FEED', '--user', 'anna'], 'the variable FEED not set'],
    [['import', 'TEAM', '--user', 'anna', '--days', 'many'], 'Expected --days to be a number from 1 to 1000'],
    [['import', 'TEAM', '--user', 'anna', '--from', '2026-02-30'], 'Expected --from to be a day'],
    [['import', 'TEAM', '--user', 'dora'], 'dora'],
    [['import', 'TEAM', '--user', 'anna'], 'Add --yes'],
  ])('%j is refused, and nothing is planned', async (argv, words) => {
    const world = await startImport(['2026-12-10'])
    const args = argv.map((arg) => (arg === 'TEAM' ? world.path : arg))
    const { code, out, err } = await world.run(words === 'Add --yes' ? args : [...args, '--yes'])
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(words)])
  })

  test('a damaged file is a mistake of the command line', async () => {
    const { run, write, path } = await startImport([])
    write('team.ics', 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n')
    const { code, err } = await run(['import', path, '--user', 'anna', '--yes'])
    expect([code, err]).toEqual([2, expect.stringContaining('truncated')])
  })

  test('never shows the address of a feed', async () => {
    const { run } = await startWorld()
    const feed = 'http://127.0.0.1:9/private-5e6f7a8b9c0d1e2f/basic.ics'
    for (const argv of [['--yes'], ['--yes', '--json'], ['--yes', '--allow-private-addresses']]) {
      const { code, out, err } = await run(['import', feed, '--user', 'anna', ...argv])
      expect(code).toBe(1)
      expect(out + err).not.toContain('5e6f7a8b9c0d1e2f')
    }
  })
})

describe('holidays', () => {
  test('blocks those of a part of a country, of what is left of a year', async () => {
    const world = await startWorld()
    const { run, folder } = world
    const argv = ['holidays', 'us', 'ca', '--user', 'Ben', '--year', '2026', '--zone', 'America/New_York']
    const planned = await run([...argv, '--dry-run'])
    expect([planned.code, withoutIds(planned.out, folder)]).toMatchSnapshot()
    await run([...argv, '--yes'])
    expect(titles(world)).toEqual(['2026-12-25 Holiday: Christmas Day'])
  })

  test.each([
    [['holidays', 'DE-bayern'], 'Did you mean BY (Bayern)?'],
    [['holidays', 'DE', '--title', '{summary}'], 'Expected --title to have no other placeholder'],
    [['holidays', 'US', '--year', '2027', '--from', '2027-02-01'], 'either --year, or --from and --days'],
    [['holidays', 'DE', 'bayern'], 'Did you mean BY (Bayern)?'],
    [['holidays', 'DE', 'xx'], 'BW (Baden-Württemberg), BY (Bayern)'],
    [['holidays', 'Germany'], 'Did you mean DE (Germany)?'],
    [['holidays', 'US', '--year', '2020'], 'Expected --year to be a year that is not over'],
    [['holidays', 'US', '--kinds', 'publik'], 'Did you mean "public"?'],
  ])('%j says what to type', async (argv, words) => {
    const { run, sandbox } = await startWorld()
    const { code, out, err } = await run([...argv, '--user', 'anna', '--yes'])
    expect([code, out, err, sandbox.blocks()]).toEqual([2, '', expect.stringContaining(words), []])
  })
})

test.each([
  ['none.ics', undefined, 'and found no such file.'],
  ['.', undefined, 'and found a folder.'],
  [
    'text.ics',
    'hello',
    'text.ics: Expected a calendar and got something that does not begin with BEGIN:VCALENDAR.',
  ],
  ['empty.ics', '', 'empty.ics: Expected a calendar and got an empty text.'],
])('what is wrong with the file %s is a mistake that names it', async (name, text, message) => {
  const { run, write, folder } = await startWorld()
  if (text !== undefined) write(name, text)
  const { code, err } = await run(['import', join(folder, name), '--user', ids.user, '--dry-run'])
  expect([code, err]).toEqual([2, expect.stringContaining(message)])
})
