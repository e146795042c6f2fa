export type { OwnerCalendar, ShownBlock, ShownState } from './calendar.ts'
export type { Line, Segment, SegmentStyle } from './line.ts'
export { renderPage, type PageOptions } from './page.ts'
export { renderWeek, type WeekOptions } from './week.ts'
