import { describeLimit } from '../limit.ts'
import type { Reply } from '../service.ts'
import type { Finding } from './finding.ts'

/** What is judged of every response. */
export type ReplySample = Pick<Reply, 'status' | 'limit'>

/** Judges how often requests failed by chance. Statuses that the probe itself causes do not count. */
export function judgeFailures(replies: readonly ReplySample[]): Finding {
  const counts = new Map<number, number>()
  for (const { status } of replies) counts.set(status, (counts.get(status) ?? 0) + 1)
  const failures = Array.from(counts).filter(([status]) => status === 401 || status === 429 || status >= 500)
  const samples = Object.fromEntries(counts)
  if (failures.length === 0) {
    return { topic: 'failures', state: 'ok', found: `none of ${replies.length} requests`, samples }
  }
  const isAssumed = failures.every(([status]) => status === 401 || status === 503)
  const found = failures.map(([status, count]) => `${count} of ${replies.length} with ${status}`).join(', ')
  return { topic: 'failures', state: isAssumed ? 'ok' : 'warning', found, samples }
}

/** Judges the rate limit that the responses announce. */
export function judgeLimit(replies: readonly ReplySample[]): Finding {
  const announced = replies.filter(({ limit }) => limit.max !== undefined)
  const remaining = announced.flatMap(({ limit }) => (limit.remaining === undefined ? [] : [limit.remaining]))
  const last = announced.at(-1)?.limit
  const fewestLeft = remaining.length === 0 ? undefined : Math.min(...remaining)
  const samples = { responses: replies.length, announced: announced.length, last, fewestLeft }
  if (last === undefined)
    return { topic: 'limit', state: 'warning', found: `by none of ${replies.length}`, samples }
  const { remaining: _, ...limit } = last
  const least = fewestLeft === undefined ? '' : `; ${fewestLeft} left at least`
  const found = `by ${announced.length} of ${replies.length}: ${describeLimit(limit)}${least}`
  return { topic: 'limit', state: announced.length === replies.length ? 'ok' : 'warning', found, samples }
}
