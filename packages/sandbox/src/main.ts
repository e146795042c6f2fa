import { parseArgs } from './args.ts'
import { type Sandbox, startSandbox } from './sandbox.ts'
import { seedState } from './state/seed.ts'

/** The streams and signals of the program. */
export type Io = {
  /** Writes to the standard output. */
  readonly writeOutput: (text: string) => void
  /** Writes to the standard error. */
  readonly writeError: (text: string) => void
  /** Aborts when the program has to stop. */
  readonly stop: AbortSignal
}

const help = `block-slots-sandbox [options]

A stateful stand-in for HighLevel's block slots: remembers what is created, rejects what the service rejects.
Runs until it is interrupted.

  --port N              the port: 4011 by default, 0 for any free one
  --host H              the address to listen on, 127.0.0.1 by default
  --seed N              the seed of all ids, 1 by default
  --faults FILE|JSON    a list of faults, such as '[{ "fault": "reset", "on": { "share": 0.1 } }]'
  --limit N             at most N requests in 10 seconds for each location, no limit by default
  --success-status N    the status of a create, update or delete: 201 by default, or 200
  --json                prints one line of JSON instead of text
  --help                prints this text
`

/**
 * The program behind `block-slots-sandbox`.
 *
 * @param argv The arguments, without the name of the program.
 * @param io Its streams and signals.
 * @returns The exit code: 0 after an interruption, 1 when the sandbox cannot start, 2 for a usage error.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const args = parseArgs(argv)
  if (args.kind === 'usage-error') {
    io.writeError(`${args.message}\nRun block-slots-sandbox --help for usage.\n`)
    return 2
  }
  if (args.kind === 'help') {
    io.writeOutput(help)
    return 0
  }
  try {
    const sandbox = await startSandbox(args.options)
    const summary = summarize(sandbox)
    io.writeOutput(args.json ? `${JSON.stringify(summary)}\n` : formatSummary(summary))
    await aborted(io.stop)
    await sandbox.close()
    return 0
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    io.writeError(
      message.includes('EADDRINUSE') ? `${message}\nUse --port 0 for any free port.\n` : `${message}\n`,
    )
    return 1
  }
}

/** The values that a first request needs, as `--json` prints them. */
export type Summary = {
  readonly server: 'sandbox'
  readonly url: string
  readonly token: string
  readonly locationId: string
  readonly calendars: readonly {
    readonly id: string
    readonly calendarType: string
    readonly isActive: boolean
  }[]
  readonly users: readonly { readonly id: string; readonly name: string }[]
}

function summarize({ url, token }: Sandbox): Summary {
  const { tokens, calendars, users } = seedState()
  const locationId = tokens[0]?.locationId ?? ''
  return {
    server: 'sandbox',
    url,
    token,
    locationId,
    calendars: calendars
      .filter((calendar) => calendar.locationId === locationId)
      .map(({ id, calendarType, isActive }) => ({ id, calendarType, isActive: isActive === true })),
    users: users.filter((user) => user.locationId === locationId).map(({ id, name }) => ({ id, name })),
  }
}

function formatSummary({ url, token, locationId, calendars, users }: Summary): string {
  const lines = [
    `The sandbox listens on ${url}`,
    `token     ${token}`,
    `location  ${locationId}`,
    ...calendars.map(
      ({ id, calendarType, isActive }) => `calendar  ${id}  ${calendarType}${isActive ? '' : ', inactive'}`,
    ),
    ...users.map(({ id, name }) => `user      ${id}  ${name}`),
  ]
  return `${lines.join('\n')}\n`
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true })
  })
}
