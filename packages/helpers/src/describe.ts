import type { BlockTimes } from './block.ts'
import { checkOptions } from './zone/check.ts'
import { daySeconds } from './zone/date.ts'
import { readDay } from './zone/day.ts'
import type { TimeZone } from './zone/name.ts'
import { quote } from './zone/quote.ts'
import { type Zone, zoneOf } from './zone/resolve.ts'
import type { OffsetSource } from './zone/source.ts'
import { readTime, type TimeReading } from './instant.ts'
import { checkBlock } from './span.ts'
import { writeMoment } from './zone/value.ts'

/** Options of `describeTimes`. */
export type DescribeOptions = {
  /** The zone in which the times are written. */
  readonly timeZone: TimeZone
  /** A second zone, added where its clock shows another reading. */
  readonly otherTimeZone?: TimeZone | undefined
  /** The language of the weekday. Default: `en-GB`. */
  readonly locale?: string | undefined
  /** The source of zone offsets. Default: the time zone data of the runtime. */
  readonly zoneSource?: OffsetSource | undefined
}

const noZone = 'no zone'
const englishTag = /^en\b/i
const englishWeekdays = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'] as const

/** Names the weekday of a number of days since 1970-01-01. English does not use `Intl`, whose words may change. */
function weekdaysIn(locale: string): (day: number) => string {
  if (englishTag.test(locale)) return (day) => englishWeekdays[day - Math.floor(day / 7) * 7] ?? ''
  try {
    // Without 'en', an unsupported locale would fall back to the language of the host.
    const names = new Intl.DateTimeFormat([locale, 'en'], { weekday: 'short', timeZone: 'UTC' })
    return (day) => names.format(day * daySeconds * 1000)
  } catch {
    throw new RangeError(`${quote(locale)} is not a locale. Write a language tag such as "en-GB" or "de".`)
  }
}

/** A clock reading in the parts that are printed. */
type ClockParts = { readonly day: string; readonly clock: string; readonly offset: string }

function readClock(
  { epochMs, clock }: TimeReading,
  zone: Zone,
  weekday: (day: number) => string,
): ClockParts {
  // Without an offset the reading is printed unchanged: a guessed zone could be hours off.
  const text = epochMs === undefined ? clock + noZone : writeMoment(zone, epochMs)
  const [, date = '', minutes = '', seconds = '', offset = ''] =
    /^(.{10})T(.{5})(:[\d.]+)(.*)$/.exec(text) ?? []
  return {
    day: `${weekday(readDay(date, 'time'))} ${date}`,
    clock: minutes + (seconds === ':00' ? '' : seconds),
    offset,
  }
}

function writeLine(start: ClockParts, end: ClockParts, name: string, to: string): string {
  const endDay = start.day === end.day ? '' : `${end.day} `
  const offsets = start.offset === end.offset ? start.offset : `${start.offset} ${to} ${end.offset}`
  const zone = offsets === noZone ? '' : `${name} `
  return `${start.day} ${start.clock} ${to} ${endDay}${end.clock} ${zone}(${offsets})`
}

/**
 * Formats the times of a block for people: the weekday and the day, the clock, the zone and its offset; the day of the
 * end if it differs, and the offset of the end if the clocks change in between. With `otherTimeZone`, the
 * reading there follows after `=` if it differs. Several blocks are written one per line.
 *
 * A time without an offset is written unchanged and marked `no zone`. In languages other than
 * English, an en dash replaces `to`.
 *
 * @example
 * ```ts
 * import { describeTimes } from '@block-slots/helpers'
 *
 * const times = { startTime: '2021-06-23T03:30:00+05:30', endTime: '2021-06-23T04:30:00+05:30' }
 * console.log(describeTimes(times, { timeZone: 'Asia/Kolkata' }))
 * // => Wed 2021-06-23 03:30 to 04:30 Asia/Kolkata (+05:30)
 * console.log(describeTimes(times, { timeZone: 'UTC', otherTimeZone: 'Europe/Berlin', locale: 'de' }))
 * // => Di 2021-06-22 22:00 – 23:00 UTC (+00:00) = Mi 2021-06-23 00:00 – 01:00 Europe/Berlin (+02:00)
 * ```
 *
 * @param times - A block, or any iterable of blocks.
 * @throws {RangeError} When a time cannot be read, or the zone or the locale is unknown.
 * @throws {TypeError} When an argument is of the wrong type.
 */
export function describeTimes(times: BlockTimes | Iterable<BlockTimes>, options: DescribeOptions): string {
  checkOptions(options, '{ timeZone: "America/New_York" }')
  const { timeZone, otherTimeZone = timeZone, locale = 'en-GB', zoneSource } = options
  const weekday = weekdaysIn(locale)
  const to = englishTag.test(locale) ? 'to' : '–'
  const [here, there] = [zoneOf(timeZone, zoneSource), zoneOf(otherTimeZone, zoneSource)]
  checkBlock(times, 'times')
  return Array.from(Symbol.iterator in times ? times : [times], (block) => {
    checkBlock(block, 'each of times')
    const [start, end] = [readTime(block.startTime, { zoneSource }), readTime(block.endTime, { zoneSource })]
    const write = (zone: Zone, name: string): string =>
      writeLine(readClock(start, zone, weekday), readClock(end, zone, weekday), name, to)
    const text = write(here, timeZone)
    return text === write(there, timeZone) ? text : `${text} = ${write(there, otherTimeZone)}`
  }).join('\n')
}
