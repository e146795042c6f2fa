import { maxLeadMs } from '../clock.ts'
import type { Finding } from './finding.ts'

type Times = { readonly startTime: string; readonly endTime: string }

/** Times as they were sent, and as they came back. */
export type TimesSample = {
  /** What is special about them. */
  readonly form: string
  readonly sent: Times
  readonly responded: Times
  /** The response, where it was an error. */
  readonly rejected?: string
  /** The times in the list; missing where the block is not listed. */
  readonly listed?: Times
}

/** When a row of a list was added by its own word, and when that was by the clock of this machine. */
export type DateSample = {
  readonly dateAdded?: string
  /** Epoch milliseconds. */
  readonly sentAt: number
  readonly receivedAt: number
}

const isSameInstant = (one: Times, other: Times): boolean =>
  Date.parse(one.startTime) === Date.parse(other.startTime) &&
  Date.parse(one.endTime) === Date.parse(other.endTime)

/** Judges whether times come back as the same instants. */
export function judgeTimes(samples: readonly TimesSample[]): Finding {
  const finding = { topic: 'times', samples } as const
  const rejected = samples.filter((sample) => sample.rejected !== undefined)
  if (rejected.length > 0) {
    const found = rejected.map((sample) => `${sample.form}: rejected, ${sample.rejected}`).join('; ')
    return { ...finding, state: 'warning', found }
  }
  const changed = samples.filter(
    ({ sent, responded, listed }) =>
      !isSameInstant(responded, sent) || (listed !== undefined && !isSameInstant(listed, sent)),
  )
  if (changed.length > 0) {
    const found = changed.map(
      ({ form, sent, listed, responded }) =>
        `${form}: ${sent.startTime} became ${(listed ?? responded).startTime}`,
    )
    return { ...finding, state: 'warning', found: found.join('; ') }
  }
  const missing = samples.filter(({ listed }) => listed === undefined).length
  if (missing > 0)
    return { ...finding, state: 'unknown', found: `${missing} of ${samples.length} are not listed` }
  const isKept = samples.every(({ sent, listed }) => listed?.startTime === sent.startTime)
  const [first] = samples
  const found = isKept
    ? 'the same instants, as they were written, seconds too'
    : `the same instants, written in another way: ${first?.listed?.startTime} for ${first?.sent.startTime}`
  return { ...finding, state: 'ok', found }
}

/** Judges when rows were added, by their own word. */
export function judgeDates(samples: readonly DateSample[]): Finding {
  const finding = { topic: 'dates', samples } as const
  const dated = samples.filter(({ dateAdded }) => !Number.isNaN(Date.parse(dateAdded ?? '')))
  if (dated.length === 0)
    return { ...finding, state: 'warning', found: `none of ${samples.length} rows does` }
  const isExact = dated.some(({ dateAdded = '' }) => Date.parse(dateAdded) % 1000 !== 0)
  // Added between the send and the response: what is outside of that is a lead of a clock, at least.
  const leads = dated.map(({ dateAdded = '', sentAt, receivedAt }) => {
    const at = Date.parse(dateAdded)
    return at < sentAt ? at - sentAt : Math.max(0, at - receivedAt)
  })
  const lead = leads.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most), 0)
  const seconds = (Math.abs(lead) / 1000).toFixed(1)
  const found = [
    `${dated.length} of ${samples.length} rows, to the ${isExact ? 'millisecond' : 'second'}`,
    lead === 0
      ? 'as the clock of this machine'
      : `up to ${seconds} s ${lead < 0 ? 'behind' : 'ahead of'} this machine`,
  ].join(', ')
  const isComplete = dated.length === samples.length
  return { ...finding, state: isComplete && Math.abs(lead) <= maxLeadMs ? 'ok' : 'warning', found }
}
