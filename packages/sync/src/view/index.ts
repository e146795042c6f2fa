export type { OwnerCalendar, ShownBlock, ShownState } from './calendar.ts'
export type { Line, Segment, SegmentStyle } from './line.ts'
export { widthOf } from './width.ts'
