import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '@block-slots/sandbox'
import type { Place } from './command.ts'

/** Where pictures are kept. Not in git. */
export const artefacts: string = fileURLToPath(new URL('.artefacts', import.meta.url))

/** A command, and the name of its picture. */
export type Shown = { readonly name: string; readonly argv: readonly string[] }

const shown = (name: string, command: string): Shown => ({ name, argv: command.split(' ') })
const both = '--user Anna --user Ben'

/** What is looked at, in this order: the plan before and after it is applied. */
export const showcase: readonly Shown[] = [
  shown('help', '--help'),
  shown('help-plan', 'plan --help'),
  shown('help-create', 'create --help'),
  shown('users', 'users'),
  shown('calendars', 'calendars'),
  shown('plan', 'plan'),
  shown('plan-week', 'plan --week'),
  shown('apply', 'apply --yes'),
  shown('list', `list ${both} --day 2030-12-23..2030-12-29 --zone America/New_York`),
  shown('list-week', `list ${both} --week 2030-12-23 --zone-of Ben=Asia/Kolkata`),
  shown('verify', 'verify'),
  shown('runs', 'runs'),
  shown('mistake', 'lst --user Anna'),
]

const configuration = `version: 1
name: clinic
location: C2QujeCh8ZnC7al2InWR
zone: America/New_York
window: { from: 2030-12-20, days: 28 }
owners:
  anna: { user: 0007BWpSzSwfiuSl0tR2 }
  ben: { user: YlWd2wuCAZQzh2cH1fVZ, zone: Asia/Kolkata }
sources:
  holidays: { for: all, holidays: { country: US, kinds: [public] }, title: "Closed: {name}" }
  lunch: { for: all, weekly: { days: [mo, tu, we, th, fr], at: [12:00-13:00] }, title: Lunch }
  early: { for: anna, weekly: { days: [mo, tu, we, th, fr], at: [08:00-08:30, 08:30-09:00] }, title: Prepare }
  night: { for: ben, weekly: { days: [mo, we], at: [22:00-01:00] }, title: Night shift with a title that is far too long for a column }
  team: { for: all, ics: team.ics }
`

const feed = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//block-slots//proofs//EN
BEGIN:VEVENT
UID:meeting@example.com
DTSTAMP:20301201T000000Z
DTSTART;TZID=America/New_York:20301202T090000
DTEND;TZID=America/New_York:20301202T101500
RRULE:FREQ=WEEKLY
SUMMARY:Team meeting
END:VEVENT
END:VCALENDAR
`

/** Blocks of others: some at once, one in wide characters, one over midnight. */
const others = [
  ['0007BWpSzSwfiuSl0tR2', '2030-12-23T13:30:00Z', '2030-12-23T15:00:00Z', 'Dentist'],
  ['0007BWpSzSwfiuSl0tR2', '2030-12-23T14:00:00Z', '2030-12-23T16:00:00Z', 'Call with the office'],
  ['0007BWpSzSwfiuSl0tR2', '2030-12-24T14:00:00Z', '2030-12-24T17:00:00Z', '会議と昼食 📅'],
  ['YlWd2wuCAZQzh2cH1fVZ', '2030-12-26T16:00:00Z', '2030-12-26T21:30:00Z', 'Travel'],
] as const

/** Starts a sandbox and a folder with a configuration, and passes them to the work. */
export async function withShowcase<Result>(work: (place: Place) => Promise<Result>): Promise<Result> {
  const dateAdded = '2030-12-01T00:00:00.000Z'
  const blocks = others.map(([assignedUserId, startTime, endTime, title], index) => ({
    id: `OtherBlock000000000${index}`,
    locationId: 'C2QujeCh8ZnC7al2InWR',
    assignedUserId,
    startTime,
    endTime,
    title,
    dateAdded,
    dateUpdated: dateAdded,
  }))
  // The quota of a location, so that the progress of a run is seen while it waits.
  const sandbox = await startSandbox({ state: { blocks }, limit: { max: 40, intervalMs: 4000 } })
  const folder = mkdtempSync(join(tmpdir(), 'block-slots-shown-'))
  writeFileSync(join(folder, 'block-slots.yaml'), configuration)
  writeFileSync(join(folder, 'team.ics'), feed.replaceAll('\n', '\r\n'))
  try {
    return await work({
      folder,
      env: {
        HIGHLEVEL_TOKEN: sandbox.token,
        HIGHLEVEL_LOCATION_ID: 'C2QujeCh8ZnC7al2InWR',
        HIGHLEVEL_BASE_URL: sandbox.url,
      },
    })
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
