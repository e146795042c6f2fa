import type { RequestLike, VirtualClock } from '@block-slots/sandbox'
import type { CreateResult } from './tally.ts'
import type { WantedBlock } from './workload.ts'

const timeoutMs = 60_000
const maxRetries = 2

/** The usual retry policy of HTTP clients: send again after a network error, a 429 or a 5xx. */
export function naiveRetry(
  fetch: (request: RequestLike) => Promise<Response>,
  clock: VirtualClock,
  token: string,
): (wanted: WantedBlock) => Promise<CreateResult> {
  const send = async (wanted: WantedBlock): Promise<string | undefined> => {
    const timeout = new AbortController()
    const done = new AbortController()
    clock.sleep(timeoutMs, done.signal).then(
      () => timeout.abort(),
      () => {},
    )
    try {
      const request = new Request('http://sandbox/calendars/events/block-slots', {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          Version: '2021-04-15',
          'Content-Type': 'application/json',
        },
        body: JSON.stringify(wanted),
        signal: timeout.signal,
      })
      const response = await fetch(request)
      const body: unknown = response.ok ? await response.json() : undefined
      return typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : undefined
    } catch {
      return undefined
    } finally {
      done.abort()
    }
  }
  return async (wanted) => {
    for (let retry = 0; retry <= maxRetries; retry += 1) {
      // oxlint-disable no-await-in-loop -- A retry follows the attempt that it repeats.
      const id = await send(wanted)
      if (id !== undefined) return { wanted, id, outcome: 'created' }
      await clock.sleep(1000 * 2 ** retry)
      // oxlint-enable no-await-in-loop
    }
    return { wanted, error: new Error('failed three times') }
  }
}
