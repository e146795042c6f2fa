/** When a token ends, in milliseconds of the clock, and how long it lives in all. */
export type Life = { readonly endsMs: number; readonly lifeMs: number }

/** What to do with a token at a moment. */
export type Due =
  /** Use it. */
  | 'no'
  /** Use it, and fetch the next meanwhile. */
  | 'soon'
  /** Fetch the next before anything is sent. */
  | 'now'
  /** It cannot be used any more. */
  | 'over'

/** A request that leaves with the last minute of a token may arrive after its end. */
const marginMs = 60_000
/** The share of its life that is left when the next one is fetched in the background. */
const advisoryShare = 0.1
/** How much of that share is added at most, so that many locations that began together do not go together. */
const jitterShare = 0.2

/** Decides by what is left. `spread` is from 0 to 1 and its own for each location. */
export function dueOf({ endsMs, lifeMs }: Life, nowMs: number, spread: number): Due {
  const left = endsMs - nowMs
  if (left <= 0) return 'over'
  // Of a token that lives a few minutes, a whole minute would be most.
  if (left <= Math.min(marginMs, lifeMs * advisoryShare)) return 'now'
  return left <= lifeMs * advisoryShare * (1 + jitterShare * spread) ? 'soon' : 'no'
}

/** What the service calls a day, for an answer that does not say how long its token lives, or says nonsense. */
const longestLifeMs = 86_400_000
const assumedLifeMs = 3_600_000

/** Reads `expires_in`. A token is never thrown away for it: a wrong guess costs a renewal, the token may be the only one. */
export function readLifeMs(expiresIn: unknown): number {
  const ms = typeof expiresIn === 'number' || typeof expiresIn === 'string' ? Number(expiresIn) * 1000 : 0
  if (!(ms >= 1000)) return assumedLifeMs
  return Math.min(ms, longestLifeMs)
}

/** Tells the service's time from this machine's. */
export type ServiceTime = {
  /** Learns from the `Date` of an answer that was asked for and received at these moments of the clock. */
  readonly learn: (date: string | null, sentMs: number, receivedMs: number) => void
  /** What to add to the clock for the service's time. */
  readonly offsetMs: () => number
}

/** As many answers as the median is taken of: one odd server among several changes nothing. */
const mostOffsets = 9
/** `Date` counts whole seconds, and the answer was under way for a while: less is no difference. */
const tolerableMs = 2_000

/** Takes the machine's clock for right until answers say otherwise. */
export function serviceTime(): ServiceTime {
  const offsets: number[] = []
  return {
    learn(date, sentMs, receivedMs) {
      // The middle of the second that it names, against the middle of the time under way.
      const offset = Date.parse(date ?? '') + 500 - (sentMs + receivedMs) / 2
      if (Number.isNaN(offset)) return
      offsets.push(offset)
      if (offsets.length > mostOffsets) offsets.shift()
    },
    offsetMs() {
      const sorted = [...offsets]
      sorted.sort((one, other) => one - other)
      const median = sorted[sorted.length >> 1] ?? 0
      return Math.abs(median) > tolerableMs ? median : 0
    },
  }
}

/** A short hash: the same text always has the same, and the text cannot be had from it. */
export function fingerprint(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  // Mixed once more, or texts that differ in their last letter alone would lie close together.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
