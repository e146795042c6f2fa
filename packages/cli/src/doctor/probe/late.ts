import { type Context, cutCreate, readList, type Slot } from './context.ts'
import { type Finding, formatSeconds } from './finding.ts'
import { assumedMs, medianOf } from './lag.ts'

/** A create whose connection was closed. */
export type LateSample = {
  /** Milliseconds from its send to the cut. */
  readonly cutAfterMs: number
  /** `responded`: the response came before. `absent`: its block did not appear within the time that it was looked for. */
  readonly outcome: 'responded' | 'appeared' | 'absent'
  /** Milliseconds from the cut to the first list that showed its block. */
  readonly appearedMs?: number
}

/** A block is looked for that long. */
const maxLateMs = 30_000
const pollMs = 250

/**
 * Cuts requests at moments spread over the time that a response takes, and looks for their blocks.
 *
 * @param responseMs The time that a response takes.
 */
export async function measureLate(context: Context, responseMs: number): Promise<LateSample[]> {
  const { samples, takeSlot, service, signal } = context
  const all: { readonly slot: Slot; readonly cutAfterMs: number; readonly cutAt?: number }[] = []
  for (let index = 0; index < samples; index += 1) {
    const slot = takeSlot()
    const cutAfterMs = Math.max(1, Math.round((responseMs * (index + 0.5)) / samples))
    const { cutAt } = await cutCreate(context, slot, cutAfterMs)
    all.push({ slot, cutAfterMs, ...(cutAt !== undefined && { cutAt }) })
  }
  const open = all.filter(({ cutAt }) => cutAt !== undefined)
  const appeared = new Map<Slot, number>()
  const from = Math.min(...open.map(({ slot }) => slot.from))
  const to = Math.max(...open.map(({ slot }) => slot.to))
  const until = Math.max(...open.map(({ cutAt = 0 }) => cutAt)) + maxLateMs
  for (let at = 0; appeared.size < open.length && at <= until; await service.clock.sleep(pollMs, signal)) {
    const { rows, sentAt } = await readList(context, from, to)
    at = sentAt
    for (const { slot } of open.filter((each) => !appeared.has(each.slot))) {
      const row = rows.find((each) => isAt(each, slot))
      if (row === undefined) continue
      appeared.set(slot, sentAt)
      context.created.set(row.id, slot)
      context.cut.delete(slot)
    }
  }
  return all.map(({ slot, cutAfterMs, cutAt }) => {
    const at = appeared.get(slot)
    if (cutAt === undefined) return { cutAfterMs, outcome: 'responded' }
    return at === undefined
      ? { cutAfterMs, outcome: 'absent' }
      : { cutAfterMs, outcome: 'appeared', appearedMs: Math.max(0, at - cutAt) }
  })
}

/** True for a row at the times of the probe, by which a block without an id is recognised. */
export const isAt = (
  { startTime, endTime }: { readonly startTime: string; readonly endTime: string },
  { from, to }: Slot,
): boolean => Date.parse(startTime) === from && Date.parse(endTime) === to

/** Judges when blocks appear whose requests were cut. */
export function judgeLate(samples: readonly LateSample[]): Finding {
  const finding = { topic: 'late', samples } as const
  const cut = samples.filter(({ outcome }) => outcome !== 'responded')
  if (cut.length === 0) return { ...finding, state: 'unknown', found: 'the responses came before the cut' }
  const times = cut.flatMap(({ appearedMs }) => (appearedMs === undefined ? [] : [appearedMs]))
  const absent = cut.length - times.length
  const longest = Math.max(...times)
  const found = [
    ...(times.length === 0
      ? []
      : [
          `${times.length} of ${cut.length}, median ${formatSeconds(medianOf(times))}, at most ${formatSeconds(longest)} after the cut`,
        ]),
    ...(absent === 0 ? [] : [`${absent} of ${cut.length} not within ${maxLateMs / 1000} s`]),
  ]
  return { ...finding, state: longest > assumedMs ? 'warning' : 'ok', found: found.join('; ') }
}
