const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Where a sandbox takes its ids from: the same seed gives the same ids in the same order. */
export type Names = {
  /** Twenty letters and digits, as HighLevel's ids. */
  id: () => string
  /** A UUID that names one request. Drawn apart from the ids, so that a read does not change the next block's id. */
  trace: () => string
}

/**
 * Makes the ids of one sandbox.
 *
 * @param seed Any integer.
 * @returns The two sources.
 */
export function seededNames(seed: number): Names {
  const forId = mulberry32(seed)
  const forTrace = mulberry32(seed ^ 0x9e3779b9)
  return {
    id: () => Array.from({ length: 20 }, () => letters.charAt(Math.floor(forId() * letters.length))).join(''),
    trace: () => {
      const hex = Array.from({ length: 32 }, () => Math.floor(forTrace() * 16).toString(16)).join('')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
    },
  }
}

/**
 * Tommy Ettinger's mulberry32: 32 bits of state, plenty for ids that only have to differ within a test.
 *
 * @param seed Any number.
 * @returns Draws from 0 up to, and without, 1.
 */
export function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
