import { blockTimes, describeTimes, readTime, type BlockTimes } from '@block-slots/helpers'
import { messageOf } from './failure.ts'

/** What a reader writes: wall clocks, and the zone whose clock shows them. */
export type Wanted = { readonly from: string; readonly to: string; readonly timeZone: string }

/** The two times of a block, or the reason why there are none. */
export type Converted =
  | {
      readonly times: BlockTimes
      readonly described: string
      /** Hours and minutes between the two. */
      readonly length: string
      /** Clock readings of the two ends that the zone shows twice or never. */
      readonly notes: readonly string[]
    }
  | { readonly problem: string }

/** Converts wall clocks to the two times of a block. */
export function convert({ from, to, timeZone }: Wanted): Converted {
  try {
    const times = blockTimes({ from, to, timeZone })
    const day = from.slice(0, 10)
    const ends = to.includes('T') ? [from, to] : [from, `${day}T${to}`]
    return {
      times,
      described: describeTimes(times, { timeZone }),
      length: lengthOf(times),
      notes: ends.flatMap((clock) => noteOf(clock, timeZone)),
    }
  } catch (error) {
    return { problem: messageOf(error) }
  }
}

function lengthOf({ startTime, endTime }: BlockTimes): string {
  const minutes = Math.round((Date.parse(endTime) - Date.parse(startTime)) / 60_000)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 ? [`${rest} min`] : [])].join(' ')
}

function noteOf(clock: string, timeZone: string): string[] {
  const { ambiguous, epochMs } = readTime(clock, { timeZone })
  if (!ambiguous || epochMs === undefined) return []
  const time = clock.slice(11, 16)
  // A reading that never occurs is another one when it is written again.
  const isSkipped = readTime(blockTimes({ from: epochMs, duration: 'PT1M', timeZone }).startTime).clock.slice(
    0,
    16,
  )
  return isSkipped === clock.slice(0, 16)
    ? [`The clock shows ${time} twice that night. The block covers both.`]
    : [`The clock skips ${time} that night. The block covers the hour around it.`]
}
