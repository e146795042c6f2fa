import { startSandbox, virtualClock, type Sandbox } from '@block-slots/sandbox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Io } from '../../src/main.ts'
import { ids, run, type Run } from '../run.ts'
import { withFiles } from '../support/clock.ts'

const clock = virtualClock({ now: Date.parse('2026-11-30T12:00:00Z') })
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ clock })
})
beforeEach(() => sandbox.reset())
afterAll(() => sandbox.close())

const ben = 'YlWd2wuCAZQzh2cH1fVZ'

/** Runs words as a shell splits them, at noon of Monday, 30 November 2026, on a machine in New York. */
function type(words: string, io: Partial<Io> = {}): Promise<Run> {
  const argv = [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([word, quoted]) => quoted ?? word)
  const env = {
    HIGHLEVEL_TOKEN: sandbox.token,
    HIGHLEVEL_LOCATION_ID: ids.location,
    HIGHLEVEL_BASE_URL: 'http://sandbox.invalid',
    ...io.env,
  }
  const base = {
    zone: 'America/New_York',
    now: clock.now,
    clock,
    fetch: (request: Request) => sandbox.fetch(request),
  }
  return withFiles(clock, run(argv, { ...base, ...io, env }))
}

/** What differs from run to run. */
const withoutIds = (text: string): string =>
  text
    // The wait is random, and a short one is not shown.
    .replaceAll(/^Waiting .*\n/gm, '')
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b/g, '<trace>')
    .replaceAll(
      /\b(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])\w{20}\b/g,
      (id) => ({ [ids.user]: '<anna>', [ben]: '<ben>', [ids.calendar]: '<room>' })[id] ?? '<id>',
    )

const day = '--from 2026-12-01T09:00 --to 10:00 --zone Asia/Kolkata'
const room = 'create --calendar "Meeting room"'

/** A mistake, the exit code, and what says what to type, or what was done. */
type Mistake = readonly [words: string, code: number, says: RegExp, io?: Partial<Io>]

/** Those that were made by people who tried the command for the first time, by their number. */
const tried: readonly Mistake[] = [
  [`create --user Anna --user Ben ${day}`, 0, /Anna[^]*Ben/],
  [`create --user ${ids.user},${ben} ${day}`, 2, /--user/],
  ['crate --user Anna', 2, /Did you mean: block-slots create/],
  ['ls --user Anna', 2, /Did you mean: block-slots list/],
  ['rm abc', 2, /Did you mean: block-slots delete/],
  [`create --calender "Meeting room" ${day}`, 2, /Did you mean --calendar\?/],
  [`${room} --from "2026-12-01 09:00" --to 10:00 --zone Asia/Kolkata`, 0, /Blocked/],
  [`${room} --from 2026-12-01T9:00 --to 10:00 --zone Asia/Kolkata`, 0, /Blocked/],
  [`${room} --from 2026-12-01T09:00 --to 10am --zone Asia/Kolkata`, 0, /Blocked/],
  [`${room} --from 12/01/2026 --to 12/02/2026 --zone Asia/Kolkata`, 2, /2026-12-01[^]*2026-01-12/],
  [`${room} --from 2026-12-01T09:00 --to 10:00 --zone EST`, 2, /America\/New_York/],
  [`${room} --from 2026-12-01T09:00 --to 10:00 --zone IST`, 2, /Asia\/Kolkata/],
  [`${room} --from 2026-12-01T09:00 --to 10:00 --zone "New York"`, 2, /America\/New_York/],
  [`${room} --from 2026-12-01T09:00 --to 10:00 --zone kolkata`, 2, /Asia\/Kolkata/],
  [`${room} --from 2026-12-01T09:00 --to 10:00`, 0, /America\/New_York, the zone of this machine/],
  [`${room} --from 2026-12-01T09:00 --duration 45m --zone Asia/Kolkata`, 0, /Blocked/],
  [`${room} --from 2026-12-01T09:00 --duration 1h30 --zone Asia/Kolkata`, 0, /Blocked/],
  [`${room} ${day} --duration PT1H`, 2, /--to[^]*--duration/],
  [`${room} --from 2026-12-01T09:00 --zone Asia/Kolkata`, 2, /--to[^]*--duration/],
  [`create ${day}`, 2, /--user[^]*--calendar/],
  [`create --calendar BqTwX8QFwXzpegMve9EQ ${day}`, 0, /Blocked/],
  [`${room} --from 2026-12-01T09:00 --to 2026-12-01T08:00 --zone Asia/Kolkata`, 2, /after/],
  [`create --calendar Meeting room ${day}`, 2, /--calendar "Meeting room"/],
  [`create --user Anna ${day}`, 0, /Blocked/],
  [`${room} --from 2020-12-01T09:00 --to 10:00 --zone Asia/Kolkata`, 0, /past/],
  [`${room} ${day} --title`, 2, /--title needs a value/],
  [`${room} ${day} --dry-run`, 0, /Would/],
  [`${room} --from tomorrow --to 10:00 --zone Asia/Kolkata`, 2, /--from "tomorrow 9:00"/],
  [`${room} ${day} extra words`, 2, /"extra words"|extra/],
  ['delete', 2, /Example: block-slots delete/],
  ['delete doesnotexist', 1, /block-slots list/],
  ['update mAg88Rlsa9ceIZPJeEYv --title New', 1, /block-slots list/],
  ['list', 2, /--user/],
  ['list --calendar', 2, /--calendar needs a value/],
  ['list --calendar BqTwX8QFwXzpegMve9EQ', 0, /Nothing is blocked/],
  ['list --calendar nonexistent', 2, /block-slots calendars|Meeting room/],
  ['list --group nope', 0, /does not exist|may not exist|nope/],
  ['--verson', 2, /Did you mean --version\?/],
  ['-v', 2, /Did you mean --version\?/],
  ['version', 2, /Type: block-slots --version/],
  ['completion bash', 0, /complete -F/],
  ['help create2', 2, /Did you mean: block-slots help create/],
  ['list --user Anna', 3, /Set HIGHLEVEL_TOKEN/, { env: { HIGHLEVEL_TOKEN: '' } }],
  ['list --user Anna', 3, /another one/, { env: { HIGHLEVEL_TOKEN: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln' } }],
  [
    'list --user Anna',
    3,
    /another one/,
    { env: { HIGHLEVEL_TOKEN: 'pit-00000000-0000-0000-0000-000000000000' } },
  ],
  ['list --user Anna', 2, /HIGHLEVEL_LOCATION_ID/, { env: { HIGHLEVEL_LOCATION_ID: '' } }],
  ['list --user Anna', 3, /--location/, { env: { HIGHLEVEL_LOCATION_ID: 'ElsewhereLocation001' } }],
  [
    'list --user Anna',
    1,
    /--base-url/,
    {
      fetch: () =>
        Promise.reject(
          new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED', syscall: 'connect' } }),
        ),
    },
  ],
  [
    'list --user Anna',
    2,
    /Expected HIGHLEVEL_BASE_URL to be/,
    { env: { HIGHLEVEL_BASE_URL: 'localhost:8080' } },
  ],
  ['list --user Anna --base-url ftp://localhost', 2, /Expected --base-url to be/],
  ['list --user Anna --token abc', 2, /HIGHLEVEL_TOKEN/],
  ['list --user Anna --limit 5', 2, /--from and --to/],
  ['create --user Anna --from 2027-03-14T02:30 --to 03:00 --zone America/New_York', 0, /there is no 02:30/],
]

/** Further ones, which a new user makes. */
const further: readonly Mistake[] = [
  [`create --user Ana ${day}`, 2, /Did you mean "?Anna/],
  [`create --user "Meeting room" ${day}`, 2, /--calendar "?Meeting room/],
  [`create --calendar Ben ${day}`, 2, /--user "?Ben/],
  [`create --user Anna --start 2026-12-01T09:00 --end 10:00`, 2, /Did you mean --from\?/],
  [`create --user Anna ${day} --name Lunch`, 2, /Did you mean --title\?/],
  [`create --user Anna ${day} --title Team lunch`, 2, /--title "Team lunch"/],
  ['create Anna tomorrow', 2, /Anna/],
  ['create --user Anna --day 2026-12-24 --from 9:00', 2, /--day/],
  ['create --user Anna --day 24.12.2026', 2, /2026-12-24/],
  ['create --user Anna --day 2026-12-26..2026-12-24', 2, /2026-12-24/],
  ['create --user Anna --day 2026-02-30', 2, /2026-02-30/],
  ['create --user Anna --from 25:00 --duration 1h', 2, /25:00/],
  ['create --user Anna --from "next weekday" --duration 1h', 2, /block-slots help times|tomorrow|monday/],
  ['create --user Anna --from "tomorrow 9:00" --duration 90', 2, /90m/],
  ['list -user Anna', 2, /Did you mean --user\?/],
  ['list --user Anna --week 2026-13-01', 2, /2026-13-01/],
  ['list --from tomorrow', 2, /--user/],
  ['list Anna', 2, /--user/],
  ['--user Anna list', 2, /Options follow the command/],
  ['delete --user Anna', 2, /block-slots delete/],
  ['update --user Anna', 2, /Example: block-slots update/],
  ['apply anna', 2, /block-slots runs|configuration/],
  ['apply --dry-run', 2, /plan/],
  ['undo', 2, /Example: block-slots undo/],
  ['help exit-code', 2, /Did you mean: block-slots help exit-codes/],
  ['help zones', 2, /block-slots help times/],
  ['help me', 2, /Did you mean: block-slots help whoami/],
  ['completion powershell', 2, /bash, zsh, fish/],
  ['login', 2, /block-slots init/],
  ['sync', 2, /Did you mean: block-slots apply/],
  ['diff', 2, /Did you mean: block-slots plan/],
  ['list --user Anna --no-color', 2, /NO_COLOR=1/],
  ['list --user Anna --constructor', 2, /See all options with: block-slots list --help/],
  ['list --user Anna --json=yes', 2, /Type it alone: --json/],
  ['users anna ben', 2, /Unexpected "ben" after "anna"/],
  ['whoami now', 2, /Example: block-slots whoami/],
  ['LIST', 2, /Did you mean: block-slots list/],
  ['create --User Anna', 2, /Did you mean --user\?/],
  ['list --user', 2, /--user needs a value/],
  ['frobnicate', 2, /See all commands with: block-slots --help/],
]

describe.each([
  ['tried', tried],
  ['further', further],
])('%s', (_, mistakes) => {
  test.each(mistakes.map((mistake, at) => ({ at: at + 1, mistake })))('$at: $mistake.0', async (each) => {
    const [words, code, says, io] = each.mistake
    const found = await type(words, io)
    expect(withoutIds(`${found.out}${found.err}`).slice(0, 1500)).toMatchSnapshot()
    expect(found.out + found.err).toMatch(says)
    expect(found.code).toBe(code)
    // Words of programs: operations, fields, and times that no person writes.
    expect(found.err).not.toMatch(
      /\b[a-z]+(?:BlockSlots?|BlockedSlots|Id)\b|configure:|\d\dT\d\d:\d\d:\d\d\.\d/,
    )
  })
})
