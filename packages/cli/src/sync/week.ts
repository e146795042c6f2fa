import type { Run } from '@block-slots/sync'
import type { OwnerCalendar, ShownBlock, ShownState } from '@block-slots/sync/view'
import { UsageError } from '../error.ts'
import { addDays, dayAt, mondayOf } from '../time/day.ts'
import { chooseWeek } from '../time/week.ts'

const changes: readonly ShownState[] = ['create', 'update', 'delete', 'refuse']

/** What a week is chosen from. */
type WeekContext = {
  readonly calendars: readonly OwnerCalendar[]
  readonly window: Run['window']
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * Chooses the week of a picture: that of the day that is named, or else of the first change, or of today. Today is that of the
 * first owner, as in a list, wherever this machine is.
 *
 * @returns Its Monday.
 * @throws UsageError when the plan does not have the week.
 */
export function chooseShownWeek(week: string | true, { calendars, window, now }: WeekContext): string {
  const change = week === true ? firstChange(calendars) : undefined
  const monday =
    change === undefined ? chooseWeek(week, dayAt(now, calendars[0]?.timeZone ?? 'UTC')) : mondayOf(change)
  const [first, last] = [window.from, window.to].map((time) => time.slice(0, 10))
  if (last !== undefined && first !== undefined && (monday > last || addDays(monday, 6) < first)) {
    throw new UsageError(
      `Expected --week to be a day of the plan, from ${first} to ${last}, and got the week of ${monday}. Choose another one, or leave it out.`,
    )
  }
  return monday
}

function firstChange(calendars: readonly OwnerCalendar[]): string | undefined {
  const days = calendars.flatMap(({ blocks, timeZone }) =>
    blocks
      .filter(({ state }) => changes.includes(state))
      .map(({ startTime }) => dayAt(Date.parse(startTime), timeZone)),
  )
  return days.toSorted()[0]
}

/** True for a block that a week shows. */
export function isInWeek({ startTime, endTime }: ShownBlock, monday: string, timeZone: string): boolean {
  const [start, end] = [Date.parse(startTime), Date.parse(endTime)]
  // The service may send what is no time.
  if (Number.isNaN(start) || Number.isNaN(end)) return false
  return dayAt(start, timeZone) < addDays(monday, 7) && dayAt(end, timeZone) >= monday
}
