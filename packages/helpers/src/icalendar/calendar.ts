import { createZoneFinder } from './zone-lookup.ts'
import { type Component, propertyOf } from './component.ts'
import { type Event, readEvent } from './event.ts'
import { blockOf, type BusyTime, instanceId, mayOverlap, seriesIn, type Window } from './instance.ts'
import type { Warn } from './line.ts'
import { quote } from '../zone/quote.ts'
import { readEntries, readPeriod, type ReadContext } from './property-time.ts'
import { parseRule } from '../recurrence/rule.ts'
import { remember } from './remember.ts'
import { titleOf, uidOf } from './text.ts'
import { type Zone, zoneOf } from '../zone/resolve.ts'
import type { OffsetSource } from '../zone/source.ts'

/** A problem in a calendar that affects only a part of it. */
export type CalendarWarning = {
  /** The number of the line in the file, from 1. */
  readonly line: number
  /** The UID of the affected event, or null without one. */
  readonly uid: string | null
  /** The line, the reason and the consequence. */
  readonly message: string
}

/** Options for reading a calendar. */
export type CalendarOptions = {
  /** The zone of floating times and whole days, unless the calendar names one (X-WR-TIMEZONE), and of times in unknown zones. */
  readonly defaultTimeZone: string
  /** Called for each problem in the calendar. */
  readonly onWarning?: ((warning: CalendarWarning) => void) | undefined
  /**
   * The addresses of the owner of the calendar: events that an attendee with one of them has declined give no block.
   * Default: none, because the file does not tell whose calendar it is.
   */
  readonly attendee?: string | readonly string[] | undefined
  /** The source of zone offsets. Default: the time zone data of the runtime. */
  readonly zoneSource?: OffsetSource | undefined
}

/** An event without recurrence, as its blocks, or a recurring one. */
type Master = { readonly line: number; readonly blocks: readonly BusyTime[] } | Event

/** The events of a calendar with one UID: an event, usually one, and overrides of its instances. */
type Series = {
  masters: Master[]
  /** The SEQUENCE of the masters; older versions are dropped. */
  sequence: number
  /** By the id of the instance that they override. */
  overrides: Map<string, Event> | undefined
}

/** Turns components into blocks. */
export type CalendarReader = {
  /** Reads a component, and holds what can be in the window. */
  read(component: Component): void
  /** Gives the blocks of a calendar at its end, in the order of its events. */
  flush(): Generator<readonly BusyTime[], void, undefined>
  warn: Warn
  /** The number of events held until the end of the calendar. */
  held(): number
}

/** Thrown where only the end of the calendar can tell the zone: its name or its definition may follow. */
const unsettled = new Error('The zone is not known yet.')

/** The block of an event without its recurrence. */
function single(event: Event, window: Window, id?: string): readonly BusyTime[] {
  const block = event.free
    ? undefined
    : blockOf(event, { start: event.start, length: event.length, id }, window)
  return block === undefined ? [] : [block]
}

/** The part of an event that is held until the end of its calendar; undefined when it cannot be in the window. */
function heldPart(event: Event, window: Window): Master | undefined {
  if (event.repeats) return mayOverlap(event, window) ? event : undefined
  const blocks = single(event, window)
  return blocks.length > 0 ? { line: event.line, blocks } : undefined
}

/** Adds an event to its series, unless a newer version is there. */
function addVersion(series: Series, event: Event, master: Master | undefined): void {
  if (event.replaces === undefined) {
    if (event.sequence > series.sequence) {
      series.sequence = event.sequence
      series.masters = []
    }
    if (event.sequence === series.sequence && master !== undefined) series.masters.push(master)
    return
  }
  const id = instanceId(event.replaces, event.replaces)
  series.overrides ??= new Map()
  // Keep the newer of two versions; the later one in the file if both have the same SEQUENCE.
  if ((series.overrides.get(id)?.sequence ?? 0) <= event.sequence) series.overrides.set(id, event)
}

function readFreeBusy(component: Component, context: ReadContext, window: Window): readonly BusyTime[] {
  const names = { uid: context.uid, title: titleOf(component) }
  const blocks: BusyTime[] = []
  readEntries(component, { name: 'FREEBUSY', zone: context.home }, context, (text, zone, property) => {
    const type = property.parameters.FBTYPE?.toUpperCase()
    const [start, length] = readPeriod(text, zone, context)
    if (length === undefined) throw new RangeError(`${text} is not a period such as 20261231T230000Z/PT1H.`)
    const event = { ...names, endZone: start.zone, tentative: type === 'BUSY-TENTATIVE' }
    const block = type === 'FREE' ? undefined : blockOf(event, { start, length }, window)
    if (block !== undefined) blocks.push(block)
  })
  return blocks
}

/** An address without its scheme, by which attendees are compared. */
const plainAddress = (address: string): string =>
  address
    .trim()
    .toLowerCase()
    .replace(/^mailto:/, '')

/** Creates a test for the addresses of the owner of a calendar. */
function ownerTest(
  attendee: string | readonly string[] | undefined,
): ((address: string) => boolean) | undefined {
  if (attendee === undefined) return undefined
  const addresses: unknown[] = [attendee].flat()
  const wrong = addresses.find((each) => typeof each !== 'string')
  if (wrong !== undefined || addresses.length === 0) {
    throw new TypeError(
      `Expected "attendee" to be an address such as "me@example.com", or a list of them, and got ${quote(wrong ?? attendee)}.`,
    )
  }
  const owners = new Set(addresses.map((each) => plainAddress(String(each))))
  return (address) => owners.has(plainAddress(address))
}

/** Creates a reader for the components of one or more calendars. */
export function createCalendarReader(options: CalendarOptions, window: Window): CalendarReader {
  const { defaultTimeZone, attendee, onWarning, zoneSource } = options
  const fallback = zoneOf(defaultTimeZone, zoneSource)
  const seriesByUid = new Map<string | symbol, Series>()
  let freeBusy: Master[] = []
  let deferred: Component[] = []
  let calendar: Component | undefined
  // True when everything in the calendar is known.
  let complete = false
  const warn = (line: number, problem: string): void => {
    const { uid } = context
    const event = uid === null ? '' : `, event ${quote(uid)}`
    onWarning?.({ line, uid, message: `Line ${line}${event}: ${problem}` })
  }
  let zones = createZoneFinder(zoneSource, warn)
  let unknownNames = new Set<string>()
  const zoneNamed = (name: string, line: number): Zone => {
    const zone = zones.find(name, line, complete)
    if (zone !== undefined) return zone
    if (!complete) throw unsettled
    const key = quote(name)
    if (!unknownNames.has(key)) {
      warn(line, `The time zone ${key} is neither known nor defined. It is read as ${fallback.name}.`)
      unknownNames.add(key)
    }
    return fallback
  }
  const home = (): Zone => {
    const property = calendar && propertyOf(calendar, 'X-WR-TIMEZONE')
    if (property !== undefined) return zoneNamed(property.value.trim(), property.line)
    if (complete) return fallback
    throw unsettled
  }

  const hold = (event: Event): void => {
    const master = event.replaces === undefined ? heldPart(event, window) : undefined
    // One outside the window is held if it can be the newer version of one inside.
    if (event.replaces === undefined && master === undefined && event.sequence === 0) return
    const key = event.uid === null || event.detached ? Symbol('event') : event.uid
    const series = seriesByUid.get(key) ?? { masters: [], sequence: 0, overrides: undefined }
    seriesByUid.set(key, series)
    addVersion(series, event, master)
  }

  // Collected, because an event that is deferred is read again.
  let unreported: { readonly line: number; readonly problem: string }[] = []
  const context: ReadContext = {
    from: window.from,
    to: window.to,
    home,
    zoneNamed,
    isOwner: ownerTest(attendee),
    ruleOf: remember((text) => {
      const problems: string[] = []
      return { rule: parseRule(text, (problem) => problems.push(problem)), problems }
    }),
    warn: (line, problem) => void unreported.push({ line, problem }),
    line: 1,
    uid: null,
  }

  const readNow = (component: Component): void => {
    context.uid = uidOf(component)
    if (unreported.length > 0 || component.problems.length > 0) unreported = [...component.problems]
    try {
      if (component.name === 'VEVENT') hold(readEvent(component, context))
      else freeBusy.push({ line: component.line, blocks: readFreeBusy(component, context, window) })
    } catch (error) {
      if (error === unsettled) {
        deferred.push(component)
        return
      }
      if (!(error instanceof RangeError)) throw error
      context.warn(context.line, `${error.message} The event is skipped.`)
    }
    for (const { line, problem } of unreported) warn(line, problem)
  }

  /** The blocks of an event of a series. */
  const blocksOf = (event: Event, { masters, overrides }: Series): readonly BusyTime[] => {
    const { line, replaces } = event
    try {
      if (replaces === undefined) {
        return seriesIn(event, [...(overrides?.values() ?? [])], window, (problem) => warn(line, problem))
      }
      const series = masters.find((each) => 'start' in each)
      return single(event, window, instanceId(series?.start ?? replaces, replaces))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      warn(line, `${error.message} The event is skipped.`)
      return []
    }
  }

  function* flush(): Generator<readonly BusyTime[], void, undefined> {
    complete = true
    const late = deferred
    deferred = []
    for (const component of late) readNow(component)
    const all: { readonly event: Master; readonly key?: string | symbol; readonly series?: Series }[] = []
    // Every event of a cancellation is cancelled (RFC 5546, 3.2.5).
    const method = calendar && propertyOf(calendar, 'METHOD')?.value.trim().toUpperCase()
    if (method !== 'CANCEL') {
      for (const event of freeBusy) all.push({ event })
      for (const [key, series] of seriesByUid) {
        for (const event of [...series.masters, ...(series.overrides?.values() ?? [])])
          all.push({ event, key, series })
      }
    }
    all.sort((one, other) => one.event.line - other.event.line)
    for (const { event, key, series } of all) {
      context.uid = typeof key === 'string' ? key : null
      yield 'blocks' in event ? event.blocks : series === undefined ? [] : blocksOf(event, series)
    }
    seriesByUid.clear()
    zones = createZoneFinder(zoneSource, warn)
    unknownNames = new Set()
    freeBusy = []
    calendar = undefined
    complete = false
    context.uid = null
  }

  const read = (component: Component): void => {
    const { name, problems } = component
    if (name === 'VEVENT' || name === 'VFREEBUSY') {
      calendar = component.calendar
      readNow(component)
      context.uid = null
      return
    }
    for (const { line, problem } of problems) warn(line, problem)
    if (name === 'VTIMEZONE') zones.define(component)
  }

  const held = (): number => {
    let count = 0
    for (const { masters, overrides } of seriesByUid.values())
      count += masters.length + (overrides?.size ?? 0)
    return count
  }
  return { read, flush, warn, held }
}
