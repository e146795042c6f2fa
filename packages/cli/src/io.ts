import type { Applied, Clock } from '@block-slots/client'
import type { Line } from '@block-slots/sync/view'

/** What is known of a run while it goes on. Read when it ends, however it ends. */
export type Progress = {
  /** What it has changed and not yet reported: `unknown` before a change is sent, `no` again once its outcome is printed. */
  applied: Applied
  /** True when stdout was closed while something was to be reported on it. */
  isReportLost?: boolean
  /** What is in no output, beside the token. */
  secrets?: readonly string[]
  /** Shows that requests wait until then, beside how far a run is. Missing where that is not shown. */
  onWait?: ((until: number, why: string) => void) | undefined
  /** The command that continues what was begun. */
  resume?: string
  /** The exit code when no error ends the run; 7, a part that was not done, also when one does. Default: 0. */
  code?: number
}

/** One line of words, in styles or without, a value as JSON, or a text of this program. */
export type Output = string | { readonly line: Line } | JsonOutput | OwnText
/** A text that has nothing from outside, such as help: it is printed as it is, in lines. */
export type OwnText = { readonly own: string }
/** A value that is printed as JSON, after the words of a document that it is a part of. */
export type JsonOutput = { readonly json: unknown; readonly indent?: number; readonly before?: string }

/** The environment of the command line, replaceable in tests. */
export type Io = {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Writes to stdout. Throws, or returns a promise that rejects, when the text could not be written. */
  readonly out: (text: string) => unknown
  /** Writes to stderr, likewise. */
  readonly err: (text: string) => unknown
  /** Asks on the terminal, and returns what is typed there; missing without a terminal. */
  readonly ask?: (question: string) => Promise<string>
  /** True when stderr is a terminal, which can show progress on one line. */
  readonly showsProgress?: boolean
  /** Columns of the terminal that stdout is. Default: 80. */
  readonly columns?: number
  /** Columns of the terminal that stderr is: sentences are broken between words there, and nowhere else. */
  readonly errColumns?: number
  /** True when stdout shows colours: a terminal without `NO_COLOR`. */
  readonly hasColors?: boolean
  /** The time zone of this machine, empty where it is unknown. Default: read by `machineZone` when it is needed. */
  readonly zone?: string
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly fetch: (request: Request) => Promise<Response>
  /** The clock of the client. Default: the clock of the machine. */
  readonly clock?: Clock
  /** Aborts when the run is interrupted. The reason is the name of the signal. */
  readonly signal: AbortSignal
  readonly progress: Progress
}
