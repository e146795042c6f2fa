import { toOffsetDateTime } from '@block-slots/helpers/src/offset.ts'
import type { Disambiguation } from '@block-slots/helpers/src/zone/resolve.ts'
import type { OffsetSource } from '@block-slots/helpers/src/zone/source.ts'

/** The first line of what tool/oracle.py prints. */
export type Header = { tzdata: string; python: string; zones: number }

/** A change of offset as tool/oracle.py tells it, or a moment without one. */
export type Line = {
  zone: string
  /** The instant of the change, in seconds since 1970, and the offsets before and after it. */
  at: number
  before: number
  after: number
  /** Clock readings, each with what it is and what it may mean: the earlier instant, then the later. */
  walls: readonly (readonly [
    wall: string,
    kind: 'exact' | 'gap' | 'overlap',
    earlier: string,
    later?: string,
  ])[]
  instants: readonly (readonly [epoch: number, text: string])[]
}

/** One question, with what came out and what should have. */
export type Check = { question: string; actual: string; expected: string }

const disambiguations = ['compatible', 'earlier', 'later', 'reject'] as const

function resolve(wall: string, options: Parameters<typeof toOffsetDateTime>[1]): string {
  try {
    return toOffsetDateTime(wall, options)
  } catch (error) {
    if (error instanceof RangeError && / (?:occurs twice|does not exist) in /.test(error.message))
      return 'rejected'
    return String(error)
  }
}

/**
 * Puts every question of a line.
 *
 * @yields The answers, each with what it should be.
 */
export function* checksOf({ zone, walls, instants }: Line, zoneSource?: OffsetSource): Generator<Check> {
  for (const [wall, kind, earlier, later = earlier] of walls) {
    const expected: Readonly<Record<Disambiguation, string>> = {
      compatible: kind === 'gap' ? later : earlier,
      earlier,
      later,
      reject: kind === 'exact' ? earlier : 'rejected',
    }
    for (const disambiguation of disambiguations) {
      yield {
        question: `${wall}[${zone}] ${disambiguation}`,
        actual: resolve(wall, { timeZone: zone, disambiguation, zoneSource }),
        expected: expected[disambiguation],
      }
    }
  }
  for (const [epoch, expected] of instants) {
    yield {
      question: `${epoch}[${zone}]`,
      actual: resolve(new Date(epoch * 1000).toISOString(), { timeZone: zone, zoneSource }),
      expected,
    }
  }
}

const numeric = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const

let latest: { zone: string; clock: Intl.DateTimeFormat } | undefined

/** The offset that the runtime has, read from its clock and so in another way than the sources do. */
export function runtimeOffset(zone: string, epoch: number): number {
  if (latest?.zone !== zone)
    latest = { zone, clock: new Intl.DateTimeFormat('en-US', { ...numeric, timeZone: zone }) }
  const text = latest.clock.format(epoch * 1000)
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = text.split(/\D+/).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - epoch
}

const probeOffsets = Array.from({ length: 25 }, (_, index) => (index - 12) * 6 * 3600)

/** Whether other rules are those of a line for three days before and after. */
export function sameRules({ zone, at, before, after }: Line, offset: OffsetSource = runtimeOffset): boolean {
  const probes = before === after ? [0] : [-1, ...probeOffsets]
  try {
    return probes.every((away) => offset(zone, at + away) === (away < 0 ? before : after))
  } catch (error) {
    // A zone that is not known at all.
    if (error instanceof RangeError) return false
    throw error
  }
}
