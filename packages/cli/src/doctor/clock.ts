import type { Check } from './check.ts'

/** One response, by the clock of this machine and by that of the service; in epoch milliseconds. */
export type ClockSample = {
  readonly sentAt: number
  readonly receivedAt: number
  /** The `Date` header, which has whole seconds. Missing when there is none. */
  readonly date?: number
}

/** How far the clock of this machine is ahead of the service's: between the two, in milliseconds. */
export type Lead = { readonly atLeast: number; readonly atMost: number }

/** Resolution of the `Date` header. */
const secondMs = 1000
/** A clock that is further off is remarked on: the service dates what is created by its own. */
export const maxLeadMs = 2000

/**
 * Measures the lead of this machine's clock. The header was written in its second, after the request was sent and before the
 * response came; several responses narrow that down.
 */
export function measureLead(samples: readonly ClockSample[]): Lead | undefined {
  const dated = samples.flatMap(({ sentAt, receivedAt, date }) =>
    date === undefined || Number.isNaN(date)
      ? []
      : [{ atLeast: sentAt - date - secondMs, atMost: receivedAt - date }],
  )
  if (dated.length === 0) return undefined
  return {
    atLeast: Math.max(...dated.map((each) => each.atLeast)),
    atMost: Math.min(...dated.map((each) => each.atMost)),
  }
}

/** Judges the clock of this machine. */
export function checkClock(samples: readonly ClockSample[]): Check {
  const id = 'clock'
  const lead = measureLead(samples)
  if (lead === undefined) return { id, state: 'unknown', text: 'Clock: the responses have no date' }
  const { atLeast, atMost } = lead
  if (atLeast > atMost) {
    return {
      id,
      state: 'warning',
      text: 'Clock: the dates of the responses contradict each other, as from machines or caches that differ',
    }
  }
  const text = `Clock: ${describeLead(lead)}`
  if (atLeast > maxLeadMs || atMost < -maxLeadMs) {
    const remedy =
      'Set the clock of this machine, by NTP for example: "today" and blocks that begin soon depend on it.'
    return { id, state: 'warning', text, remedy }
  }
  const isNear = atLeast >= -maxLeadMs && atMost <= maxLeadMs
  return isNear ? { id, state: 'ok', text } : { id, state: 'unknown', text: `${text}, too uncertain to tell` }
}

/** Describes a lead, with half of its range as the uncertainty. */
function describeLead({ atLeast, atMost }: Lead): string {
  const uncertainty = `± ${((atMost - atLeast) / 2000).toFixed(1)} s`
  if (atLeast <= 0 && atMost >= 0) return `agrees with that of the service (${uncertainty})`
  const middle = (atLeast + atMost) / 2
  const seconds = (Math.abs(middle) / 1000).toFixed(1)
  return `${seconds} s ${middle < 0 ? 'behind' : 'ahead of'} that of the service (${uncertainty})`
}
