/** A range of time. Both are RFC 3339 with an offset; the end does not belong to it. */
export type TimeRange = { readonly from: string; readonly to: string }

/** True when a time overlaps a range. */
export const overlaps = (
  { startTime, endTime }: { readonly startTime: string; readonly endTime: string },
  { from, to }: TimeRange,
): boolean => Date.parse(startTime) < Date.parse(to) && Date.parse(endTime) > Date.parse(from)

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/** True for an RFC 3339 date-time with an offset, which the times of an item have to be. */
export const isDateTime = (text: string): boolean => dateTime.test(text) && !Number.isNaN(Date.parse(text))

/**
 * True for a time that is one instant wherever it is read: `Date.parse` takes one without an offset for the machine's zone.
 * More forms than those of RFC 3339 pass, because rows of the service have to be compared as they are.
 */
export const hasOffset = (text: string): boolean =>
  /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) && !Number.isNaN(Date.parse(text))
