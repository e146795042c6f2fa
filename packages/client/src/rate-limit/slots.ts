/** Times in ascending order. A queue in an array: reading and dropping the first costs the same, however many there are. */
export class Times {
  readonly #times: number[] = []
  #start = 0

  get count(): number {
    return this.#times.length - this.#start
  }

  /** The first of them; `Infinity` when there is none. */
  get first(): number {
    return this.#times[this.#start] ?? Infinity
  }

  get values(): readonly number[] {
    return this.#times.slice(this.#start)
  }

  /** Adds a time in its place, which is the end for nearly all. */
  add(at: number): void {
    const times = this.#times
    let index = times.length
    while (index > this.#start && (times[index - 1] ?? 0) > at) index--
    if (index === times.length) times.push(at)
    else times.splice(index, 0, at)
  }

  /** Drops those that are at least that long ago. */
  expire(now: number, ms: number): void {
    while (this.first + ms <= now) this.#start++
    // Only then, so that each time is moved once on average.
    if (this.#start * 2 <= this.#times.length) return
    this.#times.splice(0, this.#start)
    this.#start = 0
  }

  dropLast(count: number): void {
    this.#times.length -= Math.min(count, this.count)
  }
}

/** The slots that one priority has taken. */
export type Slots = {
  /** Requests that were granted and not released yet. */
  inFlight: number
  /** When the others were released. Each counts for one window more. */
  readonly released: Times
}

/** Counts the slots that are taken. */
export const taken = ({ inFlight, released }: Slots): number => inFlight + released.count
