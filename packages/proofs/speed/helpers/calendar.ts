import ICAL from 'ical.js'
import { expandRecurringEvent, sync } from 'node-ical'
import { convertIcsCalendar, extendByRecurrenceRule } from 'ts-ics'
import { busyTimes } from '@block-slots/helpers/src/icalendar/index.ts'
import { calendar } from './events.ts'
import type { Candidate } from './measure.ts'

// Ninety days with a change of offset in every zone that has them.
const [windowStart, windowEnd] = ['2026-09-01T00:00:00Z', '2026-11-30T00:00:00Z']
const [from, to] = [new Date(windowStart), new Date(windowEnd)]
const overlapsWindow = (start: number, end: number): boolean => start < Number(to) && end > Number(from)

/** Returns the starts of all blocks in the window, by which the libraries are compared. */
type Expand = (text: string) => number[] | Promise<number[]>

async function ours(text: string): Promise<number[]> {
  const starts: number[] = []
  for await (const { startTime } of busyTimes(text, {
    between: { from: windowStart, to: windowEnd },
    defaultTimeZone: 'America/New_York',
  })) {
    starts.push(Date.parse(startTime))
  }
  return starts
}

function withIcalJs(text: string): number[] {
  const starts: number[] = []
  const root = new ICAL.Component(ICAL.parse(text))
  for (const zone of root.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone)
  for (const component of root.getAllSubcomponents('vevent')) {
    const event = new ICAL.Event(component, { exceptions: [] })
    if (event.isRecurring()) {
      const iterator = event.iterator()
      for (let next = iterator.next(); next !== undefined && next !== null; next = iterator.next()) {
        const start = next.toUnixTime() * 1000
        if (start >= Number(to)) break
        if (overlapsWindow(start, start + 3_600_000)) starts.push(start)
      }
    } else {
      const [start, end] = [event.startDate.toUnixTime() * 1000, event.endDate.toUnixTime() * 1000]
      if (overlapsWindow(start, end)) starts.push(start)
    }
  }
  ICAL.TimezoneService.reset()
  return starts
}

function withNodeIcal(text: string): number[] {
  const starts: number[] = []
  for (const component of Object.values(sync.parseICS(text))) {
    if (component?.type !== 'VEVENT') continue
    for (const { start } of expandRecurringEvent(component, { from, to, expandOngoing: true })) {
      if (overlapsWindow(Number(start), Number(start) + 3_600_000)) starts.push(Number(start))
    }
  }
  return starts
}

function withTsIcs(text: string): number[] {
  const starts: number[] = []
  for (const event of convertIcsCalendar(undefined, text).events ?? []) {
    const start = event.start.date
    const all =
      event.recurrenceRule === undefined
        ? [start]
        : extendByRecurrenceRule(event.recurrenceRule, { start, end: to })
    for (const each of all)
      if (overlapsWindow(Number(each), Number(each) + 3_600_000)) starts.push(Number(each))
  }
  return starts
}

/** Number of starts on the left without an equal one on the right. */
function countMissing(left: readonly number[], right: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const start of right) counts.set(start, (counts.get(start) ?? 0) + 1)
  return left.filter((start) => {
    const count = counts.get(start) ?? 0
    counts.set(start, count - 1)
    return count <= 0
  }).length
}

/** The same calendar by every library, with the number of blocks that differ from the first. */
export async function calendars(): Promise<{ title: string; candidates: Candidate[] }> {
  const text = calendar()
  const expected = await ours(text)
  const all: readonly (readonly [name: string, expand: Expand, min?: number])[] = [
    ['**busyTimes**', ours],
    ['node-ical', withNodeIcal, 5],
    ['ts-ics', withTsIcs],
    ['ical.js', withIcalJs],
  ]
  const candidates = await Promise.all(
    all.map(async ([name, expand, min]): Promise<Candidate> => {
      const starts = await expand(text)
      const other = Math.max(countMissing(starts, expected), countMissing(expected, starts))
      return {
        name,
        min,
        run: async () => ((await expand(text)).length > 0 ? 1 : 0),
        note: other === 0 ? '' : `${other} of ${expected.length} blocks differ`,
      }
    }),
  )
  const size = (text.length / 1_000_000).toFixed(2)
  return {
    title: `.ics of ${size} MB, 5,000 events of which 1,500 repeat, into 90 days (${expected.length} blocks)`,
    candidates,
  }
}
