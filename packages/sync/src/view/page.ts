import { createHash } from 'node:crypto'
import type { OwnerCalendar } from './calendar.ts'
import { addDays, daysOf, readClock } from './day.ts'
import { escapeHtml } from './html.ts'
import { createPlaces, nameDays } from './page-grid.ts'
import { countStates, drawOwner, findDays, isTold } from './page-owner.ts'
import { pageLooks, styleSheet } from './page-style.ts'
import { drawBlocks, touches } from './place.ts'
import { weekdayOf } from './words.ts'

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
  const range = chooseDays(owners, options)
  const places = createPlaces()
  const hasChanges = owners.some(({ blocks }) => blocks.some(isTold))
  const sections = owners.map((owner) => drawOwner(owner, range, { places, hasChanges }))
  const about = [
    nameDays(daysOf(range.from, range.days, 'UTC')),
    ...(subtitle === undefined ? [] : [subtitle]),
  ]
  const style = styleSheet + places.rules()
  const hash = createHash('sha256').update(style).digest('base64')
  return [
    '<!doctype html><html lang=en><meta charset=utf-8>',
    `<meta http-equiv=Content-Security-Policy content="default-src 'none';style-src 'sha256-${hash}';base-uri 'none';form-action 'none'">`,
    '<meta name=viewport content="width=device-width,initial-scale=1"><meta name=color-scheme content="light dark">',
    `<title>${escapeHtml(title)}</title><style>${style}</style>`,
    `<body><header><h1>${escapeHtml(title)}</h1><p class=no>${escapeHtml(about.join(' · '))}</p>`,
    drawSummary(owners, range),
    `</header><main>${sections.join('')}</main></html>\n`,
  ].join('')
}

function chooseDays(
  owners: readonly OwnerCalendar[],
  { from, days }: PageOptions,
): { readonly from: string; readonly days: number } {
  const found = findDays(owners, (epochMs, timeZone) => readClock(epochMs, timeZone).date)
  const first = from ?? mondayOf(found?.from ?? '1970-01-01')
  if (days !== undefined) return { from: first, days }
  const end = found === undefined ? first : addDays(found.from, found.days - 1)
  let count = 7
  while (addDays(first, count - 1) < end) count += 7
  return { from: first, days: count }
}

function mondayOf(date: string): string {
  let monday = date
  while (weekdayOf(monday) !== 'Mon') monday = addDays(monday, -1)
  return monday
}

/** How many blocks of the days are to be created, changed and so on. It explains the marks as well. */
function drawSummary(
  owners: readonly OwnerCalendar[],
  { from, days }: { readonly from: string; readonly days: number },
): string {
  const blocks = owners.flatMap((owner) => {
    const zoneDays = daysOf(from, days, owner.timeZone)
    const range = { start: zoneDays[0]?.start ?? 0, end: zoneDays.at(-1)?.end ?? 0 }
    return drawBlocks(owner.blocks)
      .figures.filter((figure) => figure.state !== 'was' && touches(figure, range))
      .map(({ block }) => block)
  })
  const items = countStates(blocks).map(([state, count, words]) => {
    const { name, mark } = pageLooks[state]
    return `<li class=${name}><b>${count}</b> ${words}${mark === '' ? '' : ` <small>${mark}</small>`}`
  })
  return items.length === 0 ? '' : `<ul>${items.join('')}</ul>`
}
