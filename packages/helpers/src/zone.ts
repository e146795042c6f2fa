import { fixedOffset, isKnownZone, listZoneNames } from './zone/name.ts'
import { intlOffset } from './zone/source.ts'

/**
 * Lists the time zones of the runtime by their current IANA names (`Asia/Kolkata` where the runtime
 * has `Asia/Calcutta`), and `UTC`, in alphabetical order. Other names of the same zones, such as
 * `US/Eastern`, are not listed, but accepted everywhere.
 *
 * @example
 * ```ts
 * import { zoneNames } from '@block-slots/helpers'
 *
 * console.log(zoneNames().filter((name) => name.startsWith('Asia/Ko')))
 * // => [ 'Asia/Kolkata' ]
 * ```
 *
 * @returns A new array on every call.
 * @throws {TypeError} When the runtime has no `Intl.supportedValuesOf`.
 */
export function zoneNames(): string[] {
  return listZoneNames()
}

/**
 * Checks a value for use as `timeZone`: the IANA name of a zone, in any case, `UTC`, or a
 * fixed offset such as `+05:30`. Abbreviations such as `EST` and `BST` are not valid, although `Intl`
 * accepts them: there, `BST` is Bangladesh and `EST` has no summer time.
 *
 * @example
 * ```ts
 * import { isTimeZone } from '@block-slots/helpers'
 *
 * console.log(isTimeZone('America/New_York'), isTimeZone('EST'), isTimeZone('+05:30'))
 * // => true false true
 * ```
 *
 * @param value - Any value; only strings can be time zones.
 * @throws Nothing.
 */
export function isTimeZone(value: unknown): boolean {
  return typeof value === 'string' && (fixedOffset(value) !== undefined || isKnownZone(value, intlOffset))
}
