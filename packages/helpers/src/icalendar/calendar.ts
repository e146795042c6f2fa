import { createZoneFinder } from './zone-lookup.ts'
import { type Component, parameterOf, propertyOf } from './component.ts'
import { type Event, namesOf, readEntries, readEvent, readPeriod, type ReadContext } from './event.ts'
import {
  blockOf,
  type BusyTime,
  instanceId,
  mayOverlap,
  maxInstances,
  seriesIn,
  type Window,
} from './instance.ts'
import type { Warn } from './line.ts'
import { quote } from '../zone/quote.ts'
import { zoneOf } from '../zone/resolve.ts'
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
  /** The source of zone offsets. Default: the time zone data of the runtime. */
  readonly zoneSource?: OffsetSource | undefined
}

/** The events of a calendar with one UID: usually one recurring event, and overrides of its instances. */
type Series = {
  masters: Event[]
  /** The SEQUENCE of the masters; older versions are dropped. */
  sequence: number
  /** By the id of the instance that they override. */
  readonly overrides: Map<string, Event>
}

/** Turns components into blocks. */
export type CalendarReader = {
  /** Gives the blocks that are final once a component is complete. */
  read(component: Component): readonly BusyTime[]
  /** Gives the blocks of each held series; called at the end of a calendar. */
  flush(): Generator<readonly BusyTime[], void, undefined>
  warn: Warn
  /** The number of events held until the end of the calendar. */
  held(): number
}

/** Runs a reader; gives no blocks, and a warning, when it throws a RangeError. */
function tryRead(context: ReadContext, read: () => readonly BusyTime[]): readonly BusyTime[] {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    context.warn(context.line, `${error.message} The event is skipped.`)
    return []
  }
}

/** The blocks of a recurring event, but for the instances that are overridden. */
function expand(master: Event, overrides: readonly Event[], context: ReadContext): readonly BusyTime[] {
  context.line = master.line
  return seriesIn(master, overrides, context, () =>
    context.warn(
      master.line,
      `It has more than ${maxInstances} instances in the window, or ten times as many around it. The others are skipped.`,
    ),
  )
}

/** The block of an event without its recurrence. */
function single(event: Event, window: Window, id?: string): readonly BusyTime[] {
  const block = event.free
    ? undefined
    : blockOf(event, { start: event.start, length: event.length, id }, window)
  return block === undefined ? [] : [block]
}

/** Adds an event to its series, unless a newer version is there. */
function hold(series: Series, event: Event, window: Window): void {
  if (event.replaces === undefined) {
    if (event.sequence > series.sequence) {
      series.sequence = event.sequence
      series.masters = []
    }
    if (event.sequence === series.sequence && mayOverlap(event, window)) series.masters.push(event)
    return
  }
  const id = instanceId(event.replaces, event.replaces)
  // Keep the newer of two versions; the later one in the file if both have the same SEQUENCE.
  if ((series.overrides.get(id)?.sequence ?? 0) <= event.sequence) series.overrides.set(id, event)
}

function readFreeBusy(component: Component, context: ReadContext): readonly BusyTime[] {
  const names = namesOf(component)
  const blocks: BusyTime[] = []
  readEntries(component, { name: 'FREEBUSY', zone: context.home }, context, (text, zone, property) => {
    const type = parameterOf(property, 'FBTYPE')?.toUpperCase()
    const [start, length] = readPeriod(text, zone, context)
    if (length === undefined) throw new RangeError(`${text} is not a period such as 20261231T230000Z/PT1H.`)
    const event = { ...names, endZone: start.zone, tentative: type === 'BUSY-TENTATIVE' }
    const block = type === 'FREE' ? undefined : blockOf(event, { start, length }, context)
    if (block !== undefined) blocks.push(block)
  })
  return blocks
}

/** Creates a reader for the components of one or more calendars. */
export function createCalendarReader(
  { defaultTimeZone, onWarning, zoneSource }: CalendarOptions,
  window: Window,
): CalendarReader {
  const fallback = zoneOf(defaultTimeZone, zoneSource)
  const seriesByUid = new Map<string, Series>()
  let uid: string | null = null
  const warn = (line: number, problem: string): void => {
    const event = uid === null ? '' : `, event ${quote(uid)}`
    onWarning?.({ line, uid, message: `Line ${line}${event}: ${problem}` })
  }
  let zones = createZoneFinder(zoneSource, warn)
  const context: ReadContext = {
    ...window,
    home: fallback,
    zoneNamed: (name, line) => zones.find(name, fallback, line),
    warn,
    line: 1,
  }

  function* flush(): Generator<readonly BusyTime[], void, undefined> {
    for (const [name, { masters, overrides }] of seriesByUid) {
      uid = name
      const all = [...overrides.values()]
      for (const master of masters) yield tryRead(context, () => expand(master, all, context))
      for (const override of all) {
        context.line = override.line
        const { replaces = override.start } = override
        const id = (): string => instanceId(masters[0]?.start ?? replaces, replaces)
        yield tryRead(context, () => single(override, window, id()))
      }
    }
    seriesByUid.clear()
    zones = createZoneFinder(zoneSource, warn)
    uid = null
  }

  const readOrHold = (component: Component): readonly BusyTime[] => {
    const event = readEvent(component, context)
    const repeats = event.rules.length > 0 || event.dates.length > 0
    if (event.uid === null || (event.replaces === undefined && !repeats)) {
      return repeats ? expand(event, [], context) : single(event, window)
    }
    // A series outside the window is held if it can be the newer version of one inside.
    if (event.replaces !== undefined || event.sequence > 0 || mayOverlap(event, window)) {
      const series = seriesByUid.get(event.uid) ?? { masters: [], sequence: 0, overrides: new Map() }
      seriesByUid.set(event.uid, series)
      hold(series, event, window)
    }
    return []
  }

  const read = (component: Component): readonly BusyTime[] => {
    const { name, calendar, problems } = component
    const event = name === 'VEVENT'
    const reads = event || name === 'VFREEBUSY'
    uid = reads ? namesOf(component).uid : null
    for (const { line, problem } of problems) warn(line, problem)
    let blocks: readonly BusyTime[] = []
    if (reads) {
      const zone = calendar === undefined ? undefined : propertyOf(calendar, 'X-WR-TIMEZONE')
      context.home = zone === undefined ? fallback : zones.find(zone.value.trim(), fallback, zone.line)
      blocks = tryRead(context, () => (event ? readOrHold(component) : readFreeBusy(component, context)))
    } else if (name === 'VTIMEZONE') {
      zones.define(component)
    }
    uid = null
    return blocks
  }

  const held = (): number => {
    let count = 0
    for (const { masters, overrides } of seriesByUid.values()) count += masters.length + overrides.size
    return count
  }
  return { read, flush, warn, held }
}
