import { type Sandbox, type SandboxOptions, startSandbox, virtualClock } from '@block-slots/sandbox'
import { onTestFinished } from 'vitest'
import type { Io } from '../../src/main.ts'
import { ids, run, type Run } from '../run.ts'
import { withFiles } from '../support/clock.ts'

/** The users and calendars of the sandbox. */
export const anna: string = ids.user
export const ben = 'YlWd2wuCAZQzh2cH1fVZ'
export const room: string = ids.calendar
export const team = 'BqTwX8QFwXzpegMve9EQ'

/** A Monday afternoon in New York, the zone of the machine. */
const now = Date.parse('2026-11-30T20:15:30Z')

/** A sandbox with the command line in New York. */
export type Desk = {
  readonly sandbox: Sandbox
  readonly cli: (...argv: string[]) => Promise<Run>
  readonly cliWith: (io: Partial<Io>, ...argv: string[]) => Promise<Run>
  readonly env: Record<string, string>
  /** Creates a block and returns its id. */
  readonly create: (...argv: string[]) => Promise<string>
}

/** Starts a sandbox. Its requests go through memory. */
export async function startDesk(options: SandboxOptions = {}): Promise<Desk> {
  // Clients with the same clock share a rate limit, so each desk has its own.
  const clock = virtualClock({ now })
  const sandbox = await startSandbox({ clock, ...options })
  onTestFinished(() => sandbox.close())
  const env = {
    HIGHLEVEL_TOKEN: sandbox.token,
    HIGHLEVEL_LOCATION_ID: ids.location,
    HIGHLEVEL_BASE_URL: 'http://sandbox.invalid',
  }
  const cliWith = (io: Partial<Io>, ...argv: string[]): Promise<Run> =>
    withFiles(
      clock,
      run(argv, {
        env,
        zone: 'America/New_York',
        now: () => now,
        fetch: (request) => sandbox.fetch(request),
        clock,
        ...io,
      }),
    )
  const cli = (...argv: string[]): Promise<Run> => cliWith({}, ...argv)
  const create = async (...argv: string[]): Promise<string> => {
    const { out, err } = await cli('create', ...argv, '--json')
    if (out === '') throw new Error(err)
    const { id }: { id: string } = JSON.parse(out)
    return id
  }
  return { sandbox, cli, cliWith, env, create }
}

/** The bodies of the writes that a sandbox has received. */
export const bodiesOf = ({ audit }: Sandbox): unknown[] =>
  audit.flatMap((entry) => (entry.kind === 'request' && entry.method !== 'GET' ? [entry.body] : []))

/** An output with what differs from run to run replaced. */
export const tidy = (text: string): string =>
  text.replaceAll(/\bid [A-Za-z0-9]{20}/g, 'id <id>').replaceAll(/Trace id: .*/g, 'Trace id: <trace>')
