import { type Context, createBlock, readList } from './context.ts'
import { type Finding, formatSeconds } from './finding.ts'

/** The time from the response to a create to the list that showed its block; missing when none did. */
export type LagSample = {
  readonly lagMs?: number
  /** Lists that were read for it. */
  readonly lists: number
  /** Milliseconds until the response. */
  readonly responseMs: number
}

/** What is assumed of how long it takes. */
export const assumedMs = 10_000
/** A block is looked for that long. */
const maxLagMs = 30_000
const minPollMs = 100
const maxPollMs = 1000

/** Measures how long it takes until a list shows a new block. */
export async function measureLag(context: Context): Promise<LagSample[]> {
  const samples: LagSample[] = []
  for (let index = 0; index < context.samples; index += 1) samples.push(await measureOne(context))
  return samples
}

async function measureOne(context: Context): Promise<LagSample> {
  const { service, signal, takeSlot } = context
  const slot = takeSlot()
  const { id, reply } = await createBlock(context, slot)
  const responseMs = reply.receivedAt - reply.sentAt
  let pollMs = minPollMs
  for (let lists = 1; ; lists += 1) {
    const { rows, sentAt } = await readList(context, slot.from, slot.to)
    const lagMs = sentAt - reply.receivedAt
    if (rows.some((row) => row.id === id)) return { lagMs, lists, responseMs }
    if (lagMs > maxLagMs) return { lists, responseMs }
    await service.clock.sleep(pollMs, signal)
    pollMs = Math.min(maxPollMs, pollMs * 1.5)
  }
}

/** Judges how long it takes. */
export function judgeLag(samples: readonly LagSample[]): Finding {
  const shown = samples.flatMap(({ lagMs }) => (lagMs === undefined ? [] : [lagMs]))
  const finding = { topic: 'lag', samples } as const
  if (shown.length < samples.length) {
    const missing = samples.length - shown.length
    return {
      ...finding,
      state: 'warning',
      found: `${missing} of ${samples.length} not within ${maxLagMs / 1000} s`,
    }
  }
  // How long the first list takes to be sent says nothing of the service.
  if (samples.every(({ lists }) => lists === 1)) {
    return {
      ...finding,
      state: 'ok',
      found: `in the first list, ${samples.length} of ${samples.length} times`,
    }
  }
  const longest = Math.max(...shown)
  const found = `median ${formatSeconds(medianOf(shown))}, at most ${formatSeconds(longest)} after the response`
  return { ...finding, state: longest > assumedMs ? 'warning' : 'ok', found }
}

/** The middle of some numbers. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
