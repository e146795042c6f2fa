import { type Appointment, type BlockedSlot, isNativeBlock, normalizeTitle } from '@block-slots/client'
import type { Owner } from './owners.ts'

/** A row of a list. */
export type Row = {
  readonly slot: BlockedSlot | Appointment
  readonly owner: Owner
  readonly kind: 'block' | 'appointment'
  /** The id of an equal block of the owner that is listed before. */
  readonly duplicateOf?: string
}

/** Rows of several lists in order of time, each once, with duplicates marked. */
export function mergeRows(rows: readonly Row[]): Row[] {
  const merged = [...new Map(rows.map((row) => [`${row.kind} ${row.slot.id}`, row])).values()]
  merged.sort((one, other) => Date.parse(one.slot.startTime) - Date.parse(other.slot.startTime) || 0)
  const first = new Map<string, string>()
  return merged.map((row) => {
    if (row.kind === 'appointment' || !isNativeBlock(row.slot)) return row
    const key = keyOf(row)
    const equal = first.get(key)
    if (equal !== undefined) return { ...row, duplicateOf: equal }
    first.set(key, row.slot.id)
    return row
  })
}

/** True for an appointment that blocks nothing. The service sends the status under a misspelt name as well. */
export function isCancelled(slot: Row['slot']): boolean {
  const { appointmentStatus, appoinmentStatus }: Partial<Appointment> = slot
  return /^cancell?ed$/i.test(appointmentStatus ?? appoinmentStatus ?? '')
}

const keyOf = ({ owner, slot: { startTime, endTime, title } }: Row): string =>
  [owner.type, owner.id, Date.parse(startTime), Date.parse(endTime), normalizeTitle(title)].join(' ')
