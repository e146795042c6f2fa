import type { BlockTimes } from '@block-slots/helpers'
import { UsageError } from '../error.ts'
import { describeWhen } from '../text/moment.ts'
import { chooseDays } from './days.ts'
import { chooseTimes, type TimeContext, type TimeFlags } from './times.ts'

/** The options that say when: a start and an end, or days. */
export type WhenFlags = TimeFlags & { readonly day?: readonly string[] }

/** Times of blocks, and what a person has to know about them. */
export type ChosenBlocks = {
  readonly ranges: readonly BlockTimes[]
  readonly notes: readonly string[]
  readonly usesZone: boolean
}

/**
 * Converts the options that say when to the times of blocks. What is past is remarked on.
 *
 * @throws UsageError when they cannot be read, or say it twice.
 */
export function chooseBlocks(flags: WhenFlags, context: TimeContext): ChosenBlocks {
  const { ranges, notes, usesZone } = rangesOf(flags, context)
  return { ranges, notes: [...notes, ...describePast(ranges, context)], usesZone }
}

/** Remarks on times that have passed. */
export const describePast = (ranges: readonly BlockTimes[], { nowMs, zone }: TimeContext): string[] =>
  ranges
    .filter(({ endTime }) => Date.parse(endTime) <= nowMs)
    .map((times) => `${describeWhen(times, zone.name)} is in the past.`)

function rangesOf({ day, ...times }: WhenFlags, context: TimeContext): ChosenBlocks {
  if (day === undefined || day.length === 0) {
    const { times: range, ...about } = chooseTimes(times, context)
    return { ranges: [range], ...about }
  }
  const given = (['from', 'to', 'duration'] as const).find((name) => times[name] !== undefined)
  if (given === undefined) return { ranges: chooseDays(day, context), notes: [], usesZone: true }
  const [first = ''] = day
  throw new UsageError(
    `--day is for whole days, and cannot be given with --${given}. For a part of a day write ` +
      `--from "${first} 9:00" --to 17:00.`,
  )
}
