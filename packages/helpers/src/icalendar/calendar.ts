import { createZoneFinder } from './zone-lookup.ts'
import { type Component, parameterOf, propertyOf } from './component.ts'
import { eachEntry, type Event, namesOf, readEvent, readPeriod, type ReadContext } from './event.ts'
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

/** What is wrong in a calendar and does not keep the rest from being read. */
export type CalendarWarning = {
  /** The number of the line in the file, from 1. */
  line: number
  /** The UID of the event that it is about, or null where there is none. */
  uid: string | null
  /** The line, the reason and what is done about it. */
  message: string
}

/** How a calendar is read. */
export type CalendarOptions = {
  /** The zone of floating times and whole days, unless the calendar names one (X-WR-TIMEZONE), and of unknown zones. */
  defaultTimeZone: string
  /** Is told of whatever is wrong in the calendar. */
  onWarning?: ((warning: CalendarWarning) => void) | undefined
  /** Where offsets come from, if not from the runtime. */
  zoneSource?: OffsetSource | undefined
}

/** The events of a calendar that share a UID: as a rule one that repeats, and those that replace instances of it. */
type Series = {
  masters: Event[]
  /** That of the masters; older versions count no more. */
  sequence: number
  edits: Map<string, Event>
}

/** The reader of components, which is all but what has to do with bytes and lines. */
export type CalendarReader = {
  /** The blocks that a component, now complete, makes certain. */
  read(component: Component): readonly BusyTime[]
  /** The blocks of each series, which are certain when nothing more can come. */
  flush(): Generator<readonly BusyTime[], void, undefined>
  warn: Warn
  /** How many events are held until the end of the calendar. */
  held(): number
}

/** Reads the components of one calendar after the other. */
export function createCalendarReader(
  { defaultTimeZone, onWarning, zoneSource }: CalendarOptions,
  window: Window,
): CalendarReader {
  const fallback = zoneOf(defaultTimeZone, zoneSource)
  const series = new Map<string, Series>()
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

  /** What an attempt gives, or nothing, with a warning, when something cannot be read. */
  const attempt = (read: () => readonly BusyTime[]): readonly BusyTime[] => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      warn(context.line, `${error.message} The event is left out.`)
      return []
    }
  }

  const expand = (master: Event, edits: readonly Event[]): readonly BusyTime[] => {
    context.line = master.line
    return seriesIn(master, edits, window, () =>
      warn(
        master.line,
        `It has more than ${maxInstances} instances in the window, or ten times as many around it. The others are left out.`,
      ),
    )
  }

  /** The block of an event by itself. */
  const single = (event: Event, id?: string): readonly BusyTime[] => {
    const block = event.free ? undefined : blockOf(event, event.start, event.length, window, id)
    return block === undefined ? [] : [block]
  }

  function* flush(): Generator<readonly BusyTime[], void, undefined> {
    for (const [name, { masters, edits }] of series) {
      uid = name
      const all = [...edits.values()]
      for (const master of masters) yield attempt(() => expand(master, all))
      for (const edit of all) {
        context.line = edit.line
        const { replaces = edit.start } = edit
        yield attempt(() => single(edit, instanceId(masters[0]?.start ?? replaces, replaces)))
      }
    }
    series.clear()
    zones = createZoneFinder(zoneSource, warn)
    uid = null
  }

  const hold = (event: Event, name: string): void => {
    const group = series.get(name) ?? { masters: [], sequence: 0, edits: new Map<string, Event>() }
    series.set(name, group)
    if (event.replaces === undefined) {
      if (event.sequence > group.sequence) {
        group.sequence = event.sequence
        group.masters = []
      }
      if (event.sequence === group.sequence && mayOverlap(event, window)) group.masters.push(event)
      return
    }
    const id = instanceId(event.replaces, event.replaces)
    // Of two versions, the newer; of two that do not say, the one that comes later.
    if ((group.edits.get(id)?.sequence ?? 0) <= event.sequence) group.edits.set(id, event)
  }

  const readOne = (component: Component): readonly BusyTime[] => {
    const event = readEvent(component, context)
    const repeats = event.rules.length > 0 || event.dates.length > 0
    if (event.uid === null || (event.replaces === undefined && !repeats)) {
      return repeats ? expand(event, []) : single(event)
    }
    // One that is out of reach may yet be the newer version of one that is not.
    if (event.replaces !== undefined || event.sequence > 0 || mayOverlap(event, window))
      hold(event, event.uid)
    return []
  }

  const readFree = (component: Component): readonly BusyTime[] => {
    const names = namesOf(component)
    const blocks: BusyTime[] = []
    eachEntry(component, 'FREEBUSY', context.home, context, (text, zone, property) => {
      const type = parameterOf(property, 'FBTYPE')?.toUpperCase()
      const [start, length] = readPeriod(text, zone, context)
      if (length === undefined) throw new RangeError(`${text} is not a period such as 20261231T230000Z/PT1H.`)
      const event = { ...names, endZone: start.zone, tentative: type === 'BUSY-TENTATIVE' }
      const block = type === 'FREE' ? undefined : blockOf(event, start, length, window)
      if (block !== undefined) blocks.push(block)
    })
    return blocks
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
      blocks = attempt(() => (event ? readOne : readFree)(component))
    } else if (name === 'VTIMEZONE') {
      zones.define(component)
    }
    uid = null
    return blocks
  }

  const held = (): number => {
    let count = 0
    for (const { masters, edits } of series.values()) count += masters.length + edits.size
    return count
  }
  return { read, flush, warn, held }
}
