import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { startSandbox, type AuditEntry } from '@block-slots/sandbox'
import { calendarOf, type FeedEvent } from './feed.ts'
import { sumOf, writesSince, type Writes } from './judge.ts'

/** What one night took. */
export type Night = Writes & {
  readonly requests: number
  readonly lists: number
  /** Lists of appointments under what is to be blocked. */
  readonly appointments: number
}

export type NightResult = {
  readonly nights: readonly [first: Night, second: Night, third: Night]
  /** Lines of the program, without empty ones. */
  readonly lines: number
  /** Blocks after the first night. */
  readonly blocks: number
}

const program = fileURLToPath(new URL('night-job.ts', import.meta.url))
const people = { anna: '0007BWpSzSwfiuSl0tR2', ben: 'YlWd2wuCAZQzh2cH1fVZ', carla: '3mPqLw8tRz0VbNc5XyAa' }
const locationId = 'C2QujeCh8ZnC7al2InWR'

const pad = (part: number): string => String(part).padStart(2, '0')

/** Single appointments of a person elsewhere, one a day at most. */
const singleEvents = (count: number): FeedEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    uid: `single-${index}@clinic.example`,
    start: `2027${pad(3 + Math.floor(index / 28))}${pad(1 + (index % 28))}T170000Z`,
    duration: 'PT30M',
    title: `Errand ${index}`,
  }))

/** The calendar of a person: recurring meetings, a supervision every second week, and single events. */
const feedOf = (singles: readonly FeedEvent[]): FeedEvent[] => [
  {
    uid: 'team@clinic.example',
    start: '20270301T073000Z',
    duration: 'PT45M',
    title: 'Team meeting',
    rule: 'FREQ=WEEKLY;BYDAY=MO,TH',
  },
  {
    uid: 'supervision@clinic.example',
    start: '20270303T140000Z',
    duration: 'PT2H',
    title: 'Supervision',
    rule: 'FREQ=WEEKLY;INTERVAL=2',
  },
  ...singles,
]

/** Runs the job of a clinic for three nights: the first, one on which nothing has changed, and one after small changes. */
export async function runNights(singles: number, days: number = 120): Promise<NightResult> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-night-'))
  const sandbox = await startSandbox({
    state: { users: Object.entries(people).map(([name, id]) => ({ id, locationId, name })) },
  })
  const save = (name: string, events: readonly FeedEvent[]): Promise<void> =>
    writeFile(join(folder, `${name}.ics`), calendarOf(feedOf(events)))
  const night = async (): Promise<Night> => {
    const from = sandbox.audit.length
    await runProgram(folder, {
      HIGHLEVEL_URL: sandbox.url,
      TOKEN: sandbox.tokenByName('full'),
      DAYS: String(days),
    })
    return { ...writesSince(sandbox.audit, from), ...requestsOf(sandbox.audit.slice(from)) }
  }
  try {
    const events = singleEvents(singles)
    for (const name of Object.keys(people)) await save(name, events)
    const first = await night()
    const blocks = sandbox.blocks().length
    const second = await night()
    // Anna's first errand is later, her second is off, and she has another one.
    const [moved, , ...others] = events
    const added = {
      uid: 'added@clinic.example',
      start: '20270305T160000Z',
      duration: 'PT1H',
      title: 'Dentist',
    }
    await save('anna', [...(moved === undefined ? [] : [{ ...moved, duration: 'PT45M' }]), ...others, added])
    const third = await night()
    const lines = readFileSync(program, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '').length
    return { nights: [first, second, third], lines, blocks }
  } finally {
    await sandbox.close()
    await rm(folder, { recursive: true })
  }
}

function requestsOf(audit: readonly AuditEntry[]): Pick<Night, 'requests' | 'lists' | 'appointments'> {
  const requests = audit.filter((entry) => entry.kind === 'request')
  const count = (operation: string): number =>
    requests.filter((request) => request.operation === operation).length
  return {
    requests: requests.length,
    lists: count('listBlockedSlots'),
    appointments: count('listEvents'),
  }
}

/** Runs the program as its user does, in the folder of its state. */
async function runProgram(folder: string, environment: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn(process.execPath, ['--conditions=block-slots-source', program], {
    cwd: folder,
    env: { ...process.env, ...environment, FEEDS: pathToFileURL(folder).href, LOCATION: locationId },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`Expected the program to succeed and got exit code ${String(code)}.`)
}

/** The sum of what a night has written. */
export const changesOf = (night: Night): number => sumOf(night)
