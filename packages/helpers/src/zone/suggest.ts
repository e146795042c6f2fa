import { listZoneNames, currentName } from './name.ts'
import { quote } from './quote.ts'

// Common meanings of abbreviations.
const abbreviations: Readonly<Record<string, string>> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  BST: 'Europe/London or Asia/Dhaka',
  CST: 'America/Chicago or Asia/Shanghai',
  EST: 'America/New_York',
  HST: 'Pacific/Honolulu',
  IST: 'Asia/Kolkata, Europe/Dublin or Asia/Jerusalem',
  JST: 'Asia/Tokyo',
  MST: 'America/Denver or America/Phoenix',
  NST: 'America/St_Johns or Pacific/Auckland',
  PST: 'America/Los_Angeles',
}

const normalize = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, '')
const cityOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1)

/** The Levenshtein distance of two words. */
function distance(from: string, to: string): number {
  let row = Array.from(to, (_, index) => index + 1)
  for (let line = 0; line < from.length; line += 1) {
    let [corner, left] = [line, line + 1]
    row = row.map((above, at) => {
      left = Math.min(corner + (from[line] === to[at] ? 0 : 1), above + 1, left + 1)
      corner = above
      return left
    })
  }
  return row.at(-1) ?? from.length
}

/** Finds the names nearest to a wrong one, by the whole name or by its city: at most three. */
function findNearest(wrong: string): string[] {
  const wanted = normalize(wrong)
  const wantedCity = cityOf(wanted)
  const names = [...listZoneNames(), ...Intl.supportedValuesOf('timeZone')]
  const scores = names.map(normalize).map((whole) =>
    // One more for a match by city only, so that the right region is first.
    Math.min(distance(wanted, whole), distance(wantedCity, cityOf(whole)) + (wantedCity === wanted ? 0 : 1)),
  )
  const best = Math.min(...scores)
  if (best > Math.max(1, Math.floor(wanted.length / 5))) return []
  const found = names.filter((_, index) => scores[index] === best)
  return [...new Set(found.map(currentName))].slice(0, 3)
}

function adviseOn(name: string): string {
  const offset = /^(?:UTC|GMT|)([+-])([01]?\d|2[0-3])(?::?([0-5]\d))?$/i.exec(name)
  if (offset !== null) {
    const [, sign = '', hours = '', minutes = '00'] = offset
    return `Write a fixed offset with hours and minutes: ${sign}${hours.padStart(2, '0')}:${minutes}.`
  }
  // Twice the longest name, 32 letters: longer text is not a misspelt name, and would be slow to compare.
  const names = name.length > 64 ? [] : findNearest(name)
  if (names.length > 0) {
    return `Did you mean ${names.join(', ').replace(/, ([^,]*)$/, ' or $1')}?`
  }
  return 'Use an IANA name such as America/New_York, UTC, or a fixed offset such as +05:30; zoneNames() lists the names.'
}

/**
 * Rejects the name of a zone and suggests better ones.
 *
 * @throws {RangeError} For text.
 * @throws {TypeError} For any other value.
 */
export function refuseZone(name: unknown): never {
  if (typeof name !== 'string') {
    throw new TypeError(`Expected "timeZone" to be a text such as "America/New_York" and got ${quote(name)}.`)
  }
  if (/^(?:[a-z]{3}|[a-z]{3}t)$/i.test(name)) {
    const meaning =
      abbreviations[name.toUpperCase().replace(/^([CEMP])DT$/, '$1ST')] ??
      'the name of a place, such as America/New_York'
    throw new RangeError(
      `${quote(name)} is an abbreviation, not a time zone: several places share it, and it hides when they change their clocks. Use ${meaning}.`,
    )
  }
  throw new RangeError(`${quote(name)} is not a time zone. ${adviseOn(name)}`)
}
