import type { BlockTimes } from '@block-slots/helpers'
import { toOffsetDateTime } from '@block-slots/helpers'
import { UsageError } from '../error.ts'
import { shiftTime } from './shift.ts'
import { readSpan } from './span.ts'

/**
 * Moves both ends of a block: `+1d` to the same time of the next day, `-30m` half an hour earlier.
 *
 * @throws UsageError for what is no distance.
 */
export function shiftTimes({ startTime, endTime }: BlockTimes, move: string, timeZone: string): BlockTimes {
  const [, sign, distance = ''] = /^([+-]?)\s*(.*)$/.exec(move.trim()) ?? []
  const span = readSpan(distance)
  if (span === undefined) {
    throw new UsageError(`"${move}" is not a distance. Write one such as +1d, +1w or -30m.`)
  }
  const shift = (time: string): string =>
    toOffsetDateTime(shiftTime(time, { span, sign: sign === '-' ? -1 : 1 }, timeZone), { timeZone })
  return { startTime: shift(startTime), endTime: shift(endTime) }
}
