/**
 * A command that cannot be carried out as it is: an option is missing or wrong, or has to confirm it. The exit code is that of
 * the cause, if there is one.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The result of a command that could not be printed. */
export class OutputError extends Error {
  override readonly name = 'OutputError'

  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super(`the result could not be printed: ${reason}`, { cause })
  }
}
