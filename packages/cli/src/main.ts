import { CommanderError } from 'commander'
import { describeFailure, exitCodeOf } from './failure.ts'
import type { Io } from './io.ts'
import { program } from './program.ts'

export { processIo, type Io } from './io.ts'

/** Runs the command line and returns its exit code. Never throws. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    await program(io).parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    if (!isHelp(error)) io.err(describeFailure(error, argv.includes('--json')))
    return exitCodeOf(error)
  }
}

/** True after help and version, which are printed already: Commander throws after them too. */
const isHelp = (error: unknown): boolean =>
  error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')
