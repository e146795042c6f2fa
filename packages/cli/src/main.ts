import { CommanderError } from 'commander'
import { describeUnreported, exitCode, factsOf } from './exit-code.ts'
import { OutputError } from './error.ts'
import type { Io } from './io.ts'
import { program } from './program.ts'
import type { Session } from './session.ts'
import { openTerminal, type Terminal } from './terminal.ts'

export type { Io } from './io.ts'

/** Runs the command line and returns its exit code. Never throws. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const terminal = openTerminal(io)
  try {
    await parse(argv, { ...io, ...terminal })
    // A reader that closes stdout ends nothing, but what was changed has to be said somewhere.
    if (io.progress.isReportLost) throw new OutputError('its reader has closed the pipe')
    return exitCode(factsOf(io.progress))
  } catch (error) {
    if (isHelp(error)) return exitCode(factsOf(io.progress, error.exitCode === 0 ? 0 : 2))
    return reportFailure(error, argv, { io, terminal })
  }
}

/** Prints an error on stderr, and returns the exit code of a run that it has ended. Never throws. */
export async function reportFailure(
  error: unknown,
  argv: readonly string[],
  { io, terminal }: { readonly io: Io; readonly terminal: Pick<Terminal, 'note'> },
): Promise<number> {
  try {
    const { describeFailure, exitCodeOf } = await import('./failure.ts')
    await terminal.note(...describeFailure(error, argv.includes('--json'), io))
    return exitCodeOf(error, io)
  } catch {
    // Without a free file descriptor, nothing more can be loaded.
    await terminal.note({ own: 'Error: the run failed, and the reason could not be described.' })
    await terminal.note(...describeUnreported(io.progress).map((own) => ({ own })))
    return exitCode(factsOf(io.progress, 1))
  }
}

async function parse(argv: readonly string[], session: Session): Promise<void> {
  const help: Promise<void>[] = []
  try {
    await program(session, help).parseAsync(argv, { from: 'user' })
  } finally {
    await Promise.all(help)
  }
}

/** True after help and version, which are printed already: Commander throws after them too. */
const isHelp = (error: unknown): error is CommanderError =>
  error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')
