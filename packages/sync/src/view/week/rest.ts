import type { Line } from '../line.ts'
import { wrapText } from '../text.ts'
import { countOf, describeClockChanges, shortDay } from '../words.ts'
import type { Day } from '../day.ts'
import type { Figure } from '../place.ts'

/** How many blocks a picture does not show, and why. */
export type Rest = {
  readonly before: number
  readonly after: number
  readonly unreadable: number
  readonly hidden: number
}

type OwnerDays = {
  readonly owner: { readonly timeZone: string }
  readonly days: readonly Day[]
  readonly figures: readonly Figure[]
  readonly unreadable: number
}

/** Counts the blocks outside of the days, and those whose times cannot be read. */
export function countOutside(panels: readonly OwnerDays[]): Omit<Rest, 'hidden'> {
  let [before, after, unreadable] = [0, 0, 0]
  for (const { days, figures, unreadable: count } of panels) {
    const [start, end] = [days[0]?.start ?? 0, days.at(-1)?.end ?? 0]
    unreadable += count
    for (const { from, to, state } of figures) {
      if (state === 'was') continue
      if (from >= end) after += 1
      else if (to <= start && from < start) before += 1
    }
  }
  return { before, after, unreadable }
}

/** Says what a picture does not show, and on which of its days the clocks change. */
export function describeRest(
  { before, after, unreadable, hidden }: Rest,
  panels: readonly OwnerDays[],
  columns: number,
): Line[] {
  const days = panels[0]?.days ?? []
  const [first = '', last = ''] = [days[0]?.date, days.at(-1)?.date]
  const outside = [
    ...(before > 0 ? [`${countOf(before, 'block')} before ${shortDay(first)}`] : []),
    ...(after > 0 ? [`${countOf(after, 'block')} after ${shortDay(last)}`] : []),
    ...(unreadable > 0 ? [`${countOf(unreadable, 'block')} with times that cannot be read`] : []),
    ...(hidden > 0 ? [`${countOf(hidden, 'block')} beside others, counted there`] : []),
  ]
  const sentences = [
    ...(outside.length > 0 ? [`Not in the picture: ${outside.join(', ')}.`] : []),
    ...new Set(
      panels.flatMap(({ owner, days: ofOwner }) => describeClockChanges(ofOwner, owner.timeZone, shortDay)),
    ),
  ]
  return sentences
    .flatMap((sentence) => wrapText(sentence, columns))
    .map((text): Line => [{ text, style: 'dim' }])
}
