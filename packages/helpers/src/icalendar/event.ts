import { type Component, parameterOf, type Property, type PropertyName, propertyOf } from './component.ts'
import { daySeconds } from '../zone/date.ts'
import type { Warn } from './line.ts'
import type { Zone } from '../zone/resolve.ts'
import { parseRule, type Rule } from '../recurrence/rule.ts'
import { clockAt, endOf, type Length, readLength, readEventTime, timeAt, type EventTime } from './time.ts'
import { writeMoment } from '../zone/value.ts'

/** The context that events are read in: the window, the zones, and the current line. */
export type ReadContext = {
  /** The window, in seconds since 1970. */
  from: number
  to: number
  /** The zone of floating times and days. */
  home: Zone
  zoneNamed(name: string, line: number): Zone
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
  readonly rules: Rule[]
  /** EXRULE of RFC 2445: rules of exceptions. */
  readonly exceptions: Rule[]
  /** RDATE: times in the zone of the start; periods have their own lengths. */
  readonly dates: { readonly wall: number; readonly epoch: number; readonly length: Length | undefined }[]
  /** EXDATE. */
  readonly without: Exclusions
  /** RECURRENCE-ID: the instance that it overrides, of the series with this UID. */
  readonly replaces: EventTime | undefined
  /** RANGE=THISANDFUTURE: true when all later instances move with it. */
  readonly andFuture: boolean
}

/** Excluded instances: by instant, and by whole days, counted from 1970-01-01. */
export type Exclusions = { readonly epochs: Set<number>; readonly days: Set<number> }

/** Series and their EXDATE are kept this far around the window, in seconds: THISANDFUTURE can move them into it. */
export const seriesReach: number = 800 * daySeconds

const oneDay: Length = { days: 1, seconds: 0 }
const noTime: Length = { days: 0, seconds: 0 }

/** The unescaped text of a property; empty without one. */
function textOf(component: Component, name: PropertyName): string {
  const text = propertyOf(component, name)?.value ?? ''
  const plain = text.includes('\\')
    ? text.replaceAll(/\\(.)/g, (_, escaped: string) => (/n/i.test(escaped) ? '\n' : escaped))
    : text
  // Copied: a slice of a piece of the file would keep the whole piece in memory.
  return ` ${plain}`.slice(1)
}

/** The UID and the title of a component. */
export function namesOf(component: Component): { uid: string | null; title: string } {
  const uid = textOf(component, 'UID').trim()
  return { uid: uid === '' ? null : uid, title: textOf(component, 'SUMMARY') }
}

function wordOf(component: Component, name: PropertyName): string | undefined {
  return propertyOf(component, name)?.value.trim().toUpperCase()
}

/** The zone that a property names (TZID), else the one given. */
function zoneIn(property: Property, zone: Zone, context: ReadContext): Zone {
  const name = parameterOf(property, 'TZID')
  return name === undefined || name === '' ? zone : context.zoneNamed(name, property.line)
}

/** The time in a property, read in the zone that it names, else in the one given. */
function whenOf(property: Property, zone: Zone, context: ReadContext): EventTime {
  context.line = property.line
  return readEventTime(property.value, zoneIn(property, zone, context), context.home)
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
    const until = whenOf(end, start.zone, context)
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

/** Calls `take` for each entry of the lists with a name; an entry that cannot be read is skipped with a warning. */
export function readEntries(
  { properties }: Component,
  { name, zone }: { readonly name: PropertyName; readonly zone: Zone },
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
        context.warn(property.line, `An entry of ${name} is skipped. ${error.message}`)
      }
    }
  }
}

/**
 * Reads an entry of RDATE or FREEBUSY: a time, or a period with an end or a length.
 *
 * @throws {RangeError} When it is neither, or has no length.
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
 * @throws {RangeError} When its time cannot be determined.
 */
export function readEvent(component: Component, context: ReadContext): Event {
  const { home, from, to } = context
  context.line = component.line
  const id = propertyOf(component, 'RECURRENCE-ID')
  const [status, busy] = [wordOf(component, 'STATUS'), wordOf(component, 'X-MICROSOFT-CDO-BUSYSTATUS')]
  const cancelled = status === 'CANCELLED'
  // A cancelled instance needs no DTSTART.
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
    // Without it, the instance that it overrides would reappear.
    context.warn(context.line, `${problem} The instance takes no time.`)
  }

  const dates: Event['dates'] = []
  readEntries(component, { name: 'RDATE', zone: start.zone }, context, (text, zone) => {
    const [time, own] = readPeriod(text, zone, context)
    const { wall, epoch } = inSeries(start, time)
    dates.push({ wall, epoch, length: start.allDay ? undefined : own })
  })
  const without: Exclusions = { epochs: new Set(), days: new Set() }
  const reach = seriesReach + ends - start.epoch
  readEntries(component, { name: 'EXDATE', zone: start.zone }, context, (text, zone) => {
    const time = readEventTime(text, zone, home)
    if (time.epoch > from - reach && time.epoch < to + reach) exclude(without, start, time)
  })
  const rules = (name: 'RRULE' | 'EXRULE'): Rule[] =>
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
