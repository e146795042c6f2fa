import type { Command, CommanderError } from 'commander'

/**
 * A command that cannot be carried out as it is: an option is missing or wrong, or has to confirm it. The exit code is that of
 * the cause, if there is one.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A token that is given nowhere, or cannot be read. */
export class TokenError extends UsageError {}

/** The code of an error of the system, such as `ENOENT`. */
export const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'

/** The result of a command that could not be printed. */
export class OutputError extends Error {
  override readonly name = 'OutputError'

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(`the result could not be printed: ${reason}`, { cause })
  }
}

/** Words that are no command, or options that it does not take. */
export class Mistake extends Error {
  override readonly name = 'Mistake'
  readonly kind: string
  readonly command: Command

  constructor({ code, message }: Pick<CommanderError, 'code' | 'message'>, command: Command) {
    super(message.replace(/^error: /, ''))
    this.kind = code
    this.command = command
  }
}
