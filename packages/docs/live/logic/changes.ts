import { readTime, toOffsetDateTime } from '@block-slots/helpers'

/** A moment at which the clock of a zone is moved. */
export type ClockChange = {
  /** The day, such as `2026-03-08`, and the clock readings before and after. */
  readonly day: string
  readonly before: string
  readonly after: string
  /** Minutes that are skipped; negative for those that occur twice. */
  readonly minutes: number
}

const dayMs = 86_400_000

/** The changes of a zone's clock in a year, in order of time. */
export function findClockChanges(timeZone: string, year: number): ClockChange[] {
  const offsetAt = (epochMs: number): number => minutesOf(toOffsetDateTime(epochMs, { timeZone }))
  const changes: ClockChange[] = []
  // A day before and after: the year begins and ends by the clock of the zone.
  const end = Date.UTC(year + 1, 0, 2)
  for (let from = Date.UTC(year, 0, 0); from < end; from += dayMs) {
    const before = offsetAt(from)
    if (before === offsetAt(from + dayMs)) continue
    let [low, high] = [from, from + dayMs]
    while (high - low > 60_000) {
      const middle = Math.floor((low + high) / 120_000) * 60_000
      if (offsetAt(middle) === before) low = middle
      else high = middle
    }
    const after = offsetAt(high)
    const clock = (minutes: number): string => new Date(high + minutes * 60_000).toISOString()
    const day = clock(before).slice(0, 10)
    if (!day.startsWith(String(year))) continue
    changes.push({
      day,
      before: clock(before).slice(11, 16),
      after: clock(after).slice(11, 16),
      minutes: after - before,
    })
  }
  return changes
}

/** The offset of a time in minutes. */
function minutesOf(time: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(readTime(time).offset ?? '') ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/** What a change does, in words. */
export function describeChange({ minutes }: ClockChange): string {
  const count = Math.abs(minutes)
  const length = count === 60 ? 'an hour' : count % 60 === 0 ? `${count / 60} hours` : `${count} minutes`
  return minutes > 0 ? `${length} skipped` : `${length} twice`
}
