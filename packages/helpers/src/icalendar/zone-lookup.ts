import { propertyOf, type Component } from './component.ts'
import type { Warn } from './line.ts'
import { fixedOffset, isKnownZone, listZoneNames } from '../zone/name.ts'
import { quote } from '../zone/quote.ts'
import { type Zone, zoneOf } from '../zone/resolve.ts'
import { intlOffset, type OffsetSource } from '../zone/source.ts'
import { definedZone } from './vtimezone.ts'
import { windowsZone } from './windows.ts'
import { writeOffset } from '../zone/write.ts'

// Files have a few. More are looked up each time.
const maxNames = 1000
// Several times the longest real name. A search for a longer one could be slow.
const maxNameLength = 256

// The display name in Windows.
const utcDisplayName = /^\((?:UTC|GMT)\)(?:\s*Coordinated Universal Time)?$/i

/** The offset of a zone without summer time: the smaller one of January and July 2026. */
const standardOffset = (zone: Zone): number =>
  Math.min(...[1_767_225_600, 1_782_864_000].map((epoch) => zone.source(zone.name, epoch)))

/** The first offset in a name: `GMT +0100 (Standard)`, `(UTC-05:00) Somewhere`. */
function offsetIn(name: string): number | undefined {
  const [, sign, hours, minutes = '00'] = /([+-])(\d\d?)(?:[:.]?(\d\d))?(?!\d)/.exec(name) ?? []
  if (hours === undefined) return undefined
  return fixedOffset(`${sign}${hours.padStart(2, '0')}:${minutes}`)
}

/** The zone with a name that the rules know, if any. */
type Known = (name: string) => Zone | undefined

function findByWindowsName(name: string, known: Known): Zone | undefined {
  const iana = windowsZone(name)
  return iana === undefined ? undefined : known(iana)
}

/** Finds an IANA name after a prefix: `/mozilla.org/20070129_1/Europe/Berlin`. */
function findBySuffix(name: string, known: Known): Zone | undefined {
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
    const zone = known(name.slice(at + 1))
    if (zone !== undefined) return zone
  }
  return undefined
}

/** Finds a Windows display name: `(UTC-05:00) Eastern Time (US & Canada)`. */
function findByDisplayName(name: string, known: Known): Zone | undefined {
  if (utcDisplayName.test(name)) return zoneOf('UTC')
  const [, number = '', title = ''] = /^\((?:UTC|GMT)([^)]*)\)\s*(.+)$/i.exec(name) ?? []
  const words = title.replaceAll(/\s*\(.*?\)|\s+(?:time|is(?:lands?|\.))(?=$|\W)/gi, '')
  const zone =
    findByWindowsName(`${words} Standard Time`, known) ?? known(`US/${words}`) ?? known(`Canada/${words}`)
  if (zone !== undefined) return zone
  const offset = offsetIn(number) ?? 0
  const names = title === '' ? [] : listZoneNames()
  for (const city of title.toLowerCase().split(/\s*(?:[,;:]|\band\b)\s*/)) {
    const ending = `/${city.replaceAll(' ', '_')}`
    for (const each of names) {
      const candidate = each.toLowerCase().endsWith(ending) ? known(each) : undefined
      if (candidate !== undefined && standardOffset(candidate) === offset) return candidate
    }
  }
  return undefined
}

/** Finds a fixed offset in a name, with a warning if the name has more than that. */
function findByOffset(name: string, line: number, warn: Warn): Zone | undefined {
  const offset = offsetIn(name) ?? (/^\((?:UTC|GMT)\)/i.test(name) ? 0 : undefined)
  if (offset === undefined) return undefined
  if (!/^\W*(?:UTC|GMT|)\s*[+-][\d:.]+\W*$/i.test(name)) {
    warn(line, `The time zone ${quote(name)} is not known. It is read as ${writeOffset(offset)} all year.`)
  }
  return zoneOf(writeOffset(offset))
}

/**
 * Creates a lookup of the zones that a calendar names, in this order: IANA name; Windows name; IANA name after a
 * prefix (`/mozilla.org/20070129_1/Europe/Berlin`); definition in the file; Windows display name
 * (`(UTC-05:00) Eastern Time (US & Canada)`); fixed offset in the name; else, with a warning, the fallback.
 */
export function createZoneFinder(
  source: OffsetSource | undefined,
  warn: Warn,
): {
  /** Adds a VTIMEZONE for the names that follow it. */
  define(definition: Component): void
  find(name: string, fallback: Zone, line: number): Zone
} {
  const definitions = new Map<string, Component>()
  const found = new Map<string, Zone>()

  const known = (name: string): Zone | undefined => {
    if (fixedOffset(name) === undefined && !isKnownZone(name, source ?? intlOffset)) return undefined
    return zoneOf(name, source)
  }
  const findByDefinition = (name: string, line: number): Zone | undefined => {
    const definition = definitions.get(name)
    return definition === undefined
      ? undefined
      : definedZone(definition, name, (problem) => warn(line, problem))
  }
  const search = (name: string, line: number): Zone | undefined =>
    known(name) ??
    findByWindowsName(name, known) ??
    findBySuffix(name, known) ??
    findByDefinition(name, line) ??
    findByDisplayName(name, known) ??
    findByOffset(name, line, warn)

  const find = (name: string, fallback: Zone, line: number): Zone => {
    const short = name.length <= maxNameLength
    const key = short ? name : quote(name)
    const before = found.get(key)
    if (before !== undefined) return before
    let zone = short ? search(name, line) : undefined
    if (zone === undefined) {
      warn(
        line,
        `The time zone ${quote(name)} is neither known nor defined before its use. It is read as ${fallback.name}.`,
      )
      zone = fallback
    }
    if (found.size < maxNames) found.set(key, zone)
    return zone
  }

  const define = (definition: Component): void => {
    const name = propertyOf(definition, 'TZID')?.value.trim()
    if (name === undefined || definitions.size >= maxNames) return
    definitions.set(name, definition)
    found.delete(name)
  }

  return { define, find }
}
