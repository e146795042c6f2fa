import type { OffsetSource } from './source.ts'

// Three letters that IANA lists and that mean one thing. ICU takes two dozen more from old Java.
const ianaAbbreviations = /^(?:UTC|UCT|GMT|CET|EET|MET|WET|PRC|ROC|ROK)$/i

// What V8 and others print by the spelling of 1993, and what IANA has called it since, in the same region.
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

/** The name of today for a name that a runtime lists. */
export function currentName(name: string): string {
  return name.replace(/(?<=^[a-z]+\/)[a-z_]+$/i, (city) => currentCities[city] ?? city)
}

/** The runtime's zones under their names of today, and UTC, in alphabetical order. */
export function listZoneNames(): string[] {
  const names = [...new Set([...Intl.supportedValuesOf('timeZone').map(currentName), 'UTC'])]
  names.sort()
  return names
}

/** Seconds east of UTC of a zone that is written as an offset (`+05:30`) or as `UTC`. */
export function fixedOffset(name: string): number | undefined {
  if (name === 'UTC') return 0
  const [, sign, hours, minutes] = /^([+-])([01]\d|2[0-3]):([0-5]\d)$/.exec(name) ?? []
  if (sign === undefined) return undefined
  const offset = Number(hours) * 3600 + Number(minutes) * 60
  return sign === '+' ? offset : 0 - offset
}

/** Whether a text can be the name of a zone: no misleading abbreviation, no offset, not nothing. */
export function isNameLike(name: string): boolean {
  return /^[^+-]/.test(name) && (name.length !== 3 || ianaAbbreviations.test(name))
}

/** Whether a name is that of a zone which a source has rules for, and no misleading abbreviation. */
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
