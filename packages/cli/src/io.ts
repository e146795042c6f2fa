import type { Clock } from '@block-slots/client'

/** The world as the command line sees it, so that tests can give it another. */
export type Io = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** The time zone of this machine. */
  readonly zone: string
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly fetch: (request: Request) => Promise<Response>
  /** What the client waits with; the machine's clock when missing. */
  readonly clock?: Clock
  /** Aborts when the person gives up. */
  readonly signal: AbortSignal
}

/** The real world: this process, its environment, and its first Ctrl-C; a second one ends it at once. */
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
