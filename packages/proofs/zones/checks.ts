import { toOffsetDateTime } from '@block-slots/helpers/src/offset.ts'
import type { Disambiguation } from '@block-slots/helpers/src/zone/resolve.ts'
import type { OffsetSource } from '@block-slots/helpers/src/zone/source.ts'
import { runtimeOffset } from '@block-slots/helpers/test/support/runtime-offset.ts'

/** First line of the output of oracle.py. */
export type Header = { readonly tzdata: string; readonly python: string; readonly zones: number }

/** A change of offset by oracle.py, or an instant without one. */
export type OracleLine = {
  readonly zone: string
  /** Instant of the change in seconds since 1970, and the offsets before and after it. */
  readonly at: number
  readonly before: number
  readonly after: number
  /** Wall times with the instants that they may mean. */
  readonly walls: readonly (readonly [
    wall: string,
    kind: 'exact' | 'gap' | 'overlap',
    earlier: string,
    later?: string,
  ])[]
  readonly instants: readonly (readonly [epoch: number, text: string])[]
}

export type Check = { readonly question: string; readonly actual: string; readonly expected: string }

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
 * Resolves every wall time and instant of a line.
 *
 * @yields The actual and the expected result of each.
 */
export function* checksOf(
  { zone, walls, instants }: OracleLine,
  zoneSource?: OffsetSource,
): Generator<Check> {
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

const probeOffsets = Array.from({ length: 25 }, (_, index) => (index - 12) * 6 * 3600)

/** True when a source has the rules of a line for three days before and after. */
export function sameRules(
  { zone, at, before, after }: OracleLine,
  offset: OffsetSource = runtimeOffset,
): boolean {
  const probes = before === after ? [0] : [-1, ...probeOffsets]
  try {
    return probes.every((away) => offset(zone, at + away) === (away < 0 ? before : after))
  } catch (error) {
    // An unknown zone.
    if (error instanceof RangeError) return false
    throw error
  }
}
