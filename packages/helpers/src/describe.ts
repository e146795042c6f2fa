import type { BlockTimes } from './block.ts'
import { checkOptions } from './zone/check.ts'
import { daySeconds } from './zone/date.ts'
import { readDay } from './zone/day.ts'
import { quote } from './zone/quote.ts'
import { type Zone, zoneOf } from './zone/resolve.ts'
import type { OffsetSource } from './zone/source.ts'
import { readTime, type TimeReading } from './instant.ts'
import { checkBlock } from './span.ts'
import { writeMoment } from './zone/value.ts'

/** How `describeTimes` writes. */
export type DescribeOptions = {
  /** The zone in which the times are written. */
  timeZone: string
  /** A second zone, which is added where its clock reads differently. */
  otherTimeZone?: string | undefined
  /** The language of the weekday; `en-GB` unless said otherwise. */
  locale?: string | undefined
  /** Whose rules zones follow: those of the runtime unless another source is given. */
  zoneSource?: OffsetSource | undefined
}

const noZone = 'no zone'
const englishTag = /^en\b/i
const englishWeekdays = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'] as const

/** Names weekdays by the number of days since 1970-01-01; in English without asking the runtime, whose words may change. */
function weekdaysIn(locale: string): (day: number) => string {
  if (englishTag.test(locale)) return (day) => englishWeekdays[day - Math.floor(day / 7) * 7] ?? ''
  try {
    // English and not the language of the host, where the runtime does not speak the one asked for.
    const names = new Intl.DateTimeFormat([locale, 'en'], { weekday: 'short', timeZone: 'UTC' })
    return (day) => names.format(day * daySeconds * 1000)
  } catch {
    throw new RangeError(`${quote(locale)} is not a locale. Write a language tag such as "en-GB" or "de".`)
  }
}

/** What a clock shows, in parts that people read. */
type ClockParts = { day: string; clock: string; offset: string }

function readClock(
  { epochMs, clock }: TimeReading,
  zone: Zone,
  weekday: (day: number) => string,
): ClockParts {
  // Without an offset the reading is left as it came: a zone would be a guess, and could be hours off.
  const text = epochMs === undefined ? clock + noZone : writeMoment(zone, epochMs)
  const [, date = '', minutes = '', seconds = '', offset = ''] =
    /^(.{10})T(.{5})(:[\d.]+)(.*)$/.exec(text) ?? []
  return {
    day: `${weekday(readDay(date, 'time'))} ${date}`,
    clock: minutes + (seconds === ':00' ? '' : seconds),
    offset,
  }
}

/** A block on one line. */
function writeLine(start: ClockParts, end: ClockParts, name: string, to: string): string {
  const endDay = start.day === end.day ? '' : `${end.day} `
  const offsets = start.offset === end.offset ? start.offset : `${start.offset} ${to} ${end.offset}`
  const zone = offsets === noZone ? '' : `${name} `
  return `${start.day} ${start.clock} ${to} ${endDay}${end.clock} ${zone}(${offsets})`
}

/**
 * Writes the times of a block for people: the weekday and the day, the clock, the zone and its offset; the day of the
 * end where it is another, and the offset of the end where the clocks change in between. With `otherTimeZone`, the
 * reading there follows after `=` where it is another. Several blocks come on a line each.
 *
 * A time that came without an offset is written as it is, marked `no zone`. In other languages than
 * English, an en dash stands for `to`.
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
