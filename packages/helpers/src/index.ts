export type { Between } from './zone/between.ts'
export { blockTimes } from './block.ts'
export type {
  BlockEnd,
  BlockOptions,
  BlockTimes,
  EndDuration,
  EndTime,
  NoEnd,
  RangeDisambiguation,
} from './block.ts'
export type { Mistake, Rule } from './rule.ts'
export type { DayEnd, DayValue, PlainDateLike } from './zone/day.ts'
export { describeTimes } from './describe.ts'
export type { DescribeOptions } from './describe.ts'
export type { DurationParts, DurationValue, TemporalDurationLike } from './duration.ts'
export { outsideHours } from './hours.ts'
export type { HoursOptions } from './hours.ts'
export { readTime } from './instant.ts'
export type { ReadTimeOptions, TimeReading } from './instant.ts'
export { toOffsetDateTime } from './offset.ts'
export type { OffsetOptions } from './offset.ts'
export type { DayHours, HoursBy, Ranges, Weekday, WeekHours } from './opening.ts'
export { mergeTimes, subtractTimes } from './range.ts'
export { repeatTimes } from './repeat.ts'
export type { DaySeriesEnd, RepeatOptions } from './repeat.ts'
export type { TimeZone } from './zone/name.ts'
export type { ZoneName } from './zone/names.gen.ts'
export type { Disambiguation } from './zone/resolve.ts'
export type { OffsetSource } from './zone/source.ts'
export type { Gaps } from './series.ts'
export { splitByDay } from './split.ts'
export type { SplitOptions } from './split.ts'
export type { InstantLike, PlainDateTimeLike, TimeValue, ZonedDateTimeLike } from './zone/value.ts'
export { wholeDays } from './whole.ts'
export type { WholeDaysOptions } from './whole.ts'
export { isTimeZone, zoneNames } from './zone.ts'
