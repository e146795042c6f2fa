import { CommanderError } from 'commander'
import type { Session } from './session.ts'
import { describeFailure, exitCodeOf } from './failure.ts'
import type { Io } from './io.ts'
import { program } from './program.ts'
import { openTerminal } from './terminal.ts'

export type { Io } from './io.ts'

/** Runs the command line and returns its exit code. Never throws. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const session: Session = { ...io, ...openTerminal(io) }
  try {
    await parse(argv, session)
    return io.progress.code ?? 0
  } catch (error) {
    if (!isHelp(error)) await session.note(...describeFailure(error, argv.includes('--json'), io))
    return exitCodeOf(error, io)
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
const isHelp = (error: unknown): boolean =>
  error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')
