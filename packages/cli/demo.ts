// `npm start`: creates and lists a block with the built command against a local sandbox, keeps the blocked time of two people
// equal to a list of holidays and a feed, and shows their week before and after.
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
    ...(process.stdout.isTTY && process.stdout.hasColors() && { FORCE_COLOR: '1' }),
  }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [bin, ...args], { env, cwd: folder })
  process.stdout.write(stderr + stdout)
  return stdout
}

const commits = (): number => sandbox.audit.filter((entry) => entry.kind === 'commit').length

async function createAndList(): Promise<void> {
  print(
    `Blocking 03:30 to 04:30 on 2030-06-19 in ${zone}. A sandbox at ${sandbox.url} stands in for HighLevel.`,
    'Requests are marked ">", responses "<"; the last lines are the output of the command.',
  )
  const times = ['--from', '2030-06-19T03:30', '--to', '04:30', '--zone', zone]
  await run('create', '--calendar', calendar, '--title', 'Test Event', ...times, '--verbose')
  const day = ['--from', '2030-06-19T00:00', '--to', '2030-06-20T00:00', '--zone', zone]
  await run('list', '--calendar', calendar, ...day)
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
  const id = await planRun('plan')
  await run('apply', id)
  await run('undo', id, '--yes')
  print('', 'The week before, with what the plan creates, and the week after:')
  const week = ['plan', '--week', '2030-12-23']
  await run('apply', await planRun(...week))
  await run(...week)
}

/** Makes a plan, and returns the id of its run. */
async function planRun(...args: string[]): Promise<string> {
  const [, id = ''] = /block-slots apply (\w+)/.exec(await run(...args)) ?? []
  return id
}

try {
  await createAndList()
  await keepEqual()
  print(
    '',
    'For the real service, set HIGHLEVEL_TOKEN and HIGHLEVEL_LOCATION_ID, and run "npx block-slots init", or',
    '"npx block-slots sandbox" to try all of it. Continue with README.md.',
  )
} finally {
  await sandbox.close()
  rmSync(folder, { recursive: true })
}
