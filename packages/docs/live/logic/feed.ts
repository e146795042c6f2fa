import { describeTimes } from '@block-slots/helpers'
import { busyTimes, type CalendarSource, type CalendarWarning } from '@block-slots/helpers/icalendar'
import { messageOf } from './failure.ts'

/** The days that are read, both included, and the zone in which times are shown. */
export type FeedWindow = { readonly from: string; readonly to: string; readonly timeZone: string }

/** A busy time as it is shown. */
type BusyRow = { readonly when: string; readonly title: string; readonly note: string }

/** What a file says. */
export type Feed = {
  readonly rows: readonly BusyRow[]
  /** Busy times beyond those that are shown. */
  readonly more: number
  readonly warnings: readonly CalendarWarning[]
  /** The reason why the file could not be read to its end. */
  readonly problem?: string
}

/** How many busy times are shown. */
export const maxRows = 500

/** Reads the busy times of an .ics file in a window, in order of time. */
export async function readFeed(source: CalendarSource, { from, to, timeZone }: FeedWindow): Promise<Feed> {
  const warnings: CalendarWarning[] = []
  const found: { readonly start: number; readonly row: BusyRow }[] = []
  let problem: string | undefined
  try {
    const options = {
      between: { from, to },
      defaultTimeZone: timeZone,
      onWarning: (warning: CalendarWarning) => void warnings.push(warning),
    }
    for await (const { startTime, endTime, title, allDay, tentative, recurrenceId } of busyTimes(
      source,
      options,
    )) {
      const notes = [
        ...(allDay ? ['all day'] : []),
        ...(recurrenceId === undefined ? [] : ['repeats']),
        ...(tentative ? ['tentative'] : []),
      ]
      const when = describeTimes({ startTime, endTime }, { timeZone })
      found.push({
        start: Date.parse(startTime),
        row: { when, title: title === '' ? '(no title)' : title, note: notes.join(', ') },
      })
    }
  } catch (error) {
    problem = messageOf(error)
  }
  const rows = found.toSorted((one, other) => one.start - other.start).map(({ row }) => row)
  return {
    rows: rows.slice(0, maxRows),
    more: Math.max(0, rows.length - maxRows),
    warnings,
    ...(problem !== undefined && { problem }),
  }
}

/** A feed of a week, with a time zone as Outlook names it and an event that cannot be read. */
export const exampleFeed = (monday: string): string => {
  const day = monday.replaceAll('-', '')
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//block-slots//example//EN',
    'BEGIN:VEVENT',
    'UID:standup@example.com',
    'SUMMARY:Stand-up',
    `DTSTART;TZID=Eastern Standard Time:${day}T090000`,
    'DURATION:PT15M',
    'RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=6',
    'END:VEVENT',
    'BEGIN:VEVENT',
    'UID:holiday@example.com',
    'SUMMARY:Office closed',
    `DTSTART;VALUE=DATE:${day}`,
    'END:VEVENT',
    'BEGIN:VEVENT',
    'UID:dentist@example.com',
    'SUMMARY:Dentist',
    'STATUS:TENTATIVE',
    `DTSTART:${day}T150000Z`,
    `DTEND:${day}T163000Z`,
    'END:VEVENT',
    'BEGIN:VEVENT',
    'UID:broken@example.com',
    'SUMMARY:Broken',
    'DTSTART:next Tuesday',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n')
}
