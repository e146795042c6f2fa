import type { OffsetSource } from './source.ts'

// Three letters that IANA lists and that mean one thing. ICU takes two dozen more from old Java.
const TRUE_ABBREVIATIONS = /^(?:UTC|UCT|GMT|CET|EET|MET|WET|PRC|ROC|ROK)$/i

// Names that V8 and others print by the spelling of 1993, and what IANA calls them today.
const MODERN: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

/** The name of today for a name that a runtime lists. */
export function nameOfToday(name: string): string {
  return MODERN[name] ?? name
}

/** The runtime's zones under their names of today, and UTC, in alphabetical order. */
export function listNames(): string[] {
  const names = Intl.supportedValuesOf('timeZone').map(nameOfToday)
  const unique = [...new Set([...names, 'UTC'])]
  unique.sort()
  return unique
}

/** Seconds east of UTC of a zone that is written as an offset (`+05:30`) or as `UTC`. */
export function fixedOffset(name: string): number | undefined {
  if (name === 'UTC') return 0
  const [, sign, hours, minutes] = /^([+-])([01]\d|2[0-3]):([0-5]\d)$/.exec(name) ?? []
  if (sign === undefined) return undefined
  const offset = Number(hours) * 3600 + Number(minutes) * 60
  return sign === '+' ? offset : 0 - offset
}

/** Whether a name is that of a zone which a source has rules for, and no misleading abbreviation. */
export function isKnown(name: string, source: OffsetSource): boolean {
  if (!/^[a-z][\w+/-]+$/i.test(name)) return false
  if (name.length === 3 && !TRUE_ABBREVIATIONS.test(name)) return false
  try {
    source(name, 0)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
