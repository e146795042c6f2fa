import { isNativeBlock } from '@block-slots/client'
import type { BlockTimes } from '@block-slots/helpers'
import { type OwnerCalendar, renderWeek, type ShownBlock } from '@block-slots/sync/view'
import { addDays } from '../time/day.ts'
import { spanOf } from '../time/days.ts'
import type { Owner } from './owners.ts'
import { isCancelled, type Row } from './rows.ts'

/** A week of owners, each in its own zone. */
export type Week = {
  /** Its Monday. */
  readonly monday: string
  readonly zoneOf: (owner: Owner) => string
}

/** The time from the beginning of a week in the first zone to its end in the last. */
export function spanOfWeek({ monday, zoneOf }: Week, owners: readonly Owner[]): BlockTimes {
  const spans = owners.map((owner) => spanOf({ first: monday, last: addDays(monday, 6) }, zoneOf(owner)))
  const [startTime = ''] = spans.map((span) => span.startTime).toSorted(byTime)
  const endTime =
    spans
      .map((span) => span.endTime)
      .toSorted(byTime)
      .at(-1) ?? ''
  return { startTime, endTime }
}

const byTime = (one: string, other: string): number => Date.parse(one) - Date.parse(other)

/** Draws the rows of a week, owners side by side or below each other. */
export function drawWeek(
  rows: readonly Row[],
  owners: readonly Owner[],
  { week, columns, now }: { readonly week: Week; readonly columns: number | undefined; readonly now: number },
): ReturnType<typeof renderWeek> {
  const calendars = owners.map((owner): OwnerCalendar => {
    const own = rows.filter(
      (row) => row.owner.type === owner.type && row.owner.id === owner.id && !isCancelled(row.slot),
    )
    return { name: owner.label, timeZone: week.zoneOf(owner), blocks: own.map(shownBlock) }
  })
  return renderWeek(calendars, { from: week.monday, columns, now })
}

function shownBlock({ slot, kind, duplicateOf }: Row): ShownBlock {
  const { id, startTime, endTime, title } = slot
  const shown = typeof title === 'string' && title !== '' ? title : 'no title'
  const state = kind === 'appointment' ? 'appointment' : isNativeBlock(slot) ? 'there' : 'other'
  return { id, startTime, endTime, state, title: duplicateOf === undefined ? shown : `${shown} (duplicate)` }
}
