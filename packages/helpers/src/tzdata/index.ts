import { packedOffset } from './decode.ts'
import { intlOffset, type OffsetSource } from '../zone/source.ts'
import { refuseZone } from '../zone/suggest.ts'
import { version } from './tzdata.gen.ts'

export type { OffsetSource } from '../zone/source.ts'
export { staleZones } from './outdated.ts'
export type { StaleOptions, StaleZone } from './outdated.ts'

/**
 * The rules of IANA's time zone database that this package includes, to pass as `zoneSource` where the
 * runtime's are outdated. They cover every zone and all its names from 1970 on without an end: yearly
 * rules of the data, such as the summer time of New York, continue after 2037. Before 1970 the
 * offsets are the runtime's or, for a zone unknown to it, that of 1970.
 *
 * @example
 * ```ts
 * import { toOffsetDateTime } from '@block-slots/helpers'
 * import { tzdata } from '@block-slots/helpers/tzdata'
 *
 * // Manitoba did not put its clocks back in 2026.
 * console.log(toOffsetDateTime('2026-12-24T12:00', { timeZone: 'America/Winnipeg', zoneSource: tzdata }))
 * // => 2026-12-24T12:00:00-05:00
 * ```
 *
 * @param zone - The name of a zone, in any case.
 * @param epochSeconds - Whole seconds since 1970.
 * @returns Seconds east of UTC.
 * @throws {RangeError} For a name that IANA does not list; the message suggests the nearest ones.
 */
export const tzdata: OffsetSource = (zone, epochSeconds) => {
  const offset = packedOffset(zone, Math.max(0, epochSeconds)) ?? refuseZone(zone)
  if (epochSeconds >= 0) return offset
  try {
    return intlOffset(zone, epochSeconds)
  } catch (error) {
    if (error instanceof RangeError) return offset
    throw error
  }
}

/**
 * The version of IANA's time zone database that `tzdata` holds.
 *
 * @example
 * ```ts
 * import { tzdataVersion } from '@block-slots/helpers/tzdata'
 *
 * console.log(tzdataVersion())
 * // => 2026f
 * ```
 *
 * @throws Nothing.
 */
export function tzdataVersion(): string {
  return version
}

/**
 * The version of the time zone database that the runtime uses, such as `2026c`; undefined where the
 * runtime does not provide it. Node and Bun do, browsers do not.
 *
 * @example
 * ```ts
 * import { runtimeTzdataVersion } from '@block-slots/helpers/tzdata'
 *
 * console.log(runtimeTzdataVersion() === process.versions.tz)
 * // => true
 * ```
 *
 * @throws Nothing.
 */
export function runtimeTzdataVersion(): string | undefined {
  return globalThis.process?.versions?.['tz']
}
