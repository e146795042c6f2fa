import type { ServiceTime } from '../clock.ts'
import { createTimeouts } from '../operation.ts'
import { instantOf } from '../validate/date-time.ts'
import { historyOf, type HistoryScope, type SentCreate } from './history.ts'
import type { Age, Row } from './match.ts'
import { offsetAt } from './service-clock.ts'

/** A row may be this much older than its request, since the clocks of the service's machines need not agree. */
const clockSlackMs = 5000
/** A row that is older than the slack but not older than this may still be the block: ten minutes, far above any two clocks. */
const maxAgeMs = 600_000
/** Resolution of the `Date` header, and of the clocks of two machines that are kept equal. */
const dateSlackMs = 2000

/** A request is applied this long after it was sent at most: it times out, and its block may still appear for as long. */
const maxDelayMs = 2 * createTimeouts.attemptMs

/**
 * Returns the age of rows compared with a create. A row is old if it was listed before the create was sent, or is older by the
 * clock that a block created here before has shown. No other clock proves that: the `Date` header may come from another
 * machine than `dateAdded`, and the machine may have slept. Without such a block a row is new if its time fits exactly, and
 * unknown otherwise.
 */
export function createAgeOf(scope: HistoryScope, create: SentCreate): (row: Row) => Age {
  const { sentAt, lastSentAt, order, wallLeadMs = 0 } = create
  // Without a `Date`, which browsers hide, the wall clock has to do.
  const { serviceTime = { date: sentAt + wallLeadMs, at: sentAt } } = create
  const { seen } = historyOf(scope)
  const offset = offsetAt(scope, create)
  const minAgeMs = sentAt - lastSentAt - maxDelayMs - clockSlackMs
  return ({ id, dateAdded }) => {
    if ((seen.get(id) ?? Infinity) < order) return 'old'
    const sentThere = offset === undefined ? timeAt(serviceTime, sentAt) : sentAt + offset
    const ageMs = sentThere - instantOf(dateAdded ?? '')
    if (offset !== undefined && ageMs > maxAgeMs) return 'old'
    return ageMs <= clockSlackMs && ageMs >= minAgeMs ? 'new' : 'unknown'
  }
}

/** Converts a time of the clock to the service's. */
const timeAt = ({ date, at }: ServiceTime, time: number): number => date + (time - at)

/** True when a list was made, by the service's own clock, before a time of ours: by a cache, which proves nothing. */
export const isStale = (
  made: ServiceTime | undefined,
  known: ServiceTime | undefined,
  time: number,
): boolean => made !== undefined && known !== undefined && made.date < timeAt(known, time) - dateSlackMs
