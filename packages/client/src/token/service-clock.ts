/** Estimate of how far the service's clock is from the client's. */
export type ServiceClock = {
  /** Takes in the `Date` of a response, with the moments of the client's clock at which it was sent and received. */
  readonly observe: (date: string | null, sentMs: number, receivedMs: number) => void
  /** Milliseconds to add to the client's clock for the service's time. */
  readonly offsetMs: () => number
}

/** Number of responses that the median is taken of, so that one server with a wrong clock among several changes nothing. */
const maxOffsets = 9
/** `Date` counts whole seconds, and the response was on its way for a while: a smaller difference means nothing. */
const toleranceMs = 2_000

/** Creates an estimate that trusts the client's clock until responses disagree. */
export function createServiceClock(): ServiceClock {
  const offsets: number[] = []
  return {
    observe(date, sentMs, receivedMs) {
      // The middle of the named second, against the middle of the time on the way.
      const offset = Date.parse(date ?? '') + 500 - (sentMs + receivedMs) / 2
      if (Number.isNaN(offset)) return
      offsets.push(offset)
      if (offsets.length > maxOffsets) offsets.shift()
    },
    offsetMs() {
      const sorted = [...offsets]
      sorted.sort((one, other) => one - other)
      const median = sorted[sorted.length >> 1] ?? 0
      return Math.abs(median) > toleranceMs ? median : 0
    },
  }
}
