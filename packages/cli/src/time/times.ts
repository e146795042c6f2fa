import { blockTimes, type BlockOptions, type BlockTimes } from '@block-slots/helpers'
import { UsageError } from '../failure.ts'

/** The time flags of a command. */
export type TimeFlags = {
  readonly from: string
  readonly to?: string | undefined
  readonly duration?: string | undefined
  readonly zone?: string | undefined
}

/** The times of a block, with a note when a clock change made them ambiguous. */
export type ChosenTimes = BlockTimes & { readonly note?: string }

/** Converts wall clocks and a zone to the times of a block. */
export function chooseTimes({ from, to, duration, zone }: TimeFlags): ChosenTimes {
  if ((to === undefined) === (duration === undefined)) {
    throw new UsageError('Give either --to or --duration, such as --to 17:00 or --duration PT45M.')
  }
  const end = to === undefined ? { duration: duration ?? '' } : { to }
  const options = { from, ...end, timeZone: zone }
  const times = convert(options)
  if (succeeds(() => blockTimes({ ...options, disambiguation: 'reject' }))) return times
  const note =
    'the clocks change then, so a time occurs twice or not at all. The block covers every reading; to block only one, ' +
    'write the offset, such as 2026-10-25T01:30+01:00.'
  return { ...times, note }
}

/** Converts the time flags of a list to a range. Default: thirty days from now. */
export function chooseRange({ from, to, zone }: Partial<TimeFlags>, nowMs: number): BlockTimes {
  const end = to === undefined ? { duration: 'PT720H' } : { to }
  return convert({ from: from ?? new Date(nowMs), ...end, timeZone: zone })
}

function convert(options: BlockOptions): BlockTimes {
  try {
    return blockTimes(options)
  } catch (error) {
    throw usageErrorOf(options, error)
  }
}

/** Creates the usage error for times that the helpers rejected. */
function usageErrorOf(options: BlockOptions, error: unknown): UsageError {
  const { from, timeZone } = options
  // The end is read in the zone of the start where that has one, so none is missing. Whole days need a zone.
  const hasZone = timeZone !== undefined || succeeds(() => blockTimes({ from, duration: 'P1D' }))
  // With any zone, another mistake fails again, with its own message; else only the zone is missing.
  const mistake = hasZone ? error : errorOf(() => blockTimes({ ...options, timeZone: 'UTC' }))
  return new UsageError(
    mistake instanceof Error
      ? mistake.message
      : 'These times need a time zone. Add --zone, such as --zone America/New_York, or write the offset, such as ' +
          '2021-06-23T03:30-05:00.',
  )
}

const succeeds = (attempt: () => unknown): boolean => errorOf(attempt) === undefined

function errorOf(attempt: () => unknown): unknown {
  try {
    attempt()
    return undefined
  } catch (error) {
    return error
  }
}
