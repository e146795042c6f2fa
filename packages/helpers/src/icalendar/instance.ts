import { daySeconds } from '../zone/date.ts'
import { firstInstant, writeDay } from '../zone/day.ts'
import { dayOf, type Event, exclude, type Exclusions, inSeries, seriesReach } from './event.ts'
import { occurrences } from '../recurrence/recur.ts'
import { zoneOf } from '../zone/resolve.ts'
import type { Rule } from '../recurrence/rule.ts'
import { writeMoment } from '../zone/value.ts'
import { clockAt, endOf, type Length, timeAt, type EventTime } from './time.ts'

/** A busy time of a calendar. */
export type BusyTime = {
  /** SUMMARY, or an empty string. */
  readonly title: string
  /** The UID of the event, or null without one. */
  readonly uid: string | null
  /** The start in RFC 3339, with the offset of the event's zone. */
  readonly startTime: string
  /** The end in the same form. */
  readonly endTime: string
  /** True for whole days: from the first instant of the first day to that of the day after the last. */
  readonly allDay: boolean
  /** True for a tentative event, absent otherwise. */
  readonly tentative?: true
  /**
   * The id of an instance of a series: its start by the rule, as a time in UTC or, for whole days, a date. It stays
   * the same when the instance is moved. Absent for an event that does not recur.
   */
  readonly recurrenceId?: string
}

/** A window in seconds since 1970. */
export type Window = { readonly from: number; readonly to: number }

/** The limit of instances of one event in a window: a meeting every minute for two months. */
export const maxInstances = 100_000
/** The limit including excluded instances and those near the window: every second for eleven days. */
const maxChecked = 1_000_000

/** One occurrence of an event; with its recurrence id for an instance of a series. */
type Instance = {
  readonly start: EventTime
  readonly length: Length
  readonly id?: string | undefined
}

/** The block of an instance; undefined when it has no time in the window. */
export function blockOf(
  { title, uid, endZone, tentative }: Pick<Event, 'title' | 'uid' | 'endZone' | 'tentative'>,
  { start, length, id }: Instance,
  { from, to }: Window,
): BusyTime | undefined {
  const { allDay, zone, wall, epoch } = start
  const end = allDay ? firstInstant(zone, wall / daySeconds + length.days) : endOf(start, length)
  if (end <= from || epoch >= to || end <= epoch) return undefined
  return {
    title,
    uid,
    startTime: writeMoment(zone, epoch * 1000),
    endTime: writeMoment(endZone, end * 1000),
    allDay,
    ...(tentative && { tentative }),
    ...(id !== undefined && { recurrenceId: id }),
  }
}

/**
 * The id of an instance of a series with a start: the time at which the rule places it. In UTC, so that it does not
 * depend on the zone in which a file, or its next version, writes it.
 */
export function instanceId(start: EventTime, time: EventTime): string {
  if (start.allDay) return writeDay(dayOf(time, start.zone))
  const { epoch } = time.allDay ? inSeries(start, time) : time
  return writeMoment(zoneOf('UTC'), epoch * 1000)
}

/** The end of a rule: its last clock reading, a day later for an instant, and the instant. */
function endsOf({ until }: Rule, { allDay, zone }: EventTime): [untilWall: number, untilEpoch: number] {
  if (until === undefined) return [Infinity, Infinity]
  if (until.kind === 'wall') return [until.wall, Infinity]
  if (until.kind === 'date') return [until.day * daySeconds + daySeconds - 1, Infinity]
  const wall = clockAt(zone, until.epoch)
  return allDay ? [wall, Infinity] : [wall + daySeconds, until.epoch]
}

const secondsOf = ({ days, seconds }: Length): number => days * daySeconds + seconds

/** True when a series can have an instance in a window, or so near that THISANDFUTURE can move it there. */
export function mayOverlap({ start, length, rules, dates }: Event, { from, to }: Window): boolean {
  const reach = secondsOf(length) + seriesReach
  const ends = rules.map((rule) => endsOf(rule, start)[0])
  return dates.length > 0 || (start.epoch < to + seriesReach && ends.some((end) => end + reach > from))
}

/**
 * Calls `take` for each instance of a series between two clock readings of its zone. Stops, and gives false, when
 * `take` gives false.
 */
function eachInstance(
  { start, rules, dates }: Event,
  from: number,
  to: number,
  take: (time: EventTime, length: Length | undefined) => boolean,
): boolean {
  const { allDay, zone } = start
  // A start that its own rule does not match is undefined in RFC 5545. Here it is not an instance.
  const own = rules.length > 0 ? [] : [{ ...start, length: undefined }]
  for (const { wall, epoch, length } of [...dates, ...own]) {
    if (wall >= from && wall < to && !take({ allDay, zone, wall, epoch }, length)) return false
  }
  for (const rule of rules) {
    const [untilWall, untilEpoch] = endsOf(rule, start)
    for (const wall of occurrences(rule, start.wall, { from, to, untilWall })) {
      const time = timeAt(start, wall)
      if (time.epoch > untilEpoch) break
      if (!take(time, undefined)) return false
    }
  }
  return true
}

/** A part of a series: from a clock reading on, it follows an override with THISANDFUTURE, shifted by seconds. */
type SeriesPart = { readonly event: Event; readonly begin: number; readonly shift: number }

function partsOf(series: Event, overrides: readonly Event[]): SeriesPart[] {
  const parts: SeriesPart[] = [{ event: series, begin: -Infinity, shift: 0 }]
  for (const event of overrides) {
    const { replaces, andFuture } = event
    if (replaces === undefined || !andFuture) continue
    const { wall } = inSeries(series.start, replaces)
    parts.push({ event, begin: wall + 1, shift: event.start.wall - wall })
  }
  parts.sort((one, other) => one.begin - other.begin)
  return parts
}

/**
 * The blocks of a series in a window.
 *
 * @param overrides - The events that override instances of it; their own blocks are not included. One with
 *   THISANDFUTURE shifts all later instances as it shifts its own, and they get its length, title and status.
 * @param tooMany - Called when the series has more instances than the limit.
 */
export function seriesIn(
  series: Event,
  overrides: readonly Event[],
  window: Window,
  tooMany: () => void,
): readonly BusyTime[] {
  const { start, dates, exceptions } = series
  const without: Exclusions = { epochs: new Set(series.without.epochs), days: new Set(series.without.days) }
  for (const { replaces } of overrides) if (replaces !== undefined) exclude(without, start, replaces)

  const parts = partsOf(series, overrides)
  let longest = 0
  for (const { length } of [...dates, ...parts.map(({ event }) => event)]) {
    if (length !== undefined) longest = Math.max(longest, secondsOf(length))
  }
  const [first, last] = [
    clockAt(start.zone, window.from) - longest - 2 * daySeconds,
    clockAt(start.zone, window.to) + 2 * daySeconds,
  ]
  const blocks: BusyTime[] = []
  let checked = 0
  for (const [index, { event, begin, shift }] of parts.entries()) {
    if (event.free) continue
    const from = Math.max(begin, first - shift)
    const to = Math.min(parts[index + 1]?.begin ?? Infinity, last - shift)
    const withinLimit = exceptions.every((rule) =>
      eachInstance({ ...series, rules: [rule], dates: [] }, from, to, (time) => {
        exclude(without, start, time)
        return ++checked < maxChecked
      }),
    )
    const complete =
      withinLimit &&
      eachInstance(series, from, to, (time, length) => {
        if (++checked >= maxChecked) return false
        if (without.epochs.has(time.epoch) || without.days.has(Math.floor(time.wall / daySeconds)))
          return true
        // Two clock readings can be one instant, such as 02:30 and 03:30 when the hour in between is skipped.
        exclude(without, start, time)
        const moved = event === series ? time : timeAt(event.start, time.wall + shift)
        const block = blockOf(
          event,
          { start: moved, length: length ?? event.length, id: instanceId(start, time) },
          window,
        )
        if (block === undefined) return true
        return blocks.length < maxInstances && blocks.push(block) > 0
      })
    if (!complete) {
      tooMany()
      break
    }
  }
  return blocks
}
