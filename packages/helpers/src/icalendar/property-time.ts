import type { Component, Property, PropertyName } from './component.ts'
import { daySeconds } from '../zone/date.ts'
import { dayAt, lastInstant } from '../zone/day.ts'
import type { Warn } from './line.ts'
import { quote } from '../zone/quote.ts'
import type { Rule } from '../recurrence/rule.ts'
import type { Zone } from '../zone/resolve.ts'
import {
  clockAt,
  endOf,
  type EventTime,
  type Length,
  readEventTime,
  readLength,
  wholeDay,
  type ZoneGetter,
} from './time.ts'

/** A rule, and its mistakes that have one meaning. */
export type ReadRule = { readonly rule: Rule; readonly problems: readonly string[] }

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
  /** Reads the value of RRULE or EXRULE; throws a RangeError when it is no rule. */
  ruleOf(text: string): ReadRule
  warn: Warn
  /** The current line, for warnings. */
  line: number
  /** The UID of the current event. */
  uid: string | null
}

/** The length of a whole day. */
export const oneDay: Length = { days: 1, seconds: 0 }

/** The zone that a property names (TZID), else the one given, looked up when it is needed. */
function zoneIn(property: Property, zone: ZoneGetter, context: ReadContext): ZoneGetter {
  const { TZID } = property.parameters
  if (TZID === undefined) return zone
  let own: Zone | undefined
  return () => (own ??= context.zoneNamed(TZID, property.line))
}

/** The time in a property, read in the zone that it names, else in the one given. */
export function whenOf(property: Property, zone: ZoneGetter, context: ReadContext): EventTime {
  context.line = property.line
  const time = readEventTime(property.value, zoneIn(property, zone, context), context.home)
  if (time.allDay || property.parameters.VALUE?.toUpperCase() !== 'DATE') return time
  if (property.name === 'RECURRENCE-ID') return time
  context.warn(
    property.line,
    `${property.name} is a date, and ${quote(property.value)} has a time of day. It is read as the whole day.`,
  )
  return wholeDay(time, context.home)
}

/** Reads a part of an event; gives undefined, and a warning, when that throws a RangeError. */
export function tolerate<T>(context: ReadContext, consequence: string, read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    context.warn(context.line, `${error.message} ${consequence}`)
    return undefined
  }
}

/** The length from a start to an end; in whole days if the start is one. */
export function lengthUntil(start: EventTime, end: EventTime): Length {
  if (!start.allDay) return { days: 0, seconds: end.epoch - start.epoch }
  const wall = end.allDay ? end.wall : clockAt(start.zone, end.epoch)
  return { days: Math.ceil((wall - start.wall) / daySeconds), seconds: 0 }
}

/**
 * The length until the end of the day of a start, for an end that cannot be read: rather too much than too little. The
 * day of a time in UTC is that of the calendar.
 */
export function restOfDay({ allDay, zone, epoch }: EventTime, context: ReadContext): Length {
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
