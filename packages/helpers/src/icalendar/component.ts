import { type Line, maxLineBytes } from './line.ts'
import { remember } from './remember.ts'

const parameterNames = ['TZID', 'RANGE', 'FBTYPE', 'VALUE', 'PARTSTAT', 'EMAIL'] as const

/** The parameters of a property that are read, unquoted. */
export type Parameters = { readonly [name in (typeof parameterNames)[number]]?: string | undefined }

const parameterPatterns = /* @__PURE__ */ parameterNames.map(
  (name) => [name, new RegExp(`[;:]\\s*${name}\\s*=\\s*("[^"]*|[^;]*)`, 'i')] as const,
)

/** Reads the parameters in a text such as `;TZID=Europe/Berlin`. */
function readParameters(text: string): Parameters {
  return Object.fromEntries(
    parameterPatterns.map(([name, pattern]) => [name, pattern.exec(text)?.[1]?.replaceAll('"', '').trim()]),
  )
}

/** A property: `DTSTART;TZID=Europe/Berlin:20260310T090000` has the parameter TZID. */
export type Property = {
  readonly name: PropertyName
  readonly parameters: Parameters
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

/** The properties that are kept; all others are dropped while lines are read. */
const propertyNames = [
  // These have a TZID, which often contains a colon without quotes.
  ['zoned', ['DTSTART', 'DTEND', 'RDATE', 'EXDATE', 'RECURRENCE-ID']],
  ['time', ['DURATION', 'RRULE', 'EXRULE', 'FREEBUSY', 'TZOFFSETFROM', 'TZOFFSETTO']],
  [
    'text',
    [
      'SEQUENCE',
      'UID',
      'SUMMARY',
      'STATUS',
      'TRANSP',
      'X-MICROSOFT-CDO-BUSYSTATUS',
      'ATTENDEE',
      'TZID',
      'X-WR-TIMEZONE',
      'METHOD',
    ],
  ],
] as const

type ValueKind = (typeof propertyNames)[number][0]
/** The name of a property that is kept. */
export type PropertyName = (typeof propertyNames)[number][1][number]

/** The name of a property, and what its value is. */
type PropertyKind = { readonly name: PropertyName; readonly kind: ValueKind }

/** The components directly in a calendar, which are never nested in each other. */
const outerComponents: ReadonlySet<string> = new Set([
  'VCALENDAR',
  'VEVENT',
  'VFREEBUSY',
  'VTIMEZONE',
  'VTODO',
  'VJOURNAL',
])

const [colon, semicolon] = [58, 59]
const dateValue = /\s{0,2}"?\d{8}/y
const quotedParameters = /^[^":]*(?:"[^"]*"[^":]*)*:/

/** The place of the colon before the value of a property, whose name ends at `end`; -1 without one. */
function findColon(text: string, kind: ValueKind, end: number): number {
  if (kind === 'zoned') {
    const last = text.lastIndexOf(':')
    dateValue.lastIndex = last + 1
    if (dateValue.test(text)) return last
    // A value can have colons of its own: 2026-03-10T09:00:00Z.
    const extended = text.search(/:\s*"?\d{4}-\d\d-\d\d/)
    if (extended >= 0) return extended
  }
  if (text.charCodeAt(end) === colon) return end
  return (quotedParameters.exec(text)?.[0].length ?? text.indexOf(':') + 1) - 1
}

/** The place at which the name of a property ends. */
function findNameEnd(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === colon || code === semicolon) return at
  }
  return text.length
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
  for (const each of properties) if (each.name === name) return each
  return undefined
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
  /** The names of the lines that are read. */
  readonly names: readonly string[]
  /** Gives the components that end with a line: usually none, one at its END. */
  add(line: Line): readonly Component[]
  /** The components without an END so far, the outer one first. */
  open(): readonly Component[]
  /** True once any component of a calendar has begun. */
  seen(): boolean
} {
  const none: readonly Component[] = []
  const kinds = new Map<string, PropertyKind>()
  for (const [kind, names] of propertyNames) {
    for (const name of names) if (attendees || name !== 'ATTENDEE') kinds.set(name, { name, kind })
  }
  const parametersOf = remember(readParameters)
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

  /** Adds a content line, whose name ends at `nameEnd`, to a component. */
  const addProperty = (
    { properties, problems }: Component,
    { text, number, truncated }: Line,
    { name, kind }: PropertyKind,
    nameEnd: number,
  ): void => {
    const ofTime = kind !== 'text'
    const before = findColon(text, kind, nameEnd)
    let parameters = text.slice(nameEnd, Math.max(nameEnd, before))
    let value = before < nameEnd ? '' : text.slice(before + 1)
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
    properties.push({
      name,
      parameters: parametersOf(parameters),
      value,
      line: number,
    })
  }

  const add = (line: Line): readonly Component[] => {
    const { text, number } = line
    const nameEnd = findNameEnd(text)
    const word = text.slice(0, nameEnd).trim().toUpperCase()
    if (word === 'BEGIN' || word === 'END') {
      const component = text
        .slice(nameEnd + 1)
        .trim()
        .toUpperCase()
      return (word === 'BEGIN' ? begin : end)(component, number)
    }
    const property = kinds.get(word)
    if (property === undefined) return none
    const { name } = property
    const owner = outer === undefined ? calendar : depth === 0 ? outer : part
    if (owner === undefined || depth > 1) return none
    if (owner === calendar && (!calendarProperties.has(name) || propertyOf(owner, name) !== undefined))
      return none
    room -= text.length + propertyOverhead
    if (room >= 0) {
      addProperty(owner, line, property, nameEnd)
    } else if (room > -Infinity) {
      room = -Infinity
      owner.problems.push({ line: number, problem: 'It is too long. The rest of it is dropped.' })
    }
    return none
  }

  return {
    names: ['BEGIN', 'END', ...kinds.keys()],
    add,
    open: () => [calendar, outer].filter((each) => each !== undefined),
    seen: () => seen,
  }
}
