import type { Day } from './day.ts'
import type { Line } from './line.ts'
import { wrapText } from './text.ts'
import { clockTime, countOf, shortDay } from './words.ts'

/** What a picture does not show: how many blocks, and why. */
export type Rest = {
  readonly before: number
  readonly after: number
  readonly unreadable: number
  readonly hidden: number
}

type ZoneDays = { readonly timeZone: string; readonly days: readonly Day[] }

/** Says what a picture does not show, and on which of its days the clocks change. */
export function describeRest(
  { before, after, unreadable, hidden }: Rest,
  zones: readonly ZoneDays[],
  columns: number,
): Line[] {
  const days = zones[0]?.days ?? []
  const [first = '', last = ''] = [days[0]?.date, days.at(-1)?.date]
  const outside = [
    ...(before > 0 ? [`${countOf(before, 'block')} before ${shortDay(first)}`] : []),
    ...(after > 0 ? [`${countOf(after, 'block')} after ${shortDay(last)}`] : []),
    ...(unreadable > 0 ? [`${countOf(unreadable, 'block')} with times that cannot be read`] : []),
    ...(hidden > 0 ? [`${countOf(hidden, 'block')} beside others, where + and a number stand`] : []),
  ]
  const sentences = [
    ...(outside.length > 0 ? [`Not in the picture: ${outside.join(', ')}.`] : []),
    ...new Set(zones.flatMap(describeChanges)),
  ]
  return sentences
    .flatMap((sentence) => wrapText(sentence, columns))
    .map((text): Line => [{ text, style: 'dim' }])
}

/** Says on which days the clocks of a zone change. */
export function describeChanges({ timeZone, days }: ZoneDays): string[] {
  return days.flatMap(({ date, spans, change }) => {
    if (spans.length === 0) return [`${timeZone} has no ${shortDay(date)}.`]
    if (change === undefined) return []
    const range = `${clockTime(change.from)} to ${clockTime(change.to)}`
    const what = change.kind === 'skipped' ? `${range} is skipped` : `${range} comes twice`
    return [`The clocks change in ${timeZone} on ${shortDay(date)}: ${what}.`]
  })
}
