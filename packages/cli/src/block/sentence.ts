import type { BlockedSlot, BlockSlot } from '@block-slots/client'
import type { SegmentStyle } from '@block-slots/sync/view'
import type { Output } from '../io.ts'
import { noBreak, wrap } from '../text/columns.ts'
import { describeWhen } from '../text/moment.ts'

/** A block or an appointment, as far as it is described. */
export type Slot = Pick<BlockedSlot | BlockSlot, 'title' | 'startTime' | 'endTime'> & { readonly id?: string }

/** What a sentence is written for. */
export type Page = { readonly zone: string; readonly columns?: number | undefined }

/** The colours of what was done, as plans have them. */
const styles: Readonly<Record<string, SegmentStyle>> = { Blocked: 'green', Changed: 'yellow', Deleted: 'red' }

/** Describes a block in a sentence: `Blocked Tue 2026-12-01 09:00 to 10:00 in Asia/Kolkata for Anna: "Lunch", id …`. */
export function describeSlot(
  verb: string,
  slot: Slot,
  { zone, columns, owner }: Page & { readonly owner?: string },
): Output[] {
  const details = [
    describeTitle(slot.title),
    ...(slot.id === undefined ? [] : [`id${noBreak}${slot.id}`]),
  ].join(', ')
  const about = owner === undefined ? '' : ` for ${owner}`
  const text = `${verb} ${describeTimes(slot, zone)}${about}: ${details}`
  const [first = '', ...more] = wrap(text, '', { columns, hanging: '  ' })
  const style = styles[verb]
  return style === undefined
    ? [first, ...more]
    : [{ line: [{ text: verb, style }, first.slice(verb.length)] }, ...more]
}

/** Describes the times on the clock of another zone; nothing where both clocks show the same. */
export function describeHere(slot: Slot, zone: string, machineZone: string): string[] {
  if (!machineZone) return []
  const here = describeWhen(slot, machineZone)
  return here === describeWhen(slot, zone) ? [] : [`  in your zone: ${here} (${machineZone})`]
}

/** The times and their zone: `Tue 2026-12-01 09:00 to 10:00 in Asia/Kolkata`. */
export function describeTimes(slot: Slot, zone: string): string {
  const when = describeWhen(slot, zone)
  const isReadable = /^\w{3} /.test(when) && !when.endsWith('(no zone)')
  return isReadable ? `${when.replace(/, all day$/, ', all day,')} in ${zone}` : when
}

/** A title in quotes. The service may send none, or what is no text. */
export const describeTitle = (title: unknown): string => {
  if (title === undefined || title === null || title === '') return 'no title'
  return `"${typeof title === 'string' ? title : JSON.stringify(title)}"`
}
