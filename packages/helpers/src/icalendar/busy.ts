import { type Between, readBetween } from '../zone/between.ts'
import { type CalendarOptions, type CalendarReader, createCalendarReader } from './calendar.ts'
import { checkOptions } from '../zone/check.ts'
import { checkDayEnd, type DayEnd } from '../zone/day.ts'
import { bytesOf, type CalendarSource, checkSource } from './chunk.ts'
import { createComponentReader } from './component.ts'
import type { BusyTime, Window } from './instance.ts'
import { createLineReader } from './line.ts'
import { quote } from '../zone/quote.ts'
import { zoneOf } from '../zone/resolve.ts'

/** Options of `busyTimes`. */
export type BusyOptions = CalendarOptions & {
  /** The window: blocks that overlap it are given in full. Its wall clocks and days are in `defaultTimeZone`. */
  readonly between: Between
  /** The end of whole days: the last minute, or the beginning of the next day. Default: `last-minute`. */
  readonly end?: DayEnd | undefined
}

async function* readAll(
  source: CalendarSource,
  reader: CalendarReader,
  attendees: boolean,
): AsyncGenerator<BusyTime, void, undefined> {
  const components = createComponentReader(attendees)
  const lines = createLineReader(reader.warn, components.names)
  let first: string | undefined
  function* blocksIn(bytes?: Uint8Array): Generator<readonly BusyTime[], void, undefined> {
    for (const line of lines.read(bytes)) {
      first ??= line.text
      for (const component of components.add(line)) {
        reader.read(component)
        if (component.name === 'VCALENDAR') yield* reader.flush()
      }
    }
  }
  for await (const bytes of bytesOf(source)) {
    for (const blocks of blocksIn(bytes)) for (const block of blocks) yield block
  }
  for (const blocks of blocksIn()) for (const block of blocks) yield block
  for (const blocks of reader.flush()) for (const block of blocks) yield block

  const last = lines.number()
  if (!components.seen()) {
    if (first !== undefined && (/^(?:ÿþ|þÿ)/.test(first) || first.includes('\0'))) {
      throw new RangeError(
        'The calendar is in UTF-16, and iCalendar is UTF-8. Save it as UTF-8, or decode it with a TextDecoder for "utf-16le" or "utf-16be" and give the text.',
      )
    }
    const begins = first === undefined ? 'It is empty' : `It begins with ${quote(first)}`
    throw new RangeError(
      `This is not an iCalendar file: there is no BEGIN:VCALENDAR up to line ${last}, its last. ${begins}. Check its source.`,
    )
  }
  const open = components.open().map(({ name, line }) => `the ${name} of line ${line}`)
  if (open.length > 0) {
    throw new RangeError(
      `The calendar is truncated: line ${last} is its last, and END is missing for ${open.join(' and ')}. Everything before has been read; get the whole file and read it again.`,
    )
  }
}

/**
 * Reads the busy times in a window from an iCalendar file (RFC 5545): events, every instance of recurring
 * events, and the periods of free/busy replies.
 *
 * - Events that are cancelled, transparent, or marked as free are skipped; tentative ones are marked. With
 *   `attendee`, so are events that the owner of the calendar has declined.
 * - Times are written with the offset of the event's zone, which is found by its IANA name, its Windows
 *   name, or its definition in the file. Times without a zone, and whole days, are in the zone that the
 *   calendar names (X-WR-TIMEZONE), else in `defaultTimeZone`.
 * - Whole days end in their last minute, because HighLevel shows a block that ends at midnight on the next day too;
 *   `end: "midnight"` ends them at the first instant of the next day.
 * - An event that cannot be read does not affect the others, and is free time only if its start cannot be read:
 *   `onWarning` gets the line and the reason.
 * - Blocks are given at the end of their calendar, in the order of its events in the file, those of a series in order
 *   of time: a later part of the file can replace an event (SEQUENCE), or define its zone. Until then, events that can
 *   be in the window are held, and those whose zone is not known yet.
 *
 * @example
 * ```ts
 * import { busyTimes } from '@block-slots/helpers/icalendar'
 *
 * const text = `BEGIN:VCALENDAR
 * BEGIN:VEVENT
 * UID:yoga
 * SUMMARY:Yoga
 * DTSTART;TZID=Eastern Standard Time:20261028T180000
 * DURATION:PT1H
 * RRULE:FREQ=WEEKLY;COUNT=3
 * END:VEVENT
 * END:VCALENDAR`
 * const between = { from: '2026-11-01', to: '2026-11-30' }
 * for await (const busy of busyTimes(text, { between, defaultTimeZone: 'America/New_York' })) {
 *   console.log(busy.title, busy.startTime, busy.endTime)
 * }
 * // => Yoga 2026-11-04T18:00:00-05:00 2026-11-04T19:00:00-05:00
 * // => Yoga 2026-11-11T18:00:00-05:00 2026-11-11T19:00:00-05:00
 * ```
 *
 * @param source - The file: text, bytes, an (async) iterable of either, such as a Node stream, or a web
 *   `ReadableStream`, such as `response.body`.
 * @returns The blocks. Leaving the loop early also cancels the source.
 * @throws {RangeError} From the call when the window or the zone cannot be read. From the iteration, after all
 *   readable blocks, when the file is truncated (the message has the line) or is not a calendar.
 * @throws {TypeError} When an argument, or a part of the source, is of the wrong type.
 */
export function busyTimes(
  source: CalendarSource,
  options: BusyOptions,
): AsyncGenerator<BusyTime, void, undefined> {
  checkSource(source)
  checkOptions(
    options,
    '{ between: { from: "2026-12-01", to: "2026-12-31" }, defaultTimeZone: "America/New_York" }',
  )
  const { between, defaultTimeZone, end = 'last-minute', attendee, zoneSource } = options
  checkDayEnd(end)
  const { from, to } = readBetween(between, zoneOf(defaultTimeZone, zoneSource), zoneSource)
  const window: Window = { from: Math.floor(from / 1000), to: Math.ceil(to / 1000), end }
  return readAll(source, createCalendarReader(options, window), attendee !== undefined)
}
