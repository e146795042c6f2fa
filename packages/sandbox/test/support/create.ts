import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { type Fault, type Sandbox, startSandbox, virtualClock } from '../../src/index.ts'
import { block, calendar, slots } from './client.ts'

/** The outcome of a create in short, and how long it took. */
export type Outcome = { outcome: string; headers: Headers; text: string; ms: number }

type SendCreate = (body?: object, signal?: AbortSignal) => Promise<Outcome>

/** Sends creates through a `fetch`, and times them by a clock. */
export function creator(
  send: (request: Request) => Promise<Response>,
  sandbox: Sandbox,
  now: () => number,
): SendCreate {
  return async (body = { ...block, calendarId: calendar }, signal) => {
    const start = now()
    const seen = { headers: new Headers(), text: '', outcome: '', ms: 0 }
    try {
      const response = await send(
        new Request(sandbox.url + slots, {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${sandbox.token}`,
            'Content-Type': 'application/json',
            Version: '2021-04-15',
          },
          body: JSON.stringify(body),
          ...(signal === undefined ? {} : { signal }),
        }),
      )
      seen.headers = response.headers
      seen.outcome = `${response.status}`
      seen.text = await response.text()
    } catch (error) {
      seen.outcome = [seen.outcome, failure(error)].filter((part) => part !== '').join(' then ')
    }
    seen.ms = now() - start
    return seen
  }
}

function failure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  const { code = cause.name, syscall } = cause as Error & { code?: string; syscall?: string }
  return [error.message, code, syscall].filter((part) => part !== undefined).join(' ')
}

/** The kinds of the entries of the log. */
export function kinds(sandbox: Sandbox): string {
  return sandbox.audit.map(({ kind }) => kind).join(' ')
}

/** Waits for an event over a socket. */
export async function until(happened: () => boolean): Promise<void> {
  while (!happened()) await pause(2)
}

/** The response headers of the last of some creates. */
export async function headersOf(faults: Fault[], times = 1, limited = false): Promise<Headers> {
  const clock = virtualClock()
  const limit = limited ? { limit: { max: 50, intervalMs: 10_000 } } : {}
  const sandbox = await startSandbox({ clock, faults, ...limit })
  onTestFinished(sandbox.close)
  const ask = creator(sandbox.fetch, sandbox, clock.now)
  for (let count = 1; count < times; count += 1) await ask()
  return (await ask()).headers
}

/** The five rate limit headers. */
export function limitHeadersOf(headers: Headers): (string | null)[] {
  return ['max', 'remaining', 'daily-remaining', 'interval-milliseconds', 'limit-daily'].map((name) =>
    headers.get(`x-ratelimit-${name}`),
  )
}
