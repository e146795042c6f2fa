import { randomBytes } from 'node:crypto'
import {
  type BlockedSlot,
  type BlockSlotsClient,
  coveredAppointments,
  isNativeBlock,
  normalizeTitle,
} from '@block-slots/client'
import { describeTimes, toOffsetDateTime } from '@block-slots/helpers'
import { UsageError } from '../../error.ts'

/** Where and when the probe creates its blocks. */
export type Site = {
  readonly userId: string
  readonly timeZone: string
  /** Epoch milliseconds of the night in which nothing is booked. */
  readonly from: number
  readonly to: number
  /** The title of its blocks, by which they are found again. */
  readonly title: string
}

/** The start of all titles of probes, which no service changes: letters, and within the first twenty characters. */
export const probeTitle = 'block-slots probe'

const dayMs = 86_400_000
const hourMs = 3_600_000
/** So far ahead hardly anything is booked. */
const daysAhead = 300
/** The days on which a free night is looked for. */
const maxTries = 30
/** The hour at which the night of the probe begins. */
const firstHour = 1
/** Leftovers of a probe are at most that far ahead. */
const maxDaysAhead = daysAhead + maxTries + 2
/** The days of one list that looks for leftovers, so that it is short. */
const chunkDays = 60

type Scope = { readonly client: BlockSlotsClient; readonly locationId: string; readonly signal: AbortSignal }
type Who = Pick<Site, 'userId' | 'timeZone'>

/** Finds a night in which the user has neither appointments nor blocks. */
export async function chooseSite(
  who: Who,
  lengthMs: number,
  { client, locationId, signal, now }: Scope & { readonly now: number },
): Promise<Site> {
  const { userId, timeZone } = who
  for (let day = 0; day < maxTries; day += 1) {
    const from = nightOf(now + (daysAhead + day) * dayMs, timeZone)
    const to = from + lengthMs
    const range = { userId, locationId, startTime: from - hourMs, endTime: to + hourMs }
    const times = { startTime: toOffsetDateTime(range.startTime), endTime: toOffsetDateTime(range.endTime) }
    const booked = coveredAppointments(await client.appointments(range, { signal }), times)
    const blocked = booked.length > 0 ? booked : await client.list(range, { signal })
    const title = `${probeTitle} ${randomBytes(3).toString('hex')}`
    if (blocked.length === 0) return { userId, timeZone, from, to, title }
  }
  throw new UsageError(
    `Expected a free night of this user in ${daysAhead} to ${daysAhead + maxTries} days and found none. Name another user.`,
  )
}

/** One o'clock at night of the day of an instant, in a zone. */
function nightOf(instant: number, timeZone: string): number {
  const day = toOffsetDateTime(instant, { timeZone }).slice(0, 10)
  return Date.parse(toOffsetDateTime(`${day}T0${firstHour}:00`, { timeZone }))
}

/** The title of a probe with its number, which may be shortened to twenty characters. No person writes one. */
const ofProbe = new RegExp(`^${probeTitle} (?:[0-9a-f]{6}(?: |$)|[0-9a-f]{2,5}$)`)

/** True for a block of a probe, by its title. */
export const isOfProbe = (row: BlockedSlot): boolean =>
  isNativeBlock(row) && ofProbe.test(normalizeTitle(row.title))

/** Finds the blocks that an earlier probe has left behind because it was ended at once. */
export async function findLeftovers(
  userId: string,
  { client, locationId, signal, now }: Scope & { readonly now: number },
): Promise<BlockedSlot[]> {
  const found = new Map<string, BlockedSlot>()
  for (let day = 0; day < maxDaysAhead; day += chunkDays) {
    const [startTime, endTime] = [now + day * dayMs, now + (day + chunkDays) * dayMs]
    const rows = await client.list({ userId, locationId, startTime, endTime }, { signal })
    for (const row of rows.filter(isOfProbe)) found.set(row.id, row)
  }
  return [...found.values()]
}

/** Describes when the blocks of a probe are. */
export function describeNight({ from, to, timeZone }: Site): string {
  const [startTime, endTime] = [from, to].map((time) => toOffsetDateTime(time, { timeZone }))
  return describeTimes({ startTime: startTime ?? '', endTime: endTime ?? '' }, { timeZone })
}
