import { type BlockTimes, toOffsetDateTime } from '@block-slots/helpers'
import { UsageError } from '../error.ts'
import { type Shift, shiftTime } from './shift.ts'
import { readSpan } from './span.ts'

/**
 * Moves both ends of a block: `+1d` to the same time of the next day, `-30m` half an hour earlier.
 *
 * @throws UsageError for what is no distance.
 */
export function shiftTimes({ startTime, endTime }: BlockTimes, move: string, timeZone: string): BlockTimes {
  const distance = readMove(move)
  const shift = (time: string): string => toOffsetDateTime(shiftTime(time, distance, timeZone), { timeZone })
  return { startTime: shift(startTime), endTime: shift(endTime) }
}

/**
 * Reads how far a block is moved.
 *
 * @throws UsageError for what is no distance.
 */
export function readMove(move: string): Shift {
  const [, sign, distance = ''] = /^([+-]?)\s*(.*)$/.exec(move.trim()) ?? []
  const span = readSpan(distance)
  if (span !== undefined) return { span, sign: sign === '-' ? -1 : 1 }
  throw new UsageError(`"${move}" is not a distance. Write one such as +1d, +1w or -30m.`)
}
