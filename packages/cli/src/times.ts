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
  const times = inFlags(() => blockTimes({ from, ...end, timeZone: zone }))
  const plain = attempt(() => blockTimes({ from, ...end, timeZone: zone, disambiguation: 'reject' }))
  if (plain !== undefined) return times
  const remark =
    'the clocks change then, so a time comes twice or not at all. The block covers every reading; to block only one, ' +
    'write the offset, such as 2026-10-25T01:30+01:00.'
  return { ...times, remark }
}

/** Turns the flags of a list into a range: from now, for thirty days, unless they say otherwise. */
export function chooseRange(
  { from, to, zone }: Partial<TimeFlags>,
  nowMs: number,
): { readonly startTime: string; readonly endTime: string } {
  const end = to === undefined ? { duration: 'PT720H' } : { to }
  return inFlags(() => blockTimes({ from: from ?? new Date(nowMs), ...end, timeZone: zone }))
}

/** The helpers speak of options of functions; here they are flags. */
function inFlags<Result>(choose: () => Result): Result {
  try {
    return choose()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw usageError(
      error.message
        .replaceAll(/\{ timeZone: "([^"]*)" \}/g, '--zone $1')
        .replaceAll(/"(from|to|duration)"/g, '--$1')
        .replaceAll(/\btimeZone\b/g, '--zone'),
    )
  }
}

function attempt<Result>(choose: () => Result): Result | undefined {
  try {
    return choose()
  } catch {
    return undefined
  }
}
