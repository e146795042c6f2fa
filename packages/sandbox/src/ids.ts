const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The ids of one sandbox: the same seed gives the same ids in the same order. */
export type IdGenerator = {
  /** Twenty letters and digits, as HighLevel's ids. */
  readonly id: () => string
  /** A UUID for one request. It has a sequence of its own, so a read does not change the id of the next block. */
  readonly trace: () => string
}

/**
 * Creates the ids of one sandbox.
 *
 * @param seed Any integer.
 * @returns The generator.
 */
export function createIdGenerator(seed: number): IdGenerator {
  const randomId = mulberry32(seed)
  const randomTrace = mulberry32(seed ^ 0x9e3779b9)
  return {
    id: () =>
      Array.from({ length: 20 }, () => letters.charAt(Math.floor(randomId() * letters.length))).join(''),
    trace: () => {
      const hex = Array.from({ length: 32 }, () => Math.floor(randomTrace() * 16).toString(16)).join('')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
    },
  }
}

/**
 * Creates a seeded pseudo-random generator (Tommy Ettinger's mulberry32). It has 32 bits of state, enough for ids
 * that only have to differ within a test.
 *
 * @param seed Any number.
 * @returns A function that gives the next number from 0 to 1, without 1.
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
