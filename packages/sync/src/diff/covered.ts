import { coveredAppointments, type Appointment, type CoveredAppointment } from '@block-slots/client'
import { valueKey, type Value } from '../block.ts'
import type { Rules } from '../rules.ts'
import { isPlacing, type Step } from '../step.ts'
import { hasOffset } from '../time.ts'

/** Refuses the creates and updates that would cover appointments, or names the appointments, as the rules say. */
export function checkCovered(
  steps: readonly Step[],
  appointments: readonly Appointment[],
  { onAppointments }: Pick<Rules, 'onAppointments'>,
): readonly Step[] {
  if (onAppointments === 'ignore' || appointments.length === 0) return steps
  const coveredBy = indexAppointments(appointments)
  return steps.map((step) => {
    if (!isPlacing(step)) return step
    // An appointment that the block covers already is no reason against moving or renaming it.
    const before = new Set(step.action === 'update' ? coveredBy(step.was).map(({ id }) => id) : [])
    const over = coveredBy(step.wanted).filter(({ id }) => !before.has(id))
    if (over.length === 0) return step
    return onAppointments === 'refuse' ? { action: 'refuse', wanted: step.wanted, over } : { ...step, over }
  })
}

/**
 * Refuses for every member of a team the blocks that are refused for one: a calendar whose members take turns is blocked for all
 * of them or for none.
 *
 * @param members - The steps of each member.
 */
export function refuseForTeam(members: readonly (readonly Step[])[]): readonly (readonly Step[])[] {
  const refused = new Map<string, Map<string, CoveredAppointment>>()
  for (const step of members.flat()) {
    if (step.action !== 'refuse') continue
    const key = valueKey(step.wanted)
    const over = refused.get(key) ?? new Map<string, CoveredAppointment>()
    for (const appointment of step.over) over.set(appointment.id, appointment)
    refused.set(key, over)
  }
  if (refused.size === 0) return members
  return members.map((steps) =>
    steps.map((step) => {
      if (!isPlacing(step) && step.action !== 'refuse') return step
      const over = refused.get(valueKey(step.wanted))
      return over === undefined ? step : { action: 'refuse', wanted: step.wanted, over: [...over.values()] }
    }),
  )
}

const isReadable = ({ startTime, endTime }: Appointment): boolean =>
  hasOffset(startTime) && hasOffset(endTime)

/** Returns a function that finds the appointments under a value without looking at all of them. */
function indexAppointments(appointments: readonly Appointment[]): (value: Value) => CoveredAppointment[] {
  // A time without an offset may be any instant, so every block may cover it.
  const others = appointments.filter((row) => !isReadable(row))
  const readable = appointments
    .filter(isReadable)
    .map((row) => ({ row, start: Date.parse(row.startTime), end: Date.parse(row.endTime) }))
  const inOrder = readable.toSorted((one, other) => one.start - other.start)
  const longest = inOrder.reduce((most, { start, end }) => Math.max(most, end - start), 0)
  return ({ startTime, endTime }) => {
    const [from, to] = [Date.parse(startTime) - longest, Date.parse(endTime)]
    const first = firstFrom(inOrder, from)
    let next = first
    while (next < inOrder.length && (inOrder[next]?.start ?? to) < to) next += 1
    const near = inOrder.slice(first, next).map(({ row }) => row)
    return coveredAppointments([...near, ...others], { startTime, endTime })
  }
}

/** Binary search for the first row that does not start before an instant. */
function firstFrom(rows: readonly { readonly start: number }[], instant: number): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rows[middle]?.start ?? instant) < instant) low = middle + 1
    else high = middle
  }
  return low
}
