import type { Clock } from '@block-slots/client'

/** The environment of the command line, replaceable in tests. */
export type Io = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** The time zone of this machine. */
  readonly zone: string
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly fetch: (request: Request) => Promise<Response>
  /** The clock of the client. Default: the clock of the machine. */
  readonly clock?: Clock
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal
}

/** The real environment: this process, its variables, and its first Ctrl-C; a second one kills it. */
export function processIo(): Io {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  return {
    env: process.env,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    now: Date.now,
    fetch: (request) => globalThis.fetch(request),
    signal: controller.signal,
  }
}
