import { type BlockEnd, blockTimes, type BlockTimes, toOffsetDateTime } from '@block-slots/helpers'
import { UsageError } from '../error.ts'
import { formatDay } from '../text/day.ts'
import { describeClockChange } from './clock-change.ts'
import { addDays, dayAt } from './day.ts'
import { readExpression } from './expression.ts'
import { shiftTime } from './shift.ts'
import { readDuration, writeDuration } from './span.ts'
import { type ChosenZone, explainZone } from './zone.ts'

/** The time flags of a block. */
export type TimeFlags = {
  readonly from?: string
  readonly to?: string
  readonly duration?: string
}

/** What times are read against. */
export type TimeContext = {
  readonly nowMs: number
  readonly zone: ChosenZone
  /**
   * The start of the block to change: the day of a time of day, and the time of day of a day. Without it, a time of day is that
   * of the next day on which it is still to come, and a day alone is refused.
   */
  readonly was?: { readonly day: string; readonly clock: string }
}

/** Times, and what a person has to know about them. */
export type ChosenTimes = {
  readonly times: BlockTimes
  /** Sentences about what was not as it was written. */
  readonly notes: readonly string[]
  /** True when a wall clock was read in the zone of the command. */
  readonly usesZone: boolean
}

/**
 * Converts the start and the end of a block to its times.
 *
 * @throws UsageError when they cannot be read, or make no block.
 */
export function chooseTimes(flags: TimeFlags, context: TimeContext): ChosenTimes {
  const { from, to, duration } = flags
  if (from === undefined) {
    throw new UsageError('Say when: --from "tomorrow 9:00" --to 10:00, or --day 2026-12-24 for whole days.')
  }
  if ((to === undefined) === (duration === undefined)) {
    const which = to === undefined ? 'Say when it ends' : 'Give --to or --duration, and not both'
    throw new UsageError(`${which}: --to 10:00 or --duration 45m.`)
  }
  const { zone } = context
  const start = startOf(from, context)
  // A time with a zone of its own is the zone of the end too, as the helpers have it. `Z` is none.
  const hasZone = start.hasZone && succeeds(() => blockTimes({ from: start.text, duration: 'P1D' }))
  const end = endOf(flags, start.text, context)
  const timeZone = hasZone && !isNamed(zone) ? undefined : zone.name
  const times = convert(() => blockTimes({ from: start.text, ...end, timeZone }))
  const usesZone = timeZone !== undefined && (!start.hasZone || !isExact(end))
  const notes = usesZone ? changesOf(start, end, times, zone.name) : []
  return { times, notes: [...describeLate(end, times), ...notes], usesZone }
}

/** The longest block whose end a time of day may name without a remark: a night. */
const maxNightMs = 43_200_000

/** Remarks on an end that is a time of day and comes out late on the day after, where an earlier one may be meant. */
function describeLate({ to }: BlockEnd, { startTime, endTime }: BlockTimes): string[] {
  // The end of a day is on the next one, and means it.
  if (typeof to !== 'string' || to.includes('T') || to.startsWith('24')) return []
  if (Date.parse(endTime) - Date.parse(startTime) <= maxNightMs) return []
  if (startTime.slice(0, 10) === endTime.slice(0, 10)) return []
  return [`the next ${to} after the start is on ${formatDay(endTime.slice(0, 10))}.`]
}

const isNamed = ({ isMachine }: ChosenZone): boolean => !isMachine

type Start = {
  readonly text: string
  /** True when the text has a zone or an offset. */
  readonly hasZone: boolean
}

const zoned = /(?:z|[+-]\d\d:?\d\d|\])$/i

function startOf(text: string, context: TimeContext): Start {
  const { nowMs, zone, was } = context
  const today = dayAt(nowMs, zone.name)
  const expression = readExpression(text, today)
  const isPast = (wall: string): boolean => epochOf(wall, zone.name) < nowMs
  switch (expression.kind) {
    case 'clock': {
      const wall = `${was?.day ?? today}T${expression.clock}`
      return { text: was === undefined && isPast(wall) ? moveDays(wall, 1) : wall, hasZone: false }
    }
    case 'wall': {
      const wall = `${expression.day}T${expression.clock}`
      return { text: expression.isWeekday && isPast(wall) ? moveDays(wall, 7) : wall, hasZone: false }
    }
    case 'shift': {
      const now = new Date(Math.floor(nowMs / 60_000) * 60_000)
      return { text: shiftTime(now, expression, zone.name), hasZone: false }
    }
    case 'day':
      if (was === undefined) throw createDayError('--from', text)
      return { text: `${expression.day}T${was.clock}`, hasZone: false }
    default:
      return { text: expression.text, hasZone: zoned.test(expression.text) }
  }
}

function endOf(
  { to, duration = '' }: Omit<TimeFlags, 'from'>,
  start: string,
  { nowMs, zone, was }: TimeContext,
): BlockEnd {
  if (to === undefined) return { duration: readDuration(duration) }
  const startDay = convert(() => toOffsetDateTime(start, { timeZone: zone.name })).slice(0, 10)
  const expression = readExpression(to, dayAt(nowMs, zone.name), startDay)
  switch (expression.kind) {
    case 'clock':
      return { to: expression.clock }
    case 'wall':
      return { to: `${expression.day}T${expression.clock}` }
    case 'shift':
      if (expression.sign < 0) {
        throw new UsageError(`"${to}" is before the start. Write --to +2h for two hours after it.`)
      }
      return { duration: writeDuration(expression.span) }
    case 'day':
      throw createDayError('--to', to, was === undefined)
    default:
      return { to: expression.text }
  }
}

function createDayError(flag: string, text: string, takesDays = true): UsageError {
  const days = takesDays ? `, or --day ${text.includes(' ') ? `"${text}"` : text} for the whole day` : ''
  return new UsageError(`"${text}" has no time of day. Write ${flag} "${text} 9:00"${days}.`)
}

const isExact = ({ to, duration }: BlockEnd): boolean =>
  duration === undefined
    ? typeof to === 'string' && zoned.test(to)
    : typeof duration === 'string' && !/\d[YMWD](?:T|$)/i.test(duration)

const epochOf = (wall: string, timeZone: string): number =>
  convert(() => Date.parse(toOffsetDateTime(wall, { timeZone })))

const moveDays = (wall: string, count: number): string => addDays(wall.slice(0, 10), count) + wall.slice(10)

/** Sentences about ends of a block at which the clocks change. */
function changesOf({ text, hasZone }: Start, end: BlockEnd, times: BlockTimes, zone: string): string[] {
  const ofStart = hasZone || zoned.test(text) ? undefined : describeClockChange(text, zone, 'starts')
  const to = typeof end.to === 'string' ? end.to : undefined
  const wall =
    to === undefined || zoned.test(to)
      ? undefined
      : to.includes('T')
        ? to
        : `${times.endTime.slice(0, 10)}T${to.replace(/^24/, '00')}`
  const ofEnd = wall === undefined ? undefined : describeClockChange(wall, zone, 'ends')
  return [ofStart, ofEnd].filter((note) => note !== undefined)
}

/**
 * Runs a conversion of the helpers.
 *
 * @param what - What the times are of.
 * @throws UsageError for what they reject.
 */
export function convert<Result>(work: () => Result, what = 'A block'): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UsageError(explain(error.message, what))
  }
}

/** Times that end before they start, as people write them. */
function explain(message: string, what: string): string {
  const [, start = '', end = ''] = /came out as (\S+) to (\S+)\. /.exec(message) ?? []
  if (start === '') return explainZone(message)
  return `${what} must end after it starts, and this one would be from ${withoutZone(start)} to ${withoutZone(end)}. Give a later end.`
}

const withoutZone = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)}`

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}
