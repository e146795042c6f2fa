import type { RequestLike, VirtualClock } from '@block-slots/sandbox'
import type { Wanted } from './setting.ts'
import type { Said } from './tally.ts'

/** How long an answer is waited for, and how often a request is sent again. */
const timeoutMs = 60_000
const retries = 2

/** What most HTTP clients do when told to: send again after a network error, a 429 or a 5xx. */
export function blindly(
  fetch: (request: RequestLike) => Promise<Response>,
  clock: VirtualClock,
  token: string,
): (wanted: Wanted) => Promise<Said> {
  const send = async (wanted: Wanted): Promise<string | undefined> => {
    const over = new AbortController()
    const done = new AbortController()
    clock.sleep(timeoutMs, done.signal).then(
      () => over.abort(),
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
        signal: over.signal,
      })
      const response = await fetch(request)
      const answer: unknown = response.ok ? await response.json() : undefined
      return typeof answer === 'object' && answer !== null && 'id' in answer ? String(answer.id) : undefined
    } catch {
      return undefined
    } finally {
      done.abort()
    }
  }
  return async (wanted) => {
    for (let again = 0; again <= retries; again += 1) {
      // oxlint-disable no-await-in-loop -- A retry comes after what it repeats.
      const id = await send(wanted)
      if (id !== undefined) return { wanted, id, outcome: 'created' }
      await clock.sleep(1000 * 2 ** again)
      // oxlint-enable no-await-in-loop
    }
    return { wanted, error: new Error('failed three times') }
  }
}
