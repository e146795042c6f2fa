import { type Component, parameterOf, type Property, type PropertyName, propertyOf } from './component.ts'
import { daySeconds } from '../zone/date.ts'
import { dayAt, lastInstant } from '../zone/day.ts'
import type { Warn } from './line.ts'
import { namesOf, wordOf } from './text.ts'
import { quote } from '../zone/quote.ts'
import type { Zone } from '../zone/resolve.ts'
import { parseRule, type Rule } from '../recurrence/rule.ts'
import {
  clockAt,
  endOf,
  type EventTime,
  type Length,
  readEventTime,
  readLength,
  timeAt,
  wholeDay,
  type ZoneGetter,
} from './time.ts'
import { writeMoment } from '../zone/value.ts'

/** The context that events are read in: the window, the zones, and the current line. */
export type ReadContext = {
  /** The window, in seconds since 1970. */
  readonly from: number
  readonly to: number
  /** The zone of floating times and days. */
  readonly home: ZoneGetter
  zoneNamed(name: string, line: number): Zone
  /** True for the address of an attendee whose calendar this is; undefined when that is not known. */
  readonly isOwner: ((address: string) => boolean) | undefined
  warn: Warn
  /** The current line, for warnings. */
  line: number
}

/** The parts of an event that concern busy times. */
export type Event = {
  readonly line: number
  readonly uid: string | null
  readonly title: string
  readonly sequence: number
  readonly free: boolean
  readonly tentative: boolean
  readonly start: EventTime
  readonly length: Length
  /** The zone of the end, in which ends are written. */
  readonly endZone: Zone
  /** True for an event with RRULE or RDATE, whether they can be read or not. */
  readonly repeats: boolean
  readonly rules: readonly Rule[]
  /** EXRULE of RFC 2445: rules of exceptions. */
  readonly exceptions: readonly Rule[]
  /** RDATE: times in the zone of the start; periods have their own lengths. */
  readonly dates: { readonly wall: number; readonly epoch: number; readonly length: Length | undefined }[]
  /** EXDATE. */
  readonly without: Exclusions
  /** RECURRENCE-ID: the instance that it overrides, of the series with this UID. */
  readonly replaces: EventTime | undefined
  /** True when RECURRENCE-ID cannot be read, so that the event is one of its own. */
  readonly detached: boolean
  /** RANGE=THISANDFUTURE: true when all later instances move with it. */
  readonly andFuture: boolean
}

/** Excluded instances: by instant, and by whole days, counted from 1970-01-01. */
export type Exclusions = { readonly epochs: Set<number>; readonly days: Set<number> }

/** Series and their EXDATE are kept this far around the window, in seconds: THISANDFUTURE can move them into it. */
export const seriesReach: number = 800 * daySeconds

const oneDay: Length = { days: 1, seconds: 0 }
const noTime: Length = { days: 0, seconds: 0 }

/** The zone that a property names (TZID), else the one given, looked up when it is needed. */
function zoneIn(property: Property, zone: ZoneGetter, context: ReadContext): ZoneGetter {
  if (property.parameters === '') return zone
  let own: Zone | undefined
  return () => {
    if (own !== undefined) return own
    const name = parameterOf(property, 'TZID')
    own = name === undefined ? zone() : context.zoneNamed(name, property.line)
    return own
  }
}

/** The time in a property, read in the zone that it names, else in the one given. */
function whenOf(property: Property, zone: ZoneGetter, context: ReadContext): EventTime {
  context.line = property.line
  const time = readEventTime(property.value, zoneIn(property, zone, context), context.home)
  if (time.allDay || parameterOf(property, 'VALUE')?.toUpperCase() !== 'DATE') return time
  if (property.name === 'RECURRENCE-ID') return time
  context.warn(
    property.line,
    `${property.name} is a date, and ${quote(property.value)} has a time of day. It is read as the whole day.`,
  )
  return wholeDay(time, context.home)
}

/** Reads a part of an event; gives undefined, and a warning, when that throws a RangeError. */
function tolerate<T>(context: ReadContext, consequence: string, read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    context.warn(context.line, `${error.message} ${consequence}`)
    return undefined
  }
}

/** The day of a time on the clock of a series: as written, unless it is written in UTC. */
export function dayOf({ allDay, zone, wall, epoch }: EventTime, home: Zone): number {
  return Math.floor((!allDay && zone.name === 'UTC' ? clockAt(home, epoch) : wall) / daySeconds)
}

/** Converts a time to the clock of a series with a start; a whole day becomes that day at the time of the start. */
export function inSeries(start: EventTime, time: EventTime): EventTime {
  const { allDay, zone, wall } = start
  if (allDay || time.allDay) {
    return timeAt(start, dayOf(time, zone) * daySeconds + wall - Math.floor(wall / daySeconds) * daySeconds)
  }
  return { allDay, zone, wall: clockAt(zone, time.epoch), epoch: time.epoch }
}

/** Adds a time to the exclusions of a series. */
export function exclude({ epochs, days }: Exclusions, start: EventTime, time: EventTime): void {
  if (start.allDay || time.allDay) days.add(dayOf(time, start.zone))
  else epochs.add(time.epoch)
}

/** The length from a start to an end; in whole days if the start is one. */
function lengthUntil(start: EventTime, end: EventTime): Length {
  if (!start.allDay) return { days: 0, seconds: end.epoch - start.epoch }
  const wall = end.allDay ? end.wall : clockAt(start.zone, end.epoch)
  return { days: Math.ceil((wall - start.wall) / daySeconds), seconds: 0 }
}

/** The length of an event and the zone of its end (RFC 5545, 3.6.1, where there is neither DTEND nor DURATION). */
function readEnd(component: Component, start: EventTime, context: ReadContext): [Length, Zone] {
  const [end, duration] = [propertyOf(component, 'DTEND'), propertyOf(component, 'DURATION')]
  if (end !== undefined) {
    const until = whenOf(end, () => start.zone, context)
    const length = lengthUntil(start, until)
    // Some exporters write the last day as the end, which is exclusive.
    if (start.allDay && length.days === 0) return [oneDay, start.zone]
    // An end in UTC is written in the zone of the start.
    const inUtc = until.zone.name === 'UTC'
    return [length, inUtc ? start.zone : until.zone]
  }
  if (duration === undefined) return [start.allDay ? oneDay : noTime, start.zone]
  context.line = duration.line
  const length = readLength(duration.value)
  return [
    start.allDay ? { days: length.days + Math.ceil(length.seconds / daySeconds), seconds: 0 } : length,
    start.zone,
  ]
}

/**
 * The length until the end of the day of a start, for an end that cannot be read: rather too much than too little. The
 * day of a time in UTC is that of the calendar.
 */
function restOfDay({ allDay, zone, epoch }: EventTime, context: ReadContext): Length {
  if (allDay) return oneDay
  const home = zone.name === 'UTC' ? context.home() : zone
  return { days: 0, seconds: lastInstant(home, dayAt(home, epoch)) - epoch }
}

/** Calls `take` for each entry of the lists with a name; an entry that cannot be read is skipped with a warning. */
export function readEntries(
  { properties }: Component,
  { name, zone }: { readonly name: PropertyName; readonly zone: ZoneGetter },
  context: ReadContext,
  take: (text: string, zone: ZoneGetter, property: Property) => void,
): void {
  for (const property of properties) {
    if (property.name !== name) continue
    context.line = property.line
    const own = zoneIn(property, zone, context)
    for (const text of property.value.split(',')) {
      try {
        if (text !== '') take(text.trim(), own, property)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        context.warn(property.line, `An entry of ${name} is skipped. ${error.message}`)
      }
    }
  }
}

/**
 * Reads an entry of RDATE or FREEBUSY: a time, or a period with an end or a length. A period whose end cannot be read
 * lasts until the end of its day.
 *
 * @throws {RangeError} When it is neither, or has no length.
 */
export function readPeriod(
  text: string,
  zone: ZoneGetter,
  context: ReadContext,
): [EventTime, Length | undefined] {
  const [first = '', last] = text.split('/')
  const { home } = context
  const start = readEventTime(first, zone, home)
  if (last === undefined) return [start, undefined]
  const length =
    tolerate(context, 'The period is read until the end of its day.', () =>
      /^[+-]?P/i.test(last) ? readLength(last) : lengthUntil(start, readEventTime(last, zone, home)),
    ) ?? restOfDay(start, context)
  if (endOf(start, length) > start.epoch) return [start, length]
  throw new RangeError(`The period ${text} does not end after it starts.`)
}

const noParticipation: ReadonlySet<string | undefined> = new Set()

/** The PARTSTAT of the owner of the calendar (RFC 5545, 3.2.12). */
function participationOf({ properties }: Component, { isOwner }: ReadContext): typeof noParticipation {
  if (isOwner === undefined) return noParticipation
  const own = properties.filter(
    (each) => each.name === 'ATTENDEE' && (isOwner(each.value) || isOwner(parameterOf(each, 'EMAIL') ?? '')),
  )
  return new Set(own.map((each) => parameterOf(each, 'PARTSTAT')?.toUpperCase()))
}

const noRules: readonly Rule[] = []

/** The rules of an event in one property; one that cannot be read is left out with a warning. */
function readRules(component: Component, name: 'RRULE' | 'EXRULE', context: ReadContext): readonly Rule[] {
  const properties = component.properties.filter((each) => each.name === name)
  if (properties.length === 0) return noRules
  return properties.flatMap((each) => {
    context.line = each.line
    const consequence =
      name === 'RRULE' ? 'Of this rule, only the first instance is given.' : 'No instance is excluded by it.'
    const rule = tolerate(context, consequence, () =>
      parseRule(each.value, (problem) => context.warn(each.line, problem)),
    )
    return rule === undefined ? [] : [rule]
  })
}

/**
 * Reads an event. What cannot be read of it is left out with a warning, but for its start.
 *
 * @throws {RangeError} When its start cannot be read, or its end is not after it.
 */
export function readEvent(component: Component, context: ReadContext): Event {
  const { from, to, home } = context
  context.line = component.line
  const id = propertyOf(component, 'RECURRENCE-ID')
  const [status, busy] = [wordOf(component, 'STATUS'), wordOf(component, 'X-MICROSOFT-CDO-BUSYSTATUS')]
  const cancelled = status === 'CANCELLED'
  // A cancelled instance needs no DTSTART.
  const begin = propertyOf(component, 'DTSTART') ?? (cancelled ? id : undefined)
  if (begin === undefined) throw new RangeError('It has no DTSTART.')
  const start = whenOf(begin, home, context)
  const inZone = (): Zone => start.zone
  const [length, endZone] = tolerate(context, 'The event is read until the end of its day.', () =>
    readEnd(component, start, context),
  ) ?? [restOfDay(start, context), start.zone]
  const ends = endOf(start, length)
  const ended = length !== noTime && ends <= start.epoch
  if (ended) {
    const [first, last] = [writeMoment(start.zone, start.epoch * 1000), writeMoment(endZone, ends * 1000)]
    const problem = `It runs from ${first} to ${last}: end not after start.`
    if (id === undefined) throw new RangeError(problem)
    // Without it, the instance that it overrides would reappear.
    context.warn(context.line, `${problem} The instance takes no time.`)
  }

  const dates: Event['dates'] = []
  readEntries(component, { name: 'RDATE', zone: inZone }, context, (text, zone) => {
    const [time, own] = readPeriod(text, zone, context)
    const { wall, epoch } = inSeries(start, time)
    dates.push({ wall, epoch, length: start.allDay ? undefined : own })
  })
  const without: Exclusions = { epochs: new Set(), days: new Set() }
  const reach = seriesReach + ends - start.epoch
  readEntries(component, { name: 'EXDATE', zone: inZone }, context, (text, zone) => {
    const time = readEventTime(text, zone, home)
    if (time.epoch > from - reach && time.epoch < to + reach) exclude(without, start, time)
  })
  const replaces =
    id && tolerate(context, 'The event is read as one of its own.', () => whenOf(id, inZone, context))
  const answers = participationOf(component, context)
  const declined = answers.has('DECLINED') || answers.has('DELEGATED')
  return {
    line: component.line,
    ...namesOf(component),
    sequence: Math.max(0, Number.parseInt(wordOf(component, 'SEQUENCE') ?? '', 10) || 0),
    free: cancelled || ended || declined || busy === 'FREE' || wordOf(component, 'TRANSP') === 'TRANSPARENT',
    tentative: status === 'TENTATIVE' || busy === 'TENTATIVE' || answers.has('TENTATIVE'),
    start,
    length,
    endZone,
    repeats: component.properties.some(({ name }) => name === 'RRULE' || name === 'RDATE'),
    rules: readRules(component, 'RRULE', context),
    exceptions: readRules(component, 'EXRULE', context),
    dates,
    without,
    replaces,
    detached: id !== undefined && replaces === undefined,
    andFuture: id !== undefined && parameterOf(id, 'RANGE')?.toUpperCase() === 'THISANDFUTURE',
  }
}
