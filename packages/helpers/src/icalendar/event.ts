import { type Component, parameterOf, type Property, propertyOf } from './component.ts'
import { daySeconds } from '../zone/date.ts'
import type { Warn } from './line.ts'
import type { Zone } from '../zone/resolve.ts'
import { parseRule, type Rule } from '../recurrence/rule.ts'
import { clockAt, endOf, type Length, readLength, readEventTime, timeAt, type EventTime } from './time.ts'
import { writeMoment } from '../zone/value.ts'

/** What is asked for, and what is not written in the properties of an event. */
export type ReadContext = {
  /** The window, in seconds since 1970. */
  from: number
  to: number
  /** The zone of what has none: floating times and days. */
  home: Zone
  zoneNamed(name: string, line: number): Zone
  warn: Warn
  /** The line that is being read: where the problem is if it cannot be. */
  line: number
}

/** An event as far as it says when somebody is busy. */
export type Event = {
  line: number
  uid: string | null
  title: string
  sequence: number
  free: boolean
  tentative: boolean
  start: EventTime
  length: Length
  /** The zone in which its ends are written. */
  endZone: Zone
  rules: Rule[]
  /** The rules for what is left out: EXRULE of RFC 2445. */
  exceptions: Rule[]
  /** RDATE: times in the zone of the start, with lengths of their own where they are periods. */
  dates: { wall: number; epoch: number; length: Length | undefined }[]
  /** EXDATE, and what other events replace. */
  without: Exclusions
  /** RECURRENCE-ID: which instance of the series of this UID it replaces. */
  replaces: EventTime | undefined
  /** RANGE=THISANDFUTURE: whether all later instances move with it. */
  andFuture: boolean
}

/** What does not take place: at instants, and on whole days, counted from 1970-01-01. */
export type Exclusions = { epochs: Set<number>; days: Set<number> }

/** How far around the window a series and its EXDATE are kept, and no further: THISANDFUTURE may yet move it in. */
export const seriesReach: number = 800 * daySeconds

const oneDay: Length = { days: 1, seconds: 0 }
const noTime: Length = { days: 0, seconds: 0 }

/** A property's text, without its escapes; nothing is an empty text. */
function textOf(component: Component, name: string): string {
  const text = propertyOf(component, name)?.value ?? ''
  const plain = text.includes('\\')
    ? text.replaceAll(/\\(.)/g, (_, escaped: string) => (/n/i.test(escaped) ? '\n' : escaped))
    : text
  // A text on its own: one that is cut from a piece of the file would keep the whole piece alive.
  return ` ${plain}`.slice(1)
}

/** The UID and the title of a component. */
export function namesOf(component: Component): { uid: string | null; title: string } {
  const uid = textOf(component, 'UID').trim()
  return { uid: uid === '' ? null : uid, title: textOf(component, 'SUMMARY') }
}

function wordOf(component: Component, name: string): string | undefined {
  return propertyOf(component, name)?.value.trim().toUpperCase()
}

/** The zone that a property names, else the one given. */
function zoneIn(property: Property, zone: Zone, context: ReadContext): Zone {
  const name = parameterOf(property, 'TZID')
  return name === undefined || name === '' ? zone : context.zoneNamed(name, property.line)
}

/** The time in a property, read in the zone that it names, else in the one given. */
function whenOf(property: Property, zone: Zone, context: ReadContext): EventTime {
  context.line = property.line
  return readEventTime(property.value, zoneIn(property, zone, context), context.home)
}

/** The day of a time on the clock of a series: as it is written, unless it is written in UTC. */
export function dayOf({ allDay, zone, wall, epoch }: EventTime, home: Zone): number {
  return Math.floor((!allDay && zone.name === 'UTC' ? clockAt(home, epoch) : wall) / daySeconds)
}

/** A time on the clock of a series that starts as given; a day alone is that day at the time of the start. */
export function inSeries(start: EventTime, time: EventTime): EventTime {
  const { allDay, zone, wall } = start
  if (allDay || time.allDay) {
    return timeAt(start, dayOf(time, zone) * daySeconds + wall - Math.floor(wall / daySeconds) * daySeconds)
  }
  return { allDay, zone, wall: clockAt(zone, time.epoch), epoch: time.epoch }
}

/** Adds a time to what is left out of a series. */
export function exclude({ epochs, days }: Exclusions, start: EventTime, time: EventTime): void {
  if (start.allDay || time.allDay) days.add(dayOf(time, start.zone))
  else epochs.add(time.epoch)
}

/** How long something takes that ends at a time; whole days when it begins with one. */
function lengthUntil(start: EventTime, end: EventTime): Length {
  if (!start.allDay) return { days: 0, seconds: end.epoch - start.epoch }
  const wall = end.allDay ? end.wall : clockAt(start.zone, end.epoch)
  return { days: Math.ceil((wall - start.wall) / daySeconds), seconds: 0 }
}

/** The length of an event and the zone of its end (RFC 5545, 3.6.1, where there is neither DTEND nor DURATION). */
function readEnd(component: Component, start: EventTime, context: ReadContext): [Length, Zone] {
  const [end, duration] = [propertyOf(component, 'DTEND'), propertyOf(component, 'DURATION')]
  if (end !== undefined) {
    const until = whenOf(end, start.zone, context)
    const length = lengthUntil(start, until)
    // Some write the last day as the end.
    if (start.allDay && length.days === 0) return [oneDay, start.zone]
    // An end in UTC is written as the start is.
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

/** Calls back for each entry of the lists of a name; one that cannot be read is left out with a warning. */
export function eachEntry(
  { properties }: Component,
  name: string,
  zone: Zone,
  context: ReadContext,
  take: (text: string, zone: Zone, property: Property) => void,
): void {
  for (const property of properties) {
    if (property.name !== name) continue
    const own = zoneIn(property, zone, context)
    for (const text of property.value.split(',')) {
      try {
        if (text !== '') take(text.trim(), own, property)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        context.warn(property.line, `An entry of ${name} is left out. ${error.message}`)
      }
    }
  }
}

/**
 * Reads an entry of RDATE or FREEBUSY: a time, or a period from one to another, or of a length.
 *
 * @throws {RangeError} When it is none, or has no length.
 */
export function readPeriod(text: string, zone: Zone, { home }: ReadContext): [EventTime, Length | undefined] {
  const [first = '', last] = text.split('/')
  const start = readEventTime(first, zone, home)
  if (last === undefined) return [start, undefined]
  const length = /^[+-]?P/i.test(last)
    ? readLength(last)
    : lengthUntil(start, readEventTime(last, zone, home))
  if (endOf(start, length) > start.epoch) return [start, length]
  throw new RangeError(`The period ${text} does not end after it starts.`)
}

/**
 * Reads an event.
 *
 * @throws {RangeError} When it cannot be said when it takes place.
 */
export function readEvent(component: Component, context: ReadContext): Event {
  const { home, from, to } = context
  context.line = component.line
  const id = propertyOf(component, 'RECURRENCE-ID')
  const [status, busy] = [wordOf(component, 'STATUS'), wordOf(component, 'X-MICROSOFT-CDO-BUSYSTATUS')]
  const cancelled = status === 'CANCELLED'
  // To cancel an instance, it is enough to say which.
  const begin = propertyOf(component, 'DTSTART') ?? (cancelled ? id : undefined)
  if (begin === undefined) throw new RangeError('It has no DTSTART.')
  const start = whenOf(begin, home, context)
  const [length, endZone] = readEnd(component, start, context)
  const ends = endOf(start, length)
  const ended = length !== noTime && ends <= start.epoch
  if (ended) {
    const [first, last] = [writeMoment(start.zone, start.epoch * 1000), writeMoment(endZone, ends * 1000)]
    const problem = `It runs from ${first} to ${last}: end not after start.`
    if (id === undefined) throw new RangeError(problem)
    // Left out, it would bring back what it replaces.
    context.warn(context.line, `${problem} The instance takes no time.`)
  }

  const dates: Event['dates'] = []
  eachEntry(component, 'RDATE', start.zone, context, (text, zone) => {
    const [time, own] = readPeriod(text, zone, context)
    const { wall, epoch } = inSeries(start, time)
    dates.push({ wall, epoch, length: start.allDay ? undefined : own })
  })
  const without: Exclusions = { epochs: new Set(), days: new Set() }
  const reach = seriesReach + ends - start.epoch
  eachEntry(component, 'EXDATE', start.zone, context, (text, zone) => {
    const time = readEventTime(text, zone, home)
    if (time.epoch > from - reach && time.epoch < to + reach) exclude(without, start, time)
  })
  const rules = (name: string): Rule[] =>
    component.properties
      .filter((each) => each.name === name)
      .map(({ value, line }) => {
        context.line = line
        return parseRule(value)
      })
  return {
    line: component.line,
    ...namesOf(component),
    sequence: Math.max(0, Number.parseInt(wordOf(component, 'SEQUENCE') ?? '', 10) || 0),
    free: cancelled || ended || busy === 'FREE' || wordOf(component, 'TRANSP') === 'TRANSPARENT',
    tentative: status === 'TENTATIVE' || busy === 'TENTATIVE',
    start,
    length,
    endZone,
    rules: rules('RRULE'),
    exceptions: rules('EXRULE'),
    dates,
    without,
    replaces: id === undefined ? undefined : whenOf(id, start.zone, context),
    andFuture: id !== undefined && parameterOf(id, 'RANGE')?.toUpperCase() === 'THISANDFUTURE',
  }
}
