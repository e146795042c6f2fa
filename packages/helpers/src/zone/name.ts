import type { ZoneName } from './names.gen.ts'
import type { OffsetSource } from './source.ts'

/** A time zone: an IANA name such as `America/New_York`, which editors complete, `UTC`, or a fixed offset such as `+05:30`. */
export type TimeZone = ZoneName | (string & {})

// Abbreviations that IANA lists with one meaning. ICU accepts two dozen more from old Java.
const ianaAbbreviations = /^(?:UTC|UCT|GMT|CET|EET|MET|WET|PRC|ROC|ROK)$/i

// City names that V8 and others print in the spelling of 1993, and their IANA names since, in the same region.
const currentCities: Readonly<Record<string, string>> = {
  Asmera: 'Asmara',
  Buenos_Aires: 'Argentina/Buenos_Aires',
  Calcutta: 'Kolkata',
  Catamarca: 'Argentina/Catamarca',
  Coral_Harbour: 'Atikokan',
  Cordoba: 'Argentina/Cordoba',
  Enderbury: 'Kanton',
  Faeroe: 'Faroe',
  Godthab: 'Nuuk',
  Indianapolis: 'Indiana/Indianapolis',
  Jujuy: 'Argentina/Jujuy',
  Katmandu: 'Kathmandu',
  Kiev: 'Kyiv',
  Louisville: 'Kentucky/Louisville',
  Mendoza: 'Argentina/Mendoza',
  Ponape: 'Pohnpei',
  Rangoon: 'Yangon',
  Saigon: 'Ho_Chi_Minh',
  Truk: 'Chuuk',
}

/** The current name for a name that a runtime lists. */
export function currentName(name: string): string {
  return name.replace(/(?<=^[a-z]+\/)[a-z_]+$/i, (city) => currentCities[city] ?? city)
}

/** Lists the runtime's zones by their current names, and UTC, in alphabetical order. */
export function listZoneNames(): string[] {
  const names = [...new Set([...Intl.supportedValuesOf('timeZone').map(currentName), 'UTC'])]
  names.sort()
  return names
}

/** Seconds east of UTC of a zone written as an offset (`+05:30`) or as `UTC`; undefined for others. */
export function fixedOffset(name: string): number | undefined {
  if (name === 'UTC') return 0
  const [, sign, hours, minutes] = /^([+-])([01]\d|2[0-3]):([0-5]\d)$/.exec(name) ?? []
  if (sign === undefined) return undefined
  const offset = Number(hours) * 3600 + Number(minutes) * 60
  return sign === '+' ? offset : 0 - offset
}

/** True for text that can name a zone: not empty, not an offset, not a misleading abbreviation. */
export function isNameLike(name: string): boolean {
  return /^[^+-]/.test(name) && (name.length !== 3 || ianaAbbreviations.test(name))
}

/** True for the name of a zone that a source has rules for, unless it is a misleading abbreviation. */
export function isKnownZone(name: string, source: OffsetSource): boolean {
  if (!/^[a-z][\w+/-]+$/i.test(name) || !isNameLike(name)) return false
  try {
    source(name, 0)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
