import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type Sandbox, seedState, startSandbox } from '@block-slots/sandbox'
import { UsageError } from '../error.ts'
import type { Session } from '../session.ts'
import { addDemoWeeks } from './demo-week.ts'
import { runCommand } from './run-command.ts'
import { chooseShell, type Shell, type Variables, writeAssignments } from './shell.ts'

/** The options of `block-slots sandbox`. */
export type SandboxFlags = { readonly port?: string; readonly shell?: string; readonly json?: true }

/** The sub-account of the sandbox. */
const { id: locationId = '', timezone = 'UTC' } = seedState().locations[0] ?? {}

/**
 * `block-slots sandbox`: runs the sandbox until it is interrupted, or while a command runs. Its token is no secret, and is printed.
 */
export async function runSandbox(
  command: readonly string[],
  flags: SandboxFlags,
  session: Session,
): Promise<void> {
  const shell = chooseShell(flags.shell, session.env)
  const parent = process.ppid
  const sandbox = await start(flags, session)
  try {
    const variables = variablesOf(sandbox)
    if (command.length > 0) await runWithState(command, variables, session)
    else {
      await session.print({ own: flags.json ? JSON.stringify(summarize(sandbox)) : describe(sandbox, shell) })
      await untilEnd(session.signal, parent)
    }
  } finally {
    await sandbox.close()
  }
}

/** Runs a command with states of its own: what is imported into a sandbox ends with it. */
async function runWithState(
  command: readonly string[],
  variables: Variables,
  session: Session,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-sandbox-'))
  try {
    await runCommand(command, { ...variables, XDG_STATE_HOME: folder }, session)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function start({ port = '0' }: SandboxFlags, { now }: Session): Promise<Sandbox> {
  const number = /^\d{1,5}$/.test(port) ? Number(port) : Number.NaN
  if (!(number <= 65_535)) {
    throw new UsageError(`Expected --port to be a whole number from 0 to 65535 and got "${port}".`)
  }
  try {
    return await startSandbox({ port: number, state: addDemoWeeks(seedState(), now(), timezone) })
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('EADDRINUSE')) throw error
    throw new UsageError(
      `Expected port ${port} to be free and found it in use. Leave --port out for a free one.`,
    )
  }
}

const variablesOf = ({ url, token }: Sandbox): Variables => ({
  HIGHLEVEL_BASE_URL: url,
  HIGHLEVEL_TOKEN: token,
  HIGHLEVEL_LOCATION_ID: locationId,
})

const isHere = (each: { readonly locationId: string }): boolean => each.locationId === locationId

function describe(sandbox: Sandbox, shell: Shell): string {
  const names = seedState()
    .users.filter(isHere)
    .map(({ name }) => name)
    .join(' and ')
  return [
    `A sandbox at ${sandbox.url} stands in for HighLevel.`,
    'It keeps what is changed in memory, until Ctrl-C ends it.',
    '',
    `Type this in another terminal (${shell}):`,
    '',
    ...writeAssignments(variablesOf(sandbox), shell).map((line) => `  ${line}`),
    '',
    `Then try it: ${names} have appointments this week and the next.`,
    '',
    '  block-slots calendars',
    '  block-slots list --user anna --user ben --week --appointments',
  ].join('\n')
}

const summarize = (sandbox: Sandbox): unknown => {
  const { users, calendars } = seedState()
  return {
    url: sandbox.url,
    token: sandbox.token,
    locationId,
    users: users.filter(isHere).map(({ id, name }) => ({ id, name })),
    calendars: calendars.filter(isHere).map(({ id, name, calendarType }) => ({ id, name, calendarType })),
  }
}

/** Milliseconds between two looks at the parent process. */
const parentMs = 2000

/** Waits for a signal, or for the end of the program that has started this one: a sandbox that is left over keeps its port. */
async function untilEnd(signal: AbortSignal, parent: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid !== parent) end()
    }, parentMs)
    const end = (): void => {
      clearInterval(timer)
      resolve()
    }
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
  })
}
