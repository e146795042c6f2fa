import { normalizeTitle } from '@block-slots/client'

/** The visible part of a block: two blocks of one owner with equal values look the same on the calendar. */
export type Value = {
  /** RFC 3339 with an offset, such as `2026-12-24T09:00:00+01:00`. */
  readonly startTime: string
  /** RFC 3339 with an offset; it does not belong to the block. */
  readonly endTime: string
  /** Compared in the form that the service gives it, which trims a title and joins its blanks. */
  readonly title: string
}

/** Returns the value of what may have more fields. */
export const pickValue = ({ startTime, endTime, title }: Value): Value => ({ startTime, endTime, title })

/** Identifies a value: the same instants and the same title, however they are written. */
export const valueKey = ({ startTime, endTime, title }: Value): string =>
  `${Date.parse(startTime)} ${Date.parse(endTime)} ${normalizeTitle(title)}`

/** True for values of the same instants. */
export const isSameTime = (one: Value, other: Value): boolean =>
  Date.parse(one.startTime) === Date.parse(other.startTime) &&
  Date.parse(one.endTime) === Date.parse(other.endTime)

/** True for values that look the same on the calendar. */
export const isSameValue = (one: Value, other: Value): boolean => valueKey(one) === valueKey(other)
