import { type Component, propertyOf } from './component.ts'
import { daySeconds } from '../zone/date.ts'
import { quote } from '../zone/quote.ts'
import { occurrences } from '../recurrence/recur.ts'
import { type Zone, zoneOf } from '../zone/resolve.ts'
import { parseRule, type Rule } from '../recurrence/rule.ts'
import { readEventTime } from './time.ts'

/** A change to an offset at an instant. */
type Change = { readonly from: number; readonly offset: number }

/** STANDARD or DAYLIGHT: the times at which an offset comes into force. */
type Observance = {
  readonly name: string
  readonly start: number
  readonly before: number
  readonly after: number
  readonly rules: Rule[]
  readonly dates: number[]
}

// 1900 and 2200: rules in definitions often have no end.
const [firstEpoch, lastEpoch] = [-2_208_988_800, 7_258_118_400]
// Twice a year is enough for these years.
const maxChanges = 1000

/**
 * Reads `+0530` or `-004430`, in seconds east of UTC.
 *
 * @throws {RangeError} When it is malformed.
 */
function readOffset(component: Component, name: 'TZOFFSETFROM' | 'TZOFFSETTO'): number {
  const text = propertyOf(component, name)?.value ?? ''
  const [, sign, hours, minutes, seconds = 0] =
    /^([+-])([01]\d|2[0-3]):?([0-5]\d):?([0-5]\d)?$/.exec(text) ?? []
  if (hours === undefined)
    throw new RangeError(`its ${name} is "${text}", which is not an offset such as -0500.`)
  const offset = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return sign === '-' ? 0 - offset : offset
}

const utc = (): Zone => zoneOf('UTC')
const wallOf = (text: string): number => readEventTime(text.trim(), utc, utc).wall

function readObservance(part: Component, warn: (problem: string) => void): Observance {
  const values = (name: 'RRULE' | 'RDATE'): string[] =>
    part.properties.filter((each) => each.name === name).map(({ value }) => value)
  return {
    name: part.name,
    start: wallOf(propertyOf(part, 'DTSTART')?.value ?? ''),
    before: readOffset(part, 'TZOFFSETFROM'),
    after: readOffset(part, 'TZOFFSETTO'),
    rules: values('RRULE').map((value) => parseRule(value, warn)),
    dates: values('RDATE').flatMap((value) => value.split(',').map(wallOf)),
  }
}

/** The instants at which an observance comes into force. */
function changesOf(
  observance: Observance,
  all: readonly Observance[],
  warn: (problem: string) => void,
): Change[] {
  const { name, start, before, after, rules, dates } = observance
  // Outlook does not end rules that were replaced: the newest one that has begun applies.
  const replaced = all
    .filter((each) => each.name === name && each.rules.length > 0 && each.start > start)
    .map((each) => each.start)
  const walls = [start, ...dates]
  for (const rule of rules) {
    const { until } = rule
    const untilWall =
      until === undefined
        ? Infinity
        : until.kind === 'instant'
          ? until.epoch + before
          : until.kind === 'date'
            ? until.day * daySeconds + daySeconds - 1
            : until.wall
    const to = Math.min(lastEpoch, ...replaced)
    const tooMany = (): void => warn(`It has more than ${maxChanges} changes. The others are skipped.`)
    const limits = { from: firstEpoch, to, untilWall, onGiveUp: tooMany }
    for (const wall of occurrences(rule, start, limits)) {
      if (walls.push(wall) <= maxChanges) continue
      tooMany()
      break
    }
  }
  return walls.map((wall) => ({ from: wall - before, offset: after }))
}

/**
 * Reads the definition of a zone in a calendar (RFC 5545, 3.6.5).
 *
 * @param warn - Called for each part that cannot be read.
 * @returns The zone, or undefined for a definition without a part that can be read.
 */
export function definedZone(
  definition: Component,
  name: string,
  warn: (problem: string) => void,
): Zone | undefined {
  const say = (problem: string, part: Component): void =>
    warn(`The definition of ${quote(name)} in line ${part.line}: ${problem}`)
  // A part that cannot be read, such as one of 1893, does not affect the others.
  const observances = definition.parts.flatMap((part) => {
    try {
      return [readObservance(part, (problem) => say(problem, part))]
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      say(`${error.message} This ${part.name} is skipped.`, part)
      return []
    }
  })
  observances.sort((one, other) => one.start - other.start)
  const [earliest] = observances
  if (earliest === undefined) return undefined
  const changes = observances.flatMap((each) =>
    changesOf(each, observances, (problem) => say(problem, definition)),
  )
  changes.sort((one, other) => one.from - other.from)
  const source = (_: string, epoch: number): number => {
    // Binary search for the last change that is not after the instant.
    let [low, high] = [0, changes.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((changes[middle]?.from ?? Infinity) <= epoch) low = middle + 1
      else high = middle
    }
    return changes[low - 1]?.offset ?? earliest.before
  }
  return { name, source, pages: [] }
}
