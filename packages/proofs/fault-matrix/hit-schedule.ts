import { mulberry32 } from '../random.ts'
import type { Cell } from './cell.ts'

/** Share of the requests that are hit at random positions. */
export const hitShare = 0.3

/** Counts requests between `begin` and `end` and decides which of them a fault hits. */
export type HitSchedule = {
  readonly begin: () => void
  readonly isHit: () => boolean
  readonly end: () => void
}

/** Hits the requests at the position of a cell. */
export function hitSchedule({ position, seed }: Pick<Cell, 'position' | 'seed'>): HitSchedule {
  const random = mulberry32(seed)
  let count = Number.NaN
  return {
    begin: () => (count = 0),
    end: () => (count = Number.NaN),
    isHit() {
      count += 1
      if (position === 'random') return count > 0 && random() < hitShare
      return position === 'every' ? count > 0 : count === (position === 'first' ? 1 : 2)
    },
  }
}
