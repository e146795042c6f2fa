import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Sandbox, startSandbox } from '@block-slots/sandbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { init, type InitFlags } from '../../../src/account/init/init.ts'
import { Cancelled, type Prompts } from '../../../src/account/init/prompts.ts'
import { openTerminal } from '../../../src/terminal.ts'
import { emptyIo, ids, run } from '../../run.ts'
import { createHome, type Home } from '../support.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

const environment = (home: Home, token = sandbox.token) => ({
  ...home.env,
  HIGHLEVEL_TOKEN: token,
  HIGHLEVEL_LOCATION_ID: ids.location,
  HIGHLEVEL_BASE_URL: sandbox.url,
})

/** What a test answers: a list of values, a text or a decision, in the order of the questions. */
type Given = readonly string[] | string | boolean | Error

/** Runs `init` with given answers, and returns what was asked and printed. */
async function start(given: readonly Given[], flags: InitFlags = {}, home = createHome()) {
  const asked: string[] = []
  const rest = [...given]
  const next = (message: string): Exclude<Given, Error> => {
    asked.push(message)
    const answer = rest.shift()
    if (answer instanceof Error) throw answer
    if (answer === undefined) throw new Error(`no answer to ${message}`)
    return answer
  }
  const prompts: Prompts = {
    choose: async (message, choices) => {
      const labels = next(message)
      if (typeof labels !== 'object') throw new Error(`expected labels for ${message}`)
      return labels.map((label) => choices.find((choice) => choice.label === label)?.value ?? `no ${label}`)
    },
    text: async (message, { initial = '', check }) => {
      const text = String(next(message)) || initial
      expect(check?.(text)).toBeUndefined()
      return text
    },
    confirm: async (message) => next(message) === true,
  }
  let [out, err] = ['', '']
  const io = {
    ...emptyIo(),
    env: environment(home),
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    ask: async () => '',
  }
  const path = join(home.folder, 'block-slots.yaml')
  const session = { ...io, ...openTerminal(io) }
  await init({ config: path, ...flags }, session, async () => prompts)
  const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined
  return { asked, out, err, text, path, code: session.progress.code, home, rest }
}

describe('questions', () => {
  test('names are chosen, the zone is that of the sub-account, and what comes next is said', async () => {
    const home = createHome()
    mkdirSync(join(home.folder, '.git'))
    home.write('staff.ics', '')
    const { asked, out, err, text, path, rest } = await start(
      [
        ['Ben', 'Meeting room (calendar)'],
        '',
        ['Public holidays', 'Outside of opening hours', 'A feed'],
        'US-CA',
        '',
        'staff.ics',
        true,
      ],
      {},
      home,
    )
    expect(rest).toEqual([])
    expect(asked).toEqual([
      'Whose time is to be blocked?',
      'In which time zone?',
      'What is to block it? (none: examples are written)',
      'Holidays of which country, and region?',
      'Opening hours from Monday to Friday?',
      'Address or path of the feed, or env:NAME with its address?',
      'Write this to block-slots.yaml?',
    ])
    expect(text).toContain('zone: America/New_York')
    expect(text).toContain(
      '  ben: { user: YlWd2wuCAZQzh2cH1fVZ }\n  meeting-room: { calendar: CVokAlI8fgw4WYWoCtQz }',
    )
    expect(text).toContain('holidays: { country: US, region: CA }')
    expect(text).toContain('friday: [09:00-17:00]')
    expect(text).toContain('ics: staff.ics')
    expect(err).toBe(`\n${text}\n`)
    expect(out).toBe(
      `Wrote ${path}.\nAdded .block-slots/ to .gitignore: the state of this machine is kept there.\n` +
        `Next, print what it would change: block-slots plan --config ${path}\n`,
    )
  })

  test('a country without holidays is asked for again', async () => {
    const { asked, text } = await start([['Anna'], 'Europe/London', ['Public holidays'], 'ZZ', 'UK', true])
    expect(asked[4]).toMatch(/^Unknown country .* Which one\?$/)
    expect(text).toContain('country: GB')
  })

  test('an option answers its question', async () => {
    const flags = { user: ['anna'], zone: 'Asia/Kolkata', hours: '9-17' }
    const { asked, text } = await start([true], flags)
    expect(asked).toEqual(['Write this to block-slots.yaml?'])
    expect(text).toContain('zone: Asia/Kolkata')
  })

  test('Ctrl-C writes nothing and ends with 130, at each question', async () => {
    const answers: readonly Given[] = [['Ben'], '', ['Public holidays'], 'US', true]
    for (let at = 0; at < answers.length; at += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one at a time keeps failures readable
      const { text, code, err, out } = await start([...answers.slice(0, at), new Cancelled()])
      expect({ at, text, code, out }).toEqual({ at, text: undefined, code: 130, out: '' })
      expect(err).toMatch(/Nothing was written\.\n$/)
    }
  })

  test('a refusal writes nothing', async () => {
    expect(await start([['Ben'], '', [], false])).toMatchObject({ text: undefined, code: 2 })
  })

  test('a file that exists is replaced only when that is confirmed', async () => {
    const home = createHome()
    home.write('block-slots.yaml', 'mine')
    const flags = { user: ['anna'], zone: 'UTC', hours: '9-17' }
    expect(await start([false], flags, home)).toMatchObject({ text: 'mine', code: 2 })
    const replaced = await start([true, true], flags, home)
    expect(replaced.asked[0]).toBe('block-slots.yaml exists. Replace it?')
    expect(replaced.text).toContain('version: 1')
  })
})

describe('without questions', () => {
  const cli = (home: Home, argv: readonly string[], env: object = environment(home)) =>
    run(['init', '--config', join(home.folder, 'block-slots.yaml'), ...argv], { env: { ...env } })

  test('--yes takes the answers from options, and its file is one that plan reads', async () => {
    const home = createHome()
    const argv = ['--yes', '--user', 'anna', '--user', 'ben', '--calendar', 'meeting', '--holidays', 'US']
    const { code, out, err } = await cli(home, argv)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Next, print what it would change: block-slots plan')
    const path = join(home.folder, 'block-slots.yaml')
    const planned = await run(['plan', '--config', path], { env: environment(home), now: Date.now })
    expect(planned).toMatchObject({ code: 0, err: '' })
  })

  test('as JSON', async () => {
    const home = createHome()
    const { out } = await cli(home, ['--yes', '--user', ids.user, '--json'])
    expect(JSON.parse(out)).toEqual({
      path: join(home.folder, 'block-slots.yaml'),
      owners: [{ key: ids.user.toLowerCase(), type: 'user', id: ids.user }],
      isIgnored: false,
    })
  })

  test.each([
    [
      [],
      'Expected a terminal to ask on and found none. Add --yes and the answers, such as: block-slots init --yes --user anna --holidays US --hours 9:00-17:00',
    ],
    [['--user', 'Anna Doe'], 'block-slots init --yes --user "Anna Doe" --holidays US'],
    [['--yes'], 'Expected --user or --calendar with whose time is to be blocked, such as --user anna.'],
    [
      ['--yes', '--calendar', 'sales'],
      'Expected --calendar to name a calendar of type event, and Sales calls is of type round robin. Give its team members with --user.',
    ],
    [['--yes', '--user', 'anna', '--feed', 'missing.ics'], 'the feed missing.ics to be a file'],
    [['--yes', '--user', 'anna', '--holidays', 'ZZ'], 'Unknown country'],
    [['--yes', '--user', 'anna', '--zone', 'EST'], 'Use America/New_York'],
  ])('%j', async (argv, message) => {
    const home = createHome()
    const { code, out, err } = await cli(home, argv)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.replaceAll(/\s+/g, ' ').replaceAll("'", '"')).toContain(message)
    expect(existsSync(join(home.folder, 'block-slots.yaml'))).toBe(false)
  })

  test('a file that exists stays as it is', async () => {
    const home = createHome()
    home.write('block-slots.yaml', 'mine')
    const { code, err } = await cli(home, ['--yes', '--user', 'anna'])
    expect(code).toBe(2)
    expect(err.replaceAll(/\s+/g, ' ')).toContain('Remove it, or write another file with --config.')
    expect(readFileSync(join(home.folder, 'block-slots.yaml'), 'utf8')).toBe('mine')
  })

  test('without the scope for the sub-account, the zone of the machine is taken, and that is said', async () => {
    const home = createHome()
    const { code, err } = await cli(
      home,
      ['--yes', '--user', ids.user],
      environment(home, sandbox.tokenByName('read-only')),
    )
    expect(code).toBe(0)
    expect(err.replaceAll(/\s+/g, ' ')).toContain('Note: UTC is the zone of this machine')
  })

  test('a profile that is new is added, and works', async () => {
    const home = createHome()
    const { code, out } = await cli(home, ['--yes', '--user', 'anna', '--profile', 'clinic'])
    expect(code).toBe(0)
    expect(out).toContain(`Added the profile clinic to ${home.folder}/.config/block-slots/profiles.yaml.`)
    const { env } = { env: { ...home.env, HIGHLEVEL_TOKEN: sandbox.token } }
    const users = await run(['users', '--profile', 'clinic'], { env })
    expect(users).toMatchObject({ code: 0, err: '' })
    // It is read the second time.
    home.write('block-slots.yaml', '')
    const second = await run(
      ['init', '--yes', '--user', 'anna', '--profile', 'clinic', '--config', join(home.folder, 'b.yaml')],
      { env },
    )
    expect(second).toMatchObject({ code: 0 })
    expect(second.out).not.toContain('Added the profile')
  })

  test('a profile that is new needs a token', async () => {
    const home = createHome()
    const { code, err } = await cli(home, ['--yes', '--user', 'anna', '--profile', 'clinic'], home.env)
    expect(code).toBe(2)
    expect(err.replaceAll(/\s+/g, ' ')).toContain(
      'Expected HIGHLEVEL_TOKEN to hold the token of the new profile clinic',
    )
  })
})
