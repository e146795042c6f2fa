import { daySeconds, dateOf, dayNumber, daysInMonth } from '../zone/date.ts'
import { offsetChanges, yearlyRules, zoneLines } from './tzdata.gen.ts'

/** The rules of a zone from 1970 on. */
type ZoneRules = {
  /** The instants at which offsets come into force, in seconds since 1970; the first is 1970-01-01. */
  readonly times: number[]
  /** Seconds east of UTC. */
  readonly offsets: number[]
  /** The rule after the last change: the seconds that the season adds, its first and its last day. */
  readonly yearly: readonly number[] | undefined
}

// Both are bounded by the data. Names are case-insensitive, as in Intl.
let linesByName: Map<string, string> | undefined
const unpacked = new Map<string, ZoneRules>()

/** The names in the data, in the order of the data. */
export function packedNames(): string[] {
  return zoneLines.split('\n').flatMap((line) => line.slice(0, line.indexOf(' ')).split('|'))
}

function lineOf(name: string): string | undefined {
  linesByName ??= new Map(
    zoneLines.split('\n').flatMap((line) => {
      const end = line.indexOf(' ')
      const rules = line.slice(end + 1)
      return line
        .slice(0, end)
        .split('|')
        .map((each) => [each.toLowerCase(), rules])
    }),
  )
  return linesByName.get(name.toLowerCase())
}

/**
 * Unpacks the first offset, the changes since and the rule after them. A change is the hours on the
 * zone's clock since the change before it, then the seconds, if any, after a point, and a capital
 * letter for the difference to the offset before: `11.1eA`.
 */
function unpack(line: string): ZoneRules {
  const [first = '', changes = '', rule] = line.split(' ')
  let offset = Number.parseInt(first, 36)
  let wall = 0
  const packed: ZoneRules = {
    times: [0],
    offsets: [offset],
    yearly: rule === undefined ? undefined : yearlyRules[Number.parseInt(rule, 36)],
  }
  for (const [, hours = '', seconds = '0', letter = ''] of changes.matchAll(
    /([\da-z]+)(?:\.([\da-z]+))?([A-Z])/g,
  )) {
    wall += Number.parseInt(hours, 36) * 3600 + Number.parseInt(seconds, 36)
    packed.times.push(wall - offset)
    offset += offsetChanges[letter.charCodeAt(0) - 65] ?? 0
    packed.offsets.push(offset)
  }
  return packed
}

/** The time of a yearly change in a year, in seconds on the clock that its rule uses. */
function changeIn(year: number, [month = 0, week = 0, weekday = 0, seconds = 0]: readonly number[]): number {
  const first = dayNumber(year, month, 1)
  // 1970-01-01 was a Thursday.
  const nth = ((((weekday - first - 4) % 7) + 7) % 7) + (week - 1) * 7
  // Week 5 is the last one of the month, even if it is the fourth.
  return (first + (nth < daysInMonth(year, month) ? nth : nth - 7)) * daySeconds + seconds
}

/**
 * The offset of a zone at an instant from 1970 on; after the last listed change, by the yearly rule.
 * Undefined for a name that the data do not have.
 */
export function packedOffset(name: string, epoch: number): number | undefined {
  const line = lineOf(name)
  if (line === undefined) return undefined
  let packed = unpacked.get(line)
  if (packed === undefined) {
    packed = unpack(line)
    unpacked.set(line, packed)
  }
  const { times, offsets, yearly } = packed
  let at = times.length - 1
  const standard = offsets[at] ?? 0
  if (yearly !== undefined && epoch >= (times[at] ?? 0)) {
    const [saving = 0, ...days] = yearly
    const { year } = dateOf(Math.floor((epoch + standard) / daySeconds))
    const begin = changeIn(year, days.slice(0, 4)) - standard
    const end = changeIn(year, days.slice(4)) - standard - saving
    // In the south, the season lasts over the end of the year.
    const inSeason = begin < end ? epoch >= begin && epoch < end : epoch >= begin || epoch < end
    return inSeason ? standard + saving : standard
  }
  while (at > 0 && (times[at] ?? 0) > epoch) at -= 1
  return offsets[at]
}
