import { toOffsetDateTime } from '@block-slots/helpers'

/** Minutes of a day without a change of the clocks. */
export const dayMinutes = 1440

/** A time in which the clock of a day runs on without a change. Instants are epoch milliseconds. */
type ClockSpan = { readonly from: number; readonly to: number; readonly minute: number }

/** A day of a time zone. */
export type Day = {
  /** Such as `2026-12-24`. */
  readonly date: string
  readonly start: number
  readonly end: number
  /** Two on a day on which the clocks change; none for a day that a zone has left out. */
  readonly spans: readonly ClockSpan[]
  /** The minutes that the clock skips or shows twice. */
  readonly change?: { readonly kind: 'skipped' | 'twice'; readonly from: number; readonly to: number }
}

const dayMs = 86_400_000
const minuteMs = 60_000

/** Returns a date some days later, or earlier. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

/** Counts the days from a date to another. */
export const countDays = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs)

type Reading = { readonly date: string; readonly minute: number; readonly offset: string }

/** Reads the clock of a zone at an instant. */
export function readClock(epochMs: number, timeZone: string): Reading {
  const text = toOffsetDateTime(epochMs, { timeZone })
  const [, date = '', hour, minute, offset = ''] =
    /^(.{10})T(\d\d):(\d\d).*?([+-]\d\d:\d\d)$/.exec(text) ?? []
  return { date, minute: Number(hour) * 60 + Number(minute), offset }
}

/** Instants that the clock of every zone writes with four digits of a year. */
const [firstInstant, lastInstant] = [Date.parse('0001-01-01T00:00Z'), Date.parse('9999-12-30T00:00Z')]

/** Reads the time of a block, which may mean "for ever", and is not a time where the service has sent something else. */
export function readInstant(text: string): number {
  const epochMs = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? Date.parse(text) : Number.NaN
  return Math.min(Math.max(epochMs, firstInstant), lastInstant)
}

/** Returns days of a time zone, from a date on. */
export function daysOf(from: string, count: number, timeZone: string): Day[] {
  const starts = Array.from({ length: count + 1 }, (_, index) => startOf(addDays(from, index), timeZone))
  return starts
    .slice(0, -1)
    .map((start, index) => createDay(addDays(from, index), [start, starts[index + 1] ?? start], timeZone))
}

/** The first instant of a date: where a zone skips midnight, the one after; where it skips the day, that of the next. */
function startOf(date: string, timeZone: string): number {
  let epochMs = Date.parse(toOffsetDateTime(`${date}T00:00`, { timeZone, disambiguation: 'earlier' }))
  if (readClock(epochMs, timeZone).date < date) epochMs = findChange(epochMs, epochMs + dayMs, timeZone)
  return epochMs
}

function createDay(date: string, [start, end]: readonly [number, number], timeZone: string): Day {
  if (start >= end) return { date, start, end: start, spans: [] }
  const { minute, offset } = readClock(start, timeZone)
  const isEven = readClock(end - 1, timeZone).offset === offset
  if (isEven) return { date, start, end, spans: [{ from: start, to: end, minute }] }
  const at = findChange(start, end, timeZone)
  const before = minute + (at - start) / minuteMs
  const after = readClock(at, timeZone).minute
  const spans = [
    { from: start, to: at, minute },
    { from: at, to: end, minute: after },
  ]
  const kind = after > before ? 'skipped' : 'twice'
  return {
    date,
    start,
    end,
    spans,
    change: { kind, from: Math.min(before, after), to: Math.max(before, after) },
  }
}

/** Finds the first instant whose offset differs from that at the start. Clocks change at whole minutes. */
function findChange(start: number, end: number, timeZone: string): number {
  const { offset } = readClock(start, timeZone)
  let [before, after] = [0, Math.ceil((end - start) / minuteMs)]
  while (after - before > 1) {
    const middle = (before + after) >>> 1
    if (readClock(start + middle * minuteMs, timeZone).offset === offset) before = middle
    else after = middle
  }
  return start + after * minuteMs
}

/** The minutes that the clock of a day shows between two instants: the first and the last, where it shows some twice. */
export function minutesBetween(
  { spans }: Day,
  from: number,
  to: number,
): { readonly top: number; readonly bottom: number } {
  let [top, bottom] = [dayMinutes, 0]
  for (const span of spans) {
    const [first, last] = [Math.max(from, span.from), Math.min(to, span.to)]
    if (first > last || (first === last && from !== to)) continue
    const minuteOf = (instant: number): number => span.minute + (instant - span.from) / minuteMs
    top = Math.min(top, minuteOf(first))
    bottom = Math.max(bottom, minuteOf(last))
  }
  return { top: Math.min(top, bottom), bottom }
}
