import { type Component, propertyOf } from './component.ts'
import { daySeconds } from '../zone/date.ts'
import { exclude, type Exclusions, inSeries } from './exclusion.ts'
import {
  lengthUntil,
  oneDay,
  readEntries,
  type ReadContext,
  readPeriod,
  restOfDay,
  tolerate,
  whenOf,
} from './property-time.ts'
import { titleOf, wordOf } from './text.ts'
import type { Zone } from '../zone/resolve.ts'
import type { Rule } from '../recurrence/rule.ts'
import { endOf, type EventTime, type Length, readEventTime, readLength } from './time.ts'
import { writeMoment } from '../zone/value.ts'

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
  readonly without: Exclusions | undefined
  /** RECURRENCE-ID: the instance that it overrides, of the series with this UID. */
  readonly replaces: EventTime | undefined
  /** True when RECURRENCE-ID cannot be read, so that the event is one of its own. */
  readonly detached: boolean
  /** RANGE=THISANDFUTURE: true when all later instances move with it. */
  readonly andFuture: boolean
}

/** Series and their EXDATE are kept this far around the window, in seconds: THISANDFUTURE can move them into it. */
export const seriesReach: number = 800 * daySeconds

const noTime: Length = { days: 0, seconds: 0 }

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

const noParticipation: ReadonlySet<string | undefined> = new Set()

/** The PARTSTAT of the owner of the calendar (RFC 5545, 3.2.12). */
function participationOf({ properties }: Component, { isOwner }: ReadContext): typeof noParticipation {
  if (isOwner === undefined) return noParticipation
  const own = properties.filter(
    (each) => each.name === 'ATTENDEE' && (isOwner(each.value) || isOwner(each.parameters.EMAIL ?? '')),
  )
  return new Set(own.map((each) => each.parameters.PARTSTAT?.toUpperCase()))
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
    const read = tolerate(context, consequence, () => context.ruleOf(each.value))
    if (read === undefined) return []
    for (const problem of read.problems) context.warn(each.line, problem)
    return [read.rule]
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
  let without: Exclusions | undefined
  const reach = seriesReach + ends - start.epoch
  readEntries(component, { name: 'EXDATE', zone: inZone }, context, (text, zone) => {
    const time = readEventTime(text, zone, home)
    if (time.epoch <= from - reach || time.epoch >= to + reach) return
    without ??= { epochs: new Set(), days: new Set() }
    exclude(without, start, time)
  })
  const replaces =
    id && tolerate(context, 'The event is read as one of its own.', () => whenOf(id, inZone, context))
  const answers = participationOf(component, context)
  const declined = answers.has('DECLINED') || answers.has('DELEGATED')
  return {
    line: component.line,
    uid: context.uid,
    title: titleOf(component),
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
    andFuture: id !== undefined && id.parameters.RANGE?.toUpperCase() === 'THISANDFUTURE',
  }
}
