import type { Applied, Clock } from '@block-slots/client'

/** What is known of the changes that a run has made. Written by `changing` alone, and read when the run ends. */
type Progress = { applied: Applied }

/** One line of words, or a value that is printed as JSON. */
export type Output = string | { readonly json: unknown; readonly indent?: number }

/** The environment of the command line, replaceable in tests. */
export type Io = {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Writes to stdout. Throws, or returns a promise that rejects, when the text could not be written. */
  readonly out: (text: string) => unknown
  /** Writes to stderr, likewise. */
  readonly err: (text: string) => unknown
  /** The time zone of this machine. */
  readonly zone: string
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly fetch: (request: Request) => Promise<Response>
  /** The clock of the client. Default: the clock of the machine. */
  readonly clock?: Clock
  /** Aborts when the run is interrupted. The reason is the name of the signal. */
  readonly signal: AbortSignal
  readonly progress: Progress
}
