import { daySeconds } from '../zone/date.ts'
import { type DayEnd, endOfDay, writeDay } from '../zone/day.ts'
import { type Event, seriesReach } from './event.ts'
import { dayOf, exclude, type Exclusions, inSeries } from './exclusion.ts'
import { occurrences } from '../recurrence/recur.ts'
import { zoneOf } from '../zone/resolve.ts'
import type { Rule } from '../recurrence/rule.ts'
import { writeMoment } from '../zone/value.ts'
import { clockAt, endOf, type Length, timeAt, type EventTime } from './time.ts'

/** A busy time of a calendar. */
export type BusyTime = {
  /** SUMMARY in one line, or an empty string. */
  readonly title: string
  /** The UID of the event, or null without one. */
  readonly uid: string | null
  /** The start in RFC 3339, with the offset of the event's zone. */
  readonly startTime: string
  /** The end in the same form. */
  readonly endTime: string
  /** True for whole days: from the first instant of the first day to the end of the last one, which `end` chooses. */
  readonly allDay: boolean
  /** True for a tentative event, absent otherwise. */
  readonly tentative?: true
  /**
   * The id of an instance of a series: its start by the rule, as a time in UTC or, for whole days, a date. It stays
   * the same when the instance is moved. Absent for an event that does not recur.
   */
  readonly recurrenceId?: string
}

/** A window in seconds since 1970, and the end of whole days in it. */
export type Window = { readonly from: number; readonly to: number; readonly end: DayEnd }

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
  { from, to, end: dayEnd }: Window,
): BusyTime | undefined {
  const { allDay, zone, wall, epoch } = start
  const end = allDay ? endOfDay(zone, wall / daySeconds + length.days - 1, dayEnd) : endOf(start, length)
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
  if (dates.length > 0) return true
  if (start.epoch >= to + seriesReach) return false
  const reach = secondsOf(length) + seriesReach
  return start.epoch + reach > from || rules.some((rule) => endsOf(rule, start)[0] + reach > from)
}

/** A range of clock readings in the zone of a series, and a function that is called when a rule is given up. */
type Range = { readonly from: number; readonly to: number; readonly onGiveUp?: () => void }

/**
 * Finds the times of a rule between two clock readings of the zone of its series.
 *
 * @yields Times, ascending.
 */
function* ruledTimes(rule: Rule, start: EventTime, range: Range): Generator<EventTime, void, undefined> {
  const [untilWall, untilEpoch] = endsOf(rule, start)
  for (const wall of occurrences(rule, start.wall, { ...range, untilWall })) {
    const time = timeAt(start, wall)
    if (time.epoch > untilEpoch) return
    yield time
  }
}

/** A time of a series that no rule gives, with its own length if it has one. */
type ListedTime = { readonly time: EventTime; readonly length: Length | undefined }

/** The dates of a series between two clock readings, and its start, which is an instance whether its rule matches it or not. */
function listedTimes({ start, dates }: Event, { from, to }: Range): ListedTime[] {
  const { allDay, zone } = start
  return [...dates, { ...start, length: undefined }]
    .filter(({ wall }) => wall >= from && wall < to)
    .map(({ wall, epoch, length }) => ({ time: { allDay, zone, wall, epoch }, length }))
}

/** True when a rule of a series matches its start. */
function matchesStart({ start, rules }: Event): boolean {
  const range = { from: start.wall, to: start.wall + 1 }
  return rules.some((rule) => ruledTimes(rule, start, range).next().done === false)
}

/** A part of a series: from a clock reading on, it follows an override with THISANDFUTURE, shifted by seconds. */
type SeriesPart = { readonly event: Event; readonly begin: number; readonly shift: number }

/** The instance of a series at an instant, as its rule places it: an hour before its clock reading if that is skipped. */
function instanceAt(series: Event, replaced: EventTime): EventTime {
  const target = inSeries(series.start, replaced)
  const range = { from: target.wall - daySeconds, to: target.wall + daySeconds }
  const listed = listedTimes(series, range).map(({ time }) => time)
  for (const times of [listed, ...series.rules.map((rule) => ruledTimes(rule, series.start, range))]) {
    for (const instance of times) if (instance.epoch === target.epoch) return instance
  }
  return target
}

function partsOf(series: Event, overrides: readonly Event[]): SeriesPart[] {
  const parts: SeriesPart[] = [{ event: series, begin: -Infinity, shift: 0 }]
  for (const event of overrides) {
    const { replaces, andFuture, start } = event
    if (replaces === undefined || !andFuture) continue
    const { zone, wall, epoch } = instanceAt(series, replaces)
    // A start in UTC has no clock of its own to follow: the instances stay on that of the series.
    if (start.zone.name === 'UTC' && !start.allDay && !series.start.allDay) {
      const moved = { ...event, start: inSeries(series.start, start), endZone: zone }
      parts.push({ event: moved, begin: wall + 1, shift: moved.start.wall - clockAt(zone, epoch) })
    } else parts.push({ event, begin: wall + 1, shift: start.wall - wall })
  }
  parts.sort((one, other) => one.begin - other.begin)
  return parts
}

/**
 * The blocks of a series in a window, in order of time.
 *
 * @param overrides - The events that override instances of it; their own blocks are not included. One with
 *   THISANDFUTURE shifts all later instances as it shifts its own, and they get its length, title and status.
 * @param warn - Called for a start that its rule does not match, and for a series that ends at a limit.
 */
export function seriesIn(
  series: Event,
  overrides: readonly Event[],
  window: Window,
  warn: (problem: string) => void,
): readonly BusyTime[] {
  const { start, rules, dates, exceptions } = series
  const without: Exclusions = { epochs: new Set(series.without?.epochs), days: new Set(series.without?.days) }
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
  const blocks: { readonly at: number; readonly block: BusyTime }[] = []
  let checked = 0
  const onGiveUp = (): void =>
    warn('Its rule has no instance in four million steps. Any later ones are skipped.')

  /** Adds the block of an instance; false when there are too many. */
  const take = ({ event, shift }: SeriesPart, { time, length }: ListedTime): boolean => {
    if (++checked >= maxChecked) return false
    if (without.epochs.has(time.epoch) || without.days.has(Math.floor(time.wall / daySeconds))) return true
    // Two clock readings can be one instant, such as 02:30 and 03:30 when the hour in between is skipped.
    exclude(without, start, time)
    const moved = event === series ? time : timeAt(event.start, time.wall + shift)
    const instance = { start: moved, length: length ?? event.length, id: instanceId(start, time) }
    const block = blockOf(event, instance, window)
    if (block === undefined) return true
    if (time.wall === start.wall && rules.length > 0 && !matchesStart(series)) {
      warn(
        `Its start, ${block.startTime}, does not match its own rule. It is given too, as calendars show it.`,
      )
    }
    return blocks.length < maxInstances && blocks.push({ at: moved.epoch, block }) > 0
  }
  /** Adds the blocks of a part; false when there are too many. */
  const add = (part: SeriesPart, range: Range): boolean => {
    for (const rule of exceptions) {
      for (const time of ruledTimes(rule, start, range)) {
        exclude(without, start, time)
        if (++checked >= maxChecked) return false
      }
    }
    for (const each of listedTimes(series, range)) if (!take(part, each)) return false
    for (const rule of rules) {
      for (const time of ruledTimes(rule, start, range)) {
        if (!take(part, { time, length: undefined })) return false
      }
    }
    return true
  }
  for (const [index, part] of parts.entries()) {
    if (part.event.free) continue
    const from = Math.max(part.begin, first - part.shift)
    const to = Math.min(parts[index + 1]?.begin ?? Infinity, last - part.shift)
    if (add(part, { from, to, onGiveUp })) continue
    warn(
      `It has more than ${maxInstances} instances in the window, or ten times as many around it. The others are skipped.`,
    )
    break
  }
  blocks.sort((one, other) => one.at - other.at)
  return blocks.map(({ block }) => block)
}
