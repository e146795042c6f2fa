// `npm start`: creates and lists a block with the built command against a local sandbox, then keeps the blocked time of two
// people equal to a list of holidays and a feed.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startSandbox } from '@block-slots/sandbox'

const bin = fileURLToPath(import.meta.resolve('./bin.js'))
const location = 'C2QujeCh8ZnC7al2InWR'
const calendar = 'CVokAlI8fgw4WYWoCtQz'
const zone = 'Asia/Kolkata'
const sandbox = await startSandbox()
const folder = mkdtempSync(join(tmpdir(), 'block-slots-demo-'))

const print = (...lines: string[]): void =>
  void process.stdout.write(lines.map((line) => `${line}\n`).join(''))

/** Runs a command as it is printed, in the folder of the configuration, and returns its output. */
async function run(...args: string[]): Promise<string> {
  const shown = args.filter((arg) => arg !== '--verbose').map((arg) => (arg.includes(' ') ? `"${arg}"` : arg))
  print('', `$ block-slots ${shown.join(' ')}`)
  const env = {
    ...process.env,
    HIGHLEVEL_TOKEN: sandbox.token,
    HIGHLEVEL_LOCATION_ID: location,
    HIGHLEVEL_BASE_URL: sandbox.url,
  }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [bin, ...args], { env, cwd: folder })
  process.stdout.write(stderr + stdout)
  return stdout
}

const commits = (): number => sandbox.audit.filter((entry) => entry.kind === 'commit').length

async function createAndList(): Promise<void> {
  print(
    `Blocking 03:30 to 04:30 on 2021-06-23 in ${zone}. A sandbox at ${sandbox.url} stands in for HighLevel.`,
    'Requests are marked ">", responses "<"; the last lines are the output of the command.',
  )
  const times = ['--from', '2021-06-23T03:30', '--to', '04:30', '--zone', zone]
  await run('create', '--calendar', calendar, '--title', 'Test Event', ...times, '--verbose')
  const day = ['--from', '2021-06-23T00:00', '--to', '2021-06-24T00:00', '--zone', zone]
  await run('list', '--calendar', calendar, ...day, '--verbose')
  print('', `The sandbox's own log agrees: ${commits()} block created.`)
}

const configuration = `version: 1
name: demo
location: ${location}
zone: America/New_York
window: { from: 2030-12-23, days: 7 }
owners:
  anna: { user: 0007BWpSzSwfiuSl0tR2 }
  ben: { user: YlWd2wuCAZQzh2cH1fVZ, zone: ${zone} }
sources:
  holidays: { for: all, holidays: { country: US, kinds: [public] }, title: "Closed: {name}" }
  team: { for: all, ics: team.ics }
`

/** A feed as calendar programs export it: a meeting every Monday at nine in New York. */
const feed = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//block-slots//demo//EN
BEGIN:VEVENT
UID:meeting@example.com
DTSTAMP:20301201T000000Z
DTSTART;TZID=America/New_York:20301202T090000
DTEND;TZID=America/New_York:20301202T100000
RRULE:FREQ=WEEKLY
SUMMARY:Team meeting
END:VEVENT
END:VCALENDAR
`

async function keepEqual(): Promise<void> {
  writeFileSync(join(folder, 'block-slots.yaml'), configuration)
  writeFileSync(join(folder, 'team.ics'), feed.replaceAll('\n', '\r\n'))
  print(
    '',
    'Keeping the blocked time of two people equal to the holidays of a country and to a feed, team.ics.',
    'This is block-slots.yaml:',
    '',
    ...configuration.trimEnd().split('\n'),
  )
  const plan = await run('plan')
  const [, id = ''] = /block-slots apply (\w+)/.exec(plan) ?? []
  await run('apply', id)
  await run('plan')
  await run('undo', id, '--yes')
}

try {
  await createAndList()
  const before = sandbox.blocks().length
  await keepEqual()
  print(
    '',
    `The sandbox has ${sandbox.blocks().length} block again, as before (${before}). For the real service, set HIGHLEVEL_TOKEN and`,
    'HIGHLEVEL_LOCATION_ID and run "npx block-slots create" with the same options, or write a block-slots.yaml',
    'and run "npx block-slots plan". Continue with README.md.',
  )
} finally {
  await sandbox.close()
  rmSync(folder, { recursive: true })
}
