import { readTime, toOffsetDateTime } from '@block-slots/helpers'
import { formatDay } from '../text/day.ts'

/**
 * Describes what the block covers where the clocks change at one of its ends; `undefined` where they do not.
 *
 * @param wall - The end as it was written, such as `2026-03-08T02:30`.
 */
export function describeClockChange(
  wall: string,
  timeZone: string,
  end: 'starts' | 'ends',
): string | undefined {
  if (!readTime(wall, { timeZone }).ambiguous) return undefined
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
    toOffsetDateTime(wall, { timeZone, disambiguation }),
  )
  if (earlier === undefined || later === undefined) return undefined
  const [clock, day] = [wall.slice(11, 16), formatDay(wall.slice(0, 10))]
  if (earlier.slice(0, 16) === wall.slice(0, 16)) {
    return (
      `${clock} comes twice on ${day} in ${timeZone}, where the clocks are set back. The block covers both; ` +
      `to mean one of them write ${withoutSeconds(earlier)} or ${withoutSeconds(later)}.`
    )
  }
  const covered = (end === 'starts' ? earlier : later).slice(11, 16)
  return `there is no ${clock} on ${day} in ${timeZone}, where the clocks are set forward. The block ${end} at ${covered}.`
}

const withoutSeconds = (time: string): string => time.slice(0, 16) + time.slice(19)
