import { type Line, maxLineBytes } from './line.ts'

/** A property: `DTSTART;TZID=Europe/Berlin:20260310T090000` has the parameters `;TZID=Europe/Berlin`. */
export type Property = { name: string; parameters: string; value: string; line: number }

/** A component, such as an event, with those of its properties that say when and whether somebody is busy. */
export type Component = {
  name: string
  line: number
  properties: Property[]
  /** What is wrong with how it is written, and at which lines. */
  problems: { line: number; problem: string }[]
  /** STANDARD and DAYLIGHT, for VTIMEZONE. */
  parts: Component[]
  /** The VCALENDAR around it, which may itself not be complete yet. */
  calendar: Component | undefined
}

const keptProperties: ReadonlySet<string> = new Set(
  (
    'DTSTART DTEND DURATION RRULE EXRULE RDATE EXDATE RECURRENCE-ID SEQUENCE UID SUMMARY STATUS TRANSP ' +
    'X-MICROSOFT-CDO-BUSYSTATUS FREEBUSY TZID TZOFFSETFROM TZOFFSETTO X-WR-TIMEZONE'
  ).split(' '),
)

/** The components that stand directly in a calendar: none of them can stand in another. */
const outerComponents: ReadonlySet<string> = new Set(
  'VCALENDAR VEVENT VFREEBUSY VTIMEZONE VTODO VJOURNAL'.split(' '),
)

// In values of these a colon has no place, so the last one ends the parameters, which often have one unquoted.
const timeProperty = /^(?:DT|DURATION|RRULE|RDATE|RECURRENCE|EX|FREEBUSY|TZOFFSET)/
const quotedParameters = /^[^":]*(?:"[^"]*"[^":]*)*:/

/** What is kept of a component, in characters of its lines, of which each counts for some more. */
const maxTextBytes = 2 * maxLineBytes
const propertyOverhead = 64

// Definitions of zones with all their history have some two hundred.
const maxParts = 1000

/** The only property of a calendar itself that is read: the zone of what has none. */
const calendarProperty = 'X-WR-TIMEZONE'

/** The first property of a name. */
export function propertyOf({ properties }: Component, name: string): Property | undefined {
  return properties.find((each) => each.name === name)
}

const parameterPattern = (name: string): RegExp => new RegExp(`;\\s*${name}\\s*=\\s*("[^"]*|[^;]*)`, 'i')
type ParameterName = 'TZID' | 'RANGE' | 'FBTYPE'
const parameterPatterns: Readonly<Record<ParameterName, RegExp>> = {
  TZID: parameterPattern('TZID'),
  RANGE: parameterPattern('RANGE'),
  FBTYPE: parameterPattern('FBTYPE'),
}

/** A parameter of a property, without its quotation marks. */
export function parameterOf({ parameters }: Property, name: ParameterName): string | undefined {
  if (parameters === '') return undefined
  return parameterPatterns[name].exec(parameters)?.[1]?.replaceAll('"', '').trim()
}

/** Reads a line of content, whose name ends at a place, into the component that it belongs to. */
function addProperty(
  { properties, problems }: Component,
  { text, number, cut }: Line,
  name: string,
  end: number,
): void {
  const ofTime = timeProperty.test(name)
  const colon = ofTime
    ? text.lastIndexOf(':')
    : (quotedParameters.exec(text)?.[0].length ?? text.indexOf(':') + 1) - 1
  let parameters = text.slice(end, Math.max(end, colon))
  let value = colon < end ? '' : text.slice(colon + 1)
  if (cut) {
    problems.push({
      line: number,
      problem: `${name} is too long. What comes after ${maxLineBytes} bytes is left out.`,
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
 * Puts lines together to components. It forgives an END that is missing or without a BEGIN, as far as
 * it is plain what was meant, and forgets all properties but those that are read.
 */
export function createComponentReader(): {
  /** The components that end with a line: as a rule none, one at its END. */
  add(line: Line): readonly Component[]
  /** The components that are still open, the outer one first. */
  open(): readonly Component[]
  /** Whether anything of a calendar was there at all. */
  seen(): boolean
} {
  const none: readonly Component[] = []
  let seen = false
  let calendar: Component | undefined
  let outer: Component | undefined
  let part: Component | undefined
  // How many components are open within the outer one. Only the first is of interest, and only in VTIMEZONE.
  let depth = 0
  let room = maxTextBytes

  /** Closes a component although its END is missing. */
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
    room = maxTextBytes
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
    if (!keptProperties.has(name)) return none
    const owner = outer === undefined ? calendar : depth === 0 ? outer : part
    if (owner === undefined || depth > 1) return none
    if (owner === calendar && (name !== calendarProperty || owner.properties.length > 0)) return none
    room -= text.length + propertyOverhead
    if (room >= 0) {
      addProperty(owner, line, name, nameEnd)
    } else if (room > -Infinity) {
      room = -Infinity
      owner.problems.push({ line: number, problem: 'It is too long. The rest of it is left out.' })
    }
    return none
  }

  return {
    add,
    open: () => [calendar, outer].filter((each) => each !== undefined),
    seen: () => seen,
  }
}
