/** Times in ascending order. */
export type Times = readonly number[]

/** The slots that one priority has taken. */
export type Slots = {
  /** Requests that were granted and not released yet. */
  readonly inFlight: number
  /** When the others were released. Each counts for one window more. */
  readonly released: Times
}

/** Slots of which none is taken. */
export const unused: Slots = { inFlight: 0, released: [] }

/** The first of some times. */
export const firstOf = (times: Times): number => times[0] ?? Infinity

/** Counts the slots that are taken. */
export const taken = ({ inFlight, released }: Slots): number => inFlight + released.length

/** Adds the slots of another quota. */
export const mergeSlots = (slots: Slots, other: Slots): Slots => ({
  inFlight: slots.inFlight + other.inFlight,
  released: other.released.reduce(insertTime, slots.released),
})

/** Adds a time in its place, which is the end for nearly all. */
export function insertTime(times: Times, at: number): Times {
  let index = times.length
  while (index > 0 && (times[index - 1] ?? 0) > at) index--
  return [...times.slice(0, index), at, ...times.slice(index)]
}
