import { type Line, maxLineBytes } from './line.ts'

/** A property: `DTSTART;TZID=Europe/Berlin:20260310T090000` has the parameters `;TZID=Europe/Berlin`. */
export type Property = {
  readonly name: PropertyName
  readonly parameters: string
  readonly value: string
  readonly line: number
}

/** A component, such as an event, with the properties that concern busy times. */
export type Component = {
  readonly name: string
  readonly line: number
  readonly properties: Property[]
  /** Syntax problems, by line. */
  readonly problems: { readonly line: number; readonly problem: string }[]
  /** STANDARD and DAYLIGHT, for VTIMEZONE. */
  readonly parts: Component[]
  /** The VCALENDAR around it, which may not be complete yet. */
  readonly calendar: Component | undefined
}

const propertyNames = [
  'DTSTART',
  'DTEND',
  'DURATION',
  'RRULE',
  'EXRULE',
  'RDATE',
  'EXDATE',
  'RECURRENCE-ID',
  'SEQUENCE',
  'UID',
  'SUMMARY',
  'STATUS',
  'TRANSP',
  'X-MICROSOFT-CDO-BUSYSTATUS',
  'FREEBUSY',
  'ATTENDEE',
  'TZID',
  'TZOFFSETFROM',
  'TZOFFSETTO',
  'X-WR-TIMEZONE',
  'METHOD',
] as const

/** The name of a property that is kept; every other one is dropped while lines are read. */
export type PropertyName = (typeof propertyNames)[number]

const keptProperties: ReadonlySet<string> = new Set(propertyNames)

const isKept = (name: string): name is PropertyName => keptProperties.has(name)

/** The components directly in a calendar, which are never nested in each other. */
const outerComponents: ReadonlySet<string> = new Set([
  'VCALENDAR',
  'VEVENT',
  'VFREEBUSY',
  'VTIMEZONE',
  'VTODO',
  'VJOURNAL',
])

const timeProperty = /^(?:DT|DURATION|RRULE|RDATE|RECURRENCE|EX|FREEBUSY|TZOFFSET)/
// These have a TZID, which often contains a colon without quotes.
const zonedProperty = /^(?:DT|RDATE|RECURRENCE|EXDATE)/
const quotedParameters = /^[^":]*(?:"[^"]*"[^":]*)*:/

/** The place of the colon before the value of a property; -1 without one. */
function findColon(text: string, name: PropertyName): number {
  if (zonedProperty.test(name)) {
    const last = text.lastIndexOf(':')
    if (/^\s*"?\d{8}/.test(text.slice(last + 1, last + 12))) return last
    // A value can have colons of its own: 2026-03-10T09:00:00Z.
    const extended = text.search(/:\s*"?\d{4}-\d\d-\d\d/)
    if (extended >= 0) return extended
  }
  return (quotedParameters.exec(text)?.[0].length ?? text.indexOf(':') + 1) - 1
}

/** The limit of a component, in characters of its lines, with an overhead for each. */
const maxComponentSize = 2 * maxLineBytes
const propertyOverhead = 64

// Zone definitions with their full history have some two hundred.
const maxParts = 1000

/** The properties of a calendar itself that are read. */
const calendarProperties: ReadonlySet<PropertyName> = new Set(['X-WR-TIMEZONE', 'METHOD'])

/** The first property with a name. */
export function propertyOf({ properties }: Component, name: PropertyName): Property | undefined {
  return properties.find((each) => each.name === name)
}

const parameterPattern = (name: string): RegExp => new RegExp(`[;:]\\s*${name}\\s*=\\s*("[^"]*|[^;]*)`, 'i')
type ParameterName = 'TZID' | 'RANGE' | 'FBTYPE' | 'VALUE' | 'PARTSTAT' | 'EMAIL'
const parameterPatterns: Readonly<Record<ParameterName, RegExp>> = {
  TZID: parameterPattern('TZID'),
  RANGE: parameterPattern('RANGE'),
  FBTYPE: parameterPattern('FBTYPE'),
  VALUE: parameterPattern('VALUE'),
  PARTSTAT: parameterPattern('PARTSTAT'),
  EMAIL: parameterPattern('EMAIL'),
}

/** A parameter of a property, unquoted. */
export function parameterOf({ parameters }: Property, name: ParameterName): string | undefined {
  if (parameters === '') return undefined
  return parameterPatterns[name].exec(parameters)?.[1]?.replaceAll('"', '').trim()
}

/** Adds a content line, whose name ends at `end`, to its component. */
function addProperty(
  { properties, problems }: Component,
  { text, number, truncated }: Line,
  name: PropertyName,
  end: number,
): void {
  const ofTime = timeProperty.test(name)
  const colon = findColon(text, name)
  let parameters = text.slice(end, Math.max(end, colon))
  let value = colon < end ? '' : text.slice(colon + 1)
  if (truncated) {
    problems.push({
      line: number,
      problem: `${name} is too long. Everything after ${maxLineBytes} bytes is dropped.`,
    })
    if (ofTime) value = value.slice(0, Math.max(0, value.lastIndexOf(',')))
  }
  if (ofTime) {
    value = value.trim()
    if (value.includes('"')) {
      parameters = parameters.replaceAll('"', '')
      value = value.replaceAll('"', '')
      problems.push({
        line: number,
        problem: `${name} has a quotation mark in the wrong place. It is read as ${value}.`,
      })
    }
  }
  properties.push({ name, parameters, value, line: number })
}

const createComponent = (name: string, line: number, calendar?: Component): Component => ({
  name,
  line,
  properties: [],
  problems: [],
  parts: [],
  calendar,
})

/**
 * Creates a parser from lines to components. It tolerates an END that is missing or without a BEGIN, if the
 * meaning is clear, and drops all properties that are not read.
 *
 * @param attendees - True to read the ATTENDEE of events, which can be many.
 */
export function createComponentReader(attendees = false): {
  /** Gives the components that end with a line: usually none, one at its END. */
  add(line: Line): readonly Component[]
  /** The components without an END so far, the outer one first. */
  open(): readonly Component[]
  /** True once any component of a calendar has begun. */
  seen(): boolean
} {
  const none: readonly Component[] = []
  let seen = false
  let calendar: Component | undefined
  let outer: Component | undefined
  let part: Component | undefined
  // The depth of nesting within the outer component. Only depth 1 is read, and only in VTIMEZONE.
  let depth = 0
  let room = maxComponentSize

  /** Closes a component whose END is missing. */
  const closed = (component: Component | undefined, line: number, next: string): Component[] => {
    if (component === undefined) return []
    const problem = `END:${component.name} is missing before ${next}. What begins in line ${component.line} is read as if it ended there.`
    component.problems.push({ line, problem })
    return [component]
  }

  const begin = (name: string, line: number): readonly Component[] => {
    if (!outerComponents.has(name) && outer !== undefined) {
      depth++
      if (depth === 1 && outer.name === 'VTIMEZONE' && outer.parts.length < maxParts) {
        part = createComponent(name, line)
        outer.parts.push(part)
      }
      return none
    }
    const ended = closed(outer, line, `BEGIN:${name}`)
    outer = undefined
    part = undefined
    depth = 0
    room = maxComponentSize
    seen ||= outerComponents.has(name)
    if (name === 'VCALENDAR') {
      ended.push(...closed(calendar, line, 'BEGIN:VCALENDAR'))
      calendar = createComponent(name, line)
    } else {
      outer = createComponent(name, line, calendar)
    }
    return ended
  }

  const end = (name: string, line: number): readonly Component[] => {
    if (name === outer?.name || (name === 'VCALENDAR' && calendar !== undefined)) {
      const ended = name === 'VCALENDAR' ? closed(outer, line, 'END:VCALENDAR') : []
      const last = name === 'VCALENDAR' ? calendar : outer
      outer = undefined
      if (name === 'VCALENDAR') calendar = undefined
      return last === undefined ? ended : [...ended, last]
    }
    depth = Math.max(0, depth - 1)
    if (depth === 0) part = undefined
    return none
  }

  const add = (line: Line): readonly Component[] => {
    const { text, number } = line
    const found = text.search(/[:;]/)
    const nameEnd = found < 0 ? text.length : found
    const name = text.slice(0, nameEnd).trim().toUpperCase()
    if (name === 'BEGIN' || name === 'END') {
      const component = text
        .slice(nameEnd + 1)
        .trim()
        .toUpperCase()
      return (name === 'BEGIN' ? begin : end)(component, number)
    }
    if (!isKept(name) || (name === 'ATTENDEE' && !attendees)) return none
    const owner = outer === undefined ? calendar : depth === 0 ? outer : part
    if (owner === undefined || depth > 1) return none
    if (owner === calendar && (!calendarProperties.has(name) || propertyOf(owner, name) !== undefined))
      return none
    room -= text.length + propertyOverhead
    if (room >= 0) {
      addProperty(owner, line, name, nameEnd)
    } else if (room > -Infinity) {
      room = -Infinity
      owner.problems.push({ line: number, problem: 'It is too long. The rest of it is dropped.' })
    }
    return none
  }

  return {
    add,
    open: () => [calendar, outer].filter((each) => each !== undefined),
    seen: () => seen,
  }
}
