import { toOffsetDateTime } from '@block-slots/helpers'
import { UsageError } from '../error.ts'
import { addDays } from './day.ts'
import type { Span } from './span.ts'

/** A distance in time, and its direction. */
export type Shift = { readonly span: Span; readonly sign: 1 | -1 }

/** A hundred years. Dates much further away cannot be written. */
const maxDays = 36_525
const dayMs = 86_400_000

/**
 * Moves a time. Days move the clock of the zone, so the result may be a wall clock, which is read like any other; hours and
 * minutes are exact.
 *
 * @throws UsageError when that is more than a hundred years.
 */
export function shiftTime(time: string | Date, { span, sign }: Shift, zone: string): string {
  if (span.days + span.ms / dayMs > maxDays) {
    throw new UsageError(
      'Expected a time of at most a hundred years from then. Write the day itself: 2026-12-24.',
    )
  }
  const start = toOffsetDateTime(time, { timeZone: zone })
  const days = sign * span.days
  const wall = days === 0 ? start : `${addDays(start.slice(0, 10), days)}${start.slice(10, 19)}`
  if (span.ms === 0) return wall
  const epochMs = Date.parse(toOffsetDateTime(wall, { timeZone: zone })) + sign * span.ms
  return toOffsetDateTime(new Date(epochMs), { timeZone: zone })
}
