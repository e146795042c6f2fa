import { blockTimes } from '@block-slots/helpers'
import {
  renderPage,
  renderWeek,
  type OwnerCalendar,
  type ShownBlock,
  type ShownState,
} from '@block-slots/sync/view'
import { messageOf } from './failure.ts'

/** A block as a reader writes it: the day of the week from 0 for Monday, and two times of day. */
export type WrittenBlock = {
  readonly day: number
  readonly from: string
  readonly to: string
  readonly title: string
  readonly state: ShownState
}

/** A week as a reader writes it. */
export type WrittenWeek = {
  readonly name: string
  /** A day of the week that is shown. */
  readonly date: string
  readonly timeZone: string
  readonly blocks: readonly WrittenBlock[]
}

/** The two pictures of a week, and the blocks that are left out with the reason. */
export type WeekPictures = {
  readonly page: string
  readonly text: string
  readonly problems: readonly string[]
}

/** The days of a week. */
export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const

/** The states that a form offers, in words. */
export const shownStates: readonly (readonly [state: ShownState, words: string])[] = [
  ['there', 'is there'],
  ['create', 'will be created'],
  ['delete', 'will be deleted'],
  ['other', 'made by a person'],
  ['appointment', 'an appointment'],
]

/** The Monday of the week of a day. */
export function mondayOf(date: string): string {
  const day = Date.parse(`${date}T00:00Z`)
  const sinceMonday = (new Date(day).getUTCDay() + 6) % 7
  return dateAfter(date, -sinceMonday)
}

/** The date some days after another. */
export const dateAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** Draws a week as the command line does: as a page and as text. */
export function drawWeek({ name, date, timeZone, blocks }: WrittenWeek): WeekPictures {
  const problems: string[] = []
  try {
    const monday = mondayOf(date)
    const shown = blocks.flatMap((block): ShownBlock[] => {
      const { day, from, to, title, state } = block
      try {
        return [{ ...blockTimes({ from: `${dateAfter(monday, day)}T${from}`, to, timeZone }), title, state }]
      } catch (error) {
        problems.push(`${title}: ${messageOf(error)}`)
        return []
      }
    })
    const owner: OwnerCalendar = { name, timeZone, blocks: shown }
    const lines = renderWeek([owner], { from: monday, columns: 100 })
    return {
      page: renderPage([owner], { title: `Week of ${name}`, from: monday, days: 7 }),
      text: lines
        .map((line) => line.map((each) => (typeof each === 'string' ? each : each.text)).join(''))
        .join('\n')
        .trimEnd(),
      problems,
    }
  } catch (error) {
    return { page: '', text: '', problems: [messageOf(error)] }
  }
}
