import { blockTimes } from '@block-slots/helpers'
import { usageError } from './failure.ts'

/** When a block is, as flags say it. */
export type TimeFlags = {
  readonly from: string
  readonly to?: string | undefined
  readonly duration?: string | undefined
  readonly zone?: string | undefined
}

/** The times of a block, and a remark when the clocks change so that they had to be chosen. */
export type ChosenTimes = { readonly startTime: string; readonly endTime: string; readonly remark?: string }

/** Turns wall clocks and a zone into the times of a block. */
export function chooseTimes({ from, to, duration, zone }: TimeFlags): ChosenTimes {
  if ((to === undefined) === (duration === undefined)) {
    throw usageError(
      'Say when the block ends: either --to or --duration, such as --to 17:00 or --duration PT45M.',
    )
  }
  const end = to === undefined ? { duration: duration ?? '' } : { to }
  const times = blockTimes({ from, ...end, timeZone: zone })
  try {
    blockTimes({ from, ...end, timeZone: zone, ambiguous: 'reject' })
    return times
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ...times, remark: `The clocks change here, and the block covers every reading. ${reason}` }
  }
}

/** Turns the flags of a list into a range: from now, for thirty days, unless they say otherwise. */
export function chooseRange(
  { from, to, zone }: Partial<TimeFlags>,
  nowMs: number,
): { readonly startTime: string; readonly endTime: string } {
  const end = to === undefined ? { duration: 'PT720H' } : { to }
  return blockTimes({ from: from ?? new Date(nowMs), ...end, timeZone: zone })
}
