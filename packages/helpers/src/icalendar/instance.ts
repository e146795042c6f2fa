import { daySeconds } from '../zone/date.ts'
import { firstInstant, writeDay } from '../zone/day.ts'
import { dayOf, type Event, exclude, type Exclusions, inSeries, seriesReach } from './event.ts'
import { occurrences } from '../recurrence/recur.ts'
import { zoneOf } from '../zone/resolve.ts'
import type { Rule } from '../recurrence/rule.ts'
import { writeMoment } from '../zone/value.ts'
import { clockAt, endOf, type Length, timeAt, type EventTime } from './time.ts'

/** A time at which somebody is busy. */
export type BusyTime = {
  /** The SUMMARY, or an empty text. */
  title: string
  /** The UID of the event, or null where it has none. */
  uid: string | null
  /** The start in RFC 3339, with the offset of the zone in which the event is written. */
  startTime: string
  /** The end in the same form. */
  endTime: string
  /** Whether it is about whole days: from the first instant of the first to that of the day after the last. */
  allDay: boolean
  /** There, and true, when it is not yet certain. */
  tentative?: true
  /**
   * Which instance of a series it is: the time in UTC, or for whole days the date, at which it would begin
   * by the rule. It stays the same when the instance is moved. Absent for an event that is no series.
   */
  recurrenceId?: string
}

/** A window in seconds since 1970. */
export type Window = { from: number; to: number }

/** The most instances that one event may have in a window: a meeting every minute for two months. */
export const maxInstances = 100_000
/** The most that are looked at, with those that are left out or lie near the window: every second for eleven days. */
const maxChecked = 1_000_000

/** An instance of an event as a block, if it takes any time in the window. */
export function blockOf(
  { title, uid, endZone, tentative }: Pick<Event, 'title' | 'uid' | 'endZone' | 'tentative'>,
  start: EventTime,
  length: Length,
  { from, to }: Window,
  recurrenceId?: string,
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
    ...(recurrenceId !== undefined && { recurrenceId }),
  }
}

/**
 * Names an instance of a series, which starts as given, by when the instance would begin. In UTC, so that it is the
 * same text in whatever zone a file, or the next version of it, writes it.
 */
export function instanceId(start: EventTime, time: EventTime): string {
  if (start.allDay) return writeDay(dayOf(time, start.zone))
  const { epoch } = time.allDay ? inSeries(start, time) : time
  return writeMoment(zoneOf('UTC'), epoch * 1000)
}

/** Where a rule ends: the last clock reading, generous for an instant, and the instant. */
function endsOf({ until }: Rule, { allDay, zone }: EventTime): [untilWall: number, untilEpoch: number] {
  if (until === undefined) return [Infinity, Infinity]
  if (until.kind === 'wall') return [until.wall, Infinity]
  if (until.kind === 'date') return [until.day * daySeconds + daySeconds - 1, Infinity]
  const wall = clockAt(zone, until.epoch)
  return allDay ? [wall, Infinity] : [wall + daySeconds, until.epoch]
}

const secondsOf = ({ days, seconds }: Length): number => days * daySeconds + seconds

/** Whether a series may have an instance in a window, or so near that THISANDFUTURE may move it there. */
export function mayOverlap({ start, length, rules, dates }: Event, { from, to }: Window): boolean {
  const reach = secondsOf(length) + seriesReach
  const ends = rules.map((rule) => endsOf(rule, start)[0])
  return dates.length > 0 || (start.epoch < to + seriesReach && ends.some((end) => end + reach > from))
}

/**
 * Calls back for the instances of a series between two clock readings of its zone, until it is told that it is enough.
 */
function eachInstance(
  { start, rules, dates }: Event,
  from: number,
  to: number,
  take: (time: EventTime, length: Length | undefined) => boolean,
): boolean {
  const { allDay, zone } = start
  // RFC 5545 leaves open whether a start counts that its own rule does not match. Here it does not.
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

/** A period of a series: from a clock reading on, it takes place as another event, so much later. */
type SeriesPart = { event: Event; begin: number; shift: number }

function partsOf(series: Event, edits: readonly Event[]): SeriesPart[] {
  const parts: SeriesPart[] = [{ event: series, begin: -Infinity, shift: 0 }]
  for (const event of edits) {
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
 * @param edits - The events that replace instances of it, whose own blocks are not among them. One for
 *   THISANDFUTURE moves all later instances as it moves its own, and they take its length, title and status.
 * @param tooMany - Is told when the series has more instances than are given.
 */
export function seriesIn(
  series: Event,
  edits: readonly Event[],
  window: Window,
  tooMany: () => void,
): readonly BusyTime[] {
  const { start, dates, exceptions } = series
  const without: Exclusions = { epochs: new Set(series.without.epochs), days: new Set(series.without.days) }
  for (const { replaces } of edits) if (replaces !== undefined) exclude(without, start, replaces)

  const parts = partsOf(series, edits)
  let longest = 0
  for (const { length } of [...dates, ...parts.map(({ event }) => event)]) {
    if (length !== undefined) longest = Math.max(longest, secondsOf(length))
  }
  const [first, last] = [
    clockAt(start.zone, window.from) - longest - 2 * daySeconds,
    clockAt(start.zone, window.to) + 2 * daySeconds,
  ]
  const blocks: BusyTime[] = []
  let looks = 0
  for (const [index, { event, begin, shift }] of parts.entries()) {
    if (event.free) continue
    const from = Math.max(begin, first - shift)
    const to = Math.min(parts[index + 1]?.begin ?? Infinity, last - shift)
    const enough = exceptions.every((rule) =>
      eachInstance({ ...series, rules: [rule], dates: [] }, from, to, (time) => {
        exclude(without, start, time)
        return ++looks < maxChecked
      }),
    )
    const all =
      enough &&
      eachInstance(series, from, to, (time, length) => {
        if (++looks >= maxChecked) return false
        if (without.epochs.has(time.epoch) || without.days.has(Math.floor(time.wall / daySeconds)))
          return true
        // Two readings of the clock may be one instant, such as 02:30 and 03:30 where the hour between is skipped.
        exclude(without, start, time)
        const moved = event === series ? time : timeAt(event.start, time.wall + shift)
        const block = blockOf(event, moved, length ?? event.length, window, instanceId(start, time))
        if (block === undefined) return true
        return blocks.length < maxInstances && blocks.push(block) > 0
      })
    if (!all) {
      tooMany()
      break
    }
  }
  return blocks
}
