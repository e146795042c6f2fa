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

// The display name in Windows, in English and German.
const utcDisplayName = /^\((?:UTC|GMT)\)(?:\s*(?:Coordinated Universal Time|Koordinierte Weltzeit))?$/i

/** German names of Windows that have no English words, with `ae` or a broken character for `ä`. */
const germanNames: readonly (readonly [RegExp, string])[] = [
  [/\bmitteleurop.{1,3}ische\b/i, 'Europe/Berlin'],
  [/\bwesteurop.{1,3}ische\b/i, 'Europe/London'],
  [/\bosteurop.{1,3}ische\b/i, 'Europe/Bucharest'],
]

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

/**
 * Finds a known name in one that an exporter has changed: `Eastern Daylight Time`, `Eastern Normalzeit`,
 * `Pacific Time (US & Canada)`, `W. Europe Standard Time 1`, `Europe/Berlin (UTC+1)`, `'America/New York'`.
 */
function findByVariant(name: string, known: Known): Zone | undefined {
  const plain = name
    .replaceAll(/["'`\\]/g, '')
    .replace(/\s*\((?:UTC|GMT|USA?\b|U\.S\.)[^)]*\)?\s*(?=\d*$)/i, '')
    .trim()
  const iana = plain.replaceAll(' ', '_')
  const german = germanNames.find(([pattern]) => pattern.test(plain))?.[1]
  const zone =
    (iana.includes('/') ? (known(iana) ?? findBySuffix(iana, known)) : undefined) ??
    (german === undefined ? undefined : known(german))
  if (zone !== undefined) return zone
  const unnumbered = plain.replace(/\s+\d+$/, '').replace('(Mexiko)', '(Mexico)')
  const windows = unnumbered.replace(
    /\s+(?:(?:Standard|Daylight|Summer)\s+)?Time\b|\s+(?:Normal|Standard|Sommer)zeit\b/i,
    ' Standard Time',
  )
  return findByWindowsName(unnumbered, known) ?? findByWindowsName(windows, known)
}

/** Finds a display name by its words or cities: `(UTC-05:00) Eastern Time (US & Canada)`, `(GMT+01.00) Paris / Rome`. */
function findByDisplayName(name: string, known: Known): Zone | undefined {
  if (utcDisplayName.test(name)) return zoneOf('UTC')
  const [, prefix, number = '', title = ''] =
    /^(\(?(?:UTC|GMT)\s*([+-][\d:.]+)?\)?)?\s*(.*?)(?:\s+\d+)?$/i.exec(name) ?? []
  const words = title.replaceAll(/\s*\(.*?\)|\s+(?:time|is(?:lands?|\.))(?=$|\W)/gi, '')
  const zone =
    prefix === undefined
      ? undefined
      : (findByWindowsName(`${words} Standard Time`, known) ??
        known(`US/${words}`) ??
        known(`Canada/${words}`))
  if (zone !== undefined) return zone
  const cities = title.toLowerCase().split(/\s*(?:[,;:/]|\s-\s|\band\b)\s*/)
  // Without an offset to check it by, a single word is not enough.
  if (title === '' || (prefix === undefined && cities.length === 1)) return undefined
  const offset = prefix === undefined ? undefined : (offsetIn(number) ?? 0)
  const names = listZoneNames()
  for (const city of cities) {
    const ending = `/${city.replaceAll(' ', '_')}`
    for (const each of names) {
      const candidate = each.toLowerCase().endsWith(ending) ? known(each) : undefined
      if (candidate === undefined) continue
      if (offset === undefined || standardOffset(candidate) === offset) return candidate
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
 * prefix (`/mozilla.org/20070129_1/Europe/Berlin`); definition in the file; a known name that an exporter has changed
 * (`Eastern Daylight Time`); display name (`(UTC-05:00) Eastern Time (US & Canada)`); fixed offset in the name.
 */
export function createZoneFinder(
  source: OffsetSource | undefined,
  warn: Warn,
): {
  /** Adds a VTIMEZONE. */
  define(definition: Component): void
  /**
   * Finds a zone by its name.
   *
   * @param complete - False while a definition of it can still follow, which would have precedence.
   */
  find(name: string, line: number, complete: boolean): Zone | undefined
} {
  const definitions = new Map<string, Component>()
  const found = new Map<string, Zone>()

  const known = (name: string): Zone | undefined => {
    if (fixedOffset(name) === undefined && !isKnownZone(name, source ?? intlOffset)) return undefined
    return zoneOf(name, source)
  }
  const findByDefinition = (name: string, line: number): Zone | undefined => {
    const definition = definitions.get(name)
    const zone = definition && definedZone(definition, name, (problem) => warn(line, problem))
    // It would be read again, with the same warnings.
    if (zone === undefined) definitions.delete(name)
    return zone
  }
  const search = (name: string, line: number, complete: boolean): Zone | undefined => {
    const zone =
      known(name === 'Z' ? 'UTC' : name) ??
      findByWindowsName(name, known) ??
      findBySuffix(name, known) ??
      findByDefinition(name, line)
    if (zone !== undefined || !complete) return zone
    return findByVariant(name, known) ?? findByDisplayName(name, known) ?? findByOffset(name, line, warn)
  }

  const find = (name: string, line: number, complete: boolean): Zone | undefined => {
    const before = found.get(name)
    if (before !== undefined || name.length > maxNameLength) return before
    const zone = search(name, line, complete)
    if (zone !== undefined && found.size < maxNames) found.set(name, zone)
    return zone
  }

  const define = (definition: Component): void => {
    const name = propertyOf(definition, 'TZID')?.value.trim()
    if (name === undefined) return
    if (definitions.size >= maxNames && !definitions.has(name)) {
      warn(
        definition.line,
        `The calendar has more than ${maxNames} definitions of zones. The others are skipped.`,
      )
      return
    }
    definitions.set(name, definition)
    found.delete(name)
  }

  return { define, find }
}
