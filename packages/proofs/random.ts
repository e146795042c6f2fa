/** Returns a generator of numbers from 0 up to 1, the same for the same seed: Tommy Ettinger's mulberry32. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The same by a linear congruential generator, with the constants of Numerical Recipes. */
export function linearCongruential(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Seeds `Math.random` by a text while `work` runs. Nothing else may run at the same time. */
export async function withSeededRandom<T>(text: string, work: () => Promise<T>): Promise<T> {
  const { random } = Math
  Math.random = mulberry32(Buffer.from(text).reduce((hash, byte) => Math.imul(hash, 31) + byte, 7))
  try {
    return await work()
  } finally {
    Math.random = random
  }
}
