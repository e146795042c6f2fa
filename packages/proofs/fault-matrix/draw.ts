import type { Cell } from './cell.ts'

/** How many requests are hit where chance decides. */
export const share = 0.3

/** Draws numbers from 0 up to 1, the same for the same seed: Tommy Ettinger's mulberry32. */
export function draws(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Counts from a moment on, and says of each turn whether it is hit. */
export type Turns = { readonly begin: () => void; readonly isHit: () => boolean; readonly end: () => void }

/** Hits the turns of a position; nothing before it begins and after it ends. */
export function turnsOf({ position, seed }: Pick<Cell, 'position' | 'seed'>): Turns {
  const draw = draws(seed)
  let turn = Number.NaN
  return {
    begin: () => (turn = 0),
    end: () => (turn = Number.NaN),
    isHit() {
      turn += 1
      if (position === 'random') return turn > 0 && draw() < share
      return position === 'every' ? turn > 0 : turn === (position === 'first' ? 1 : 2)
    },
  }
}

/** Does some work with random numbers that are the same for the same text. Nothing else may be under way. */
export async function seeded<T>(text: string, work: () => Promise<T>): Promise<T> {
  const { random } = Math
  Math.random = draws(Buffer.from(text).reduce((hash, byte) => Math.imul(hash, 31) + byte, 7))
  try {
    return await work()
  } finally {
    Math.random = random
  }
}
