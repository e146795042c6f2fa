import { createHash } from 'node:crypto'
import type { OwnerCalendar, ShownBlock } from '../calendar.ts'
import { addDays, countDays, daysOf, readClock, readInstant } from '../day.ts'
import { isPlanned } from '../planned.ts'
import { nameDays, weekdayOf } from '../words.ts'
import { escapeHtml } from './html.ts'
import { countStates, pageLooks } from './looks.ts'
import { blocksOf, drawOwner, type PageDays } from './owner.ts'
import { createPlaces } from './places.ts'
import { styleSheet } from './style.ts'

/** Options of `renderPage`. */
export type PageOptions = {
  /** The heading, such as `Plan clinic`. */
  readonly title: string
  /** Follows the days, such as `plan 7f3a09, nothing has been changed`. */
  readonly subtitle?: string | undefined
  /** First day, such as `2026-12-21`. Default: the Monday before the first block. */
  readonly from?: string | undefined
  /** How many days. Default: up to the last block, and at least a week. */
  readonly days?: number | undefined
}

/**
 * Writes calendars and what a plan changes in them as one page of HTML: for each owner a picture of each week with changes, in the
 * owner's time zone, and the changes in words. The page has no script, loads nothing and forbids both itself; it fits a phone, a
 * dark screen and paper.
 *
 * @example
 * ```ts
 * import { renderPage } from '@block-slots/sync/view'
 *
 * const page = renderPage(
 *   [
 *     {
 *       name: 'anna',
 *       timeZone: 'Europe/Berlin',
 *       blocks: [
 *         {
 *           startTime: '2026-12-24T09:00:00+01:00',
 *           endTime: '2026-12-24T12:00:00+01:00',
 *           title: 'Closed',
 *           state: 'create',
 *         },
 *       ],
 *     },
 *   ],
 *   { title: 'Plan clinic' },
 * )
 * console.log(page.includes('Thu 24 Dec 09:00 to 12:00')) // => true
 * ```
 *
 * @throws {RangeError} When `from` is not a date.
 */
export function renderPage(owners: readonly OwnerCalendar[], options: PageOptions): string {
  const { title, subtitle } = options
  const days = chooseDays(owners, options)
  const places = createPlaces()
  const hasChanges = owners.some(({ blocks }) => blocks.some(isPlanned))
  const sections = owners.map((owner) => drawOwner(owner, days, { places, hasChanges }))
  const about = [nameDays(daysOf(days.from, days.days, 'UTC')), subtitle ?? '']
    .filter((part) => part !== '')
    .join(' · ')
  const style = styleSheet + places.rules()
  const hash = createHash('sha256').update(style).digest('base64')
  return [
    '<!doctype html><html lang=en><meta charset=utf-8>',
    `<meta http-equiv=Content-Security-Policy content="default-src 'none';style-src 'sha256-${hash}';base-uri 'none';form-action 'none'">`,
    '<meta name=viewport content="width=device-width,initial-scale=1"><meta name=color-scheme content="light dark">',
    `<title>${escapeHtml(title)}</title><style>${style}</style>`,
    `<body><header><h1>${escapeHtml(title)}</h1><p class=no>${escapeHtml(about)}</p>`,
    drawSummary(owners, days),
    `</header><main>${sections.join('')}</main></html>\n`,
  ].join('')
}

/** The most days that are chosen, in whole weeks: more than a plan has, and few enough to be looked at one by one. */
const maxDays = 158 * 7

/** The days that are given, or whole weeks from the first block to the last. Where these are too far apart, those of the changes. */
function chooseDays(owners: readonly OwnerCalendar[], { from, days }: PageOptions): PageDays {
  const all = rangeOf(owners, () => true)
  if (all === undefined && from === undefined) return { from: '1970-01-01', days: 0 }
  const isLong = all !== undefined && countDays(all.first, all.last) > maxDays
  const { first = '', last = '' } = (isLong ? rangeOf(owners, isPlanned) : undefined) ?? all ?? {}
  const begin = from ?? mondayOf(first)
  const weeks = last < begin ? 1 : Math.ceil((countDays(begin, last) + 1) / 7)
  return { from: begin, days: days ?? Math.min(weeks * 7, maxDays) }
}

/** The first and the last date of some blocks. */
function rangeOf(
  owners: readonly OwnerCalendar[],
  isCounted: (block: ShownBlock) => boolean,
): { readonly first: string; readonly last: string } | undefined {
  let [first, last] = ['9999-12-31', '']
  for (const { blocks, timeZone } of owners) {
    for (const { startTime, endTime } of blocks.filter(isCounted)) {
      const [start, end] = [readInstant(startTime), readInstant(endTime)]
      if (Number.isNaN(start) || Number.isNaN(end)) continue
      const dates = [
        readClock(start, timeZone).date,
        readClock(Math.max(start, end - 1), timeZone).date,
      ] as const
      if (dates[0] < first) first = dates[0]
      if (dates[1] > last) last = dates[1]
    }
  }
  return last === '' ? undefined : { first, last }
}

function mondayOf(date: string): string {
  let monday = date
  while (weekdayOf(monday) !== 'Mon') monday = addDays(monday, -1)
  return monday
}

/** How many blocks are in which state. It explains the signs as well. */
function drawSummary(owners: readonly OwnerCalendar[], days: PageDays): string {
  const items = countStates(owners.flatMap((owner) => blocksOf(owner, days))).map(
    ({ state, count, words }) => {
      const { name, sign } = pageLooks[state]
      const explained = sign === undefined ? '' : ` <small>${sign}</small>`
      return `<li class=${name}><b>${count}</b> ${words}${explained}`
    },
  )
  return items.length === 0 ? '' : `<ul>${items.join('')}</ul>`
}
