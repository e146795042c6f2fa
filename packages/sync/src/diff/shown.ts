import { isNativeBlock, type Appointment, type BlockedSlot } from '@block-slots/client'
import { isSameValue, pickValue, valueKey, type Value } from '../block.ts'
import type { Ledger } from '../ledger.ts'
import type { Change, Step, StoredStep } from '../step.ts'
import type { ShownBlock } from '../view/calendar.ts'
import { sourceOf, type Wanted } from '../wanted.ts'
import { indexList, type ListIndex } from './list.ts'

/** One owner as it is: its list, its appointments and its ledger, and the steps that a plan has for it. */
export type ShownInput = {
  readonly listed: readonly BlockedSlot[]
  readonly appointments?: readonly Appointment[]
  readonly ledger: Ledger
  readonly steps?: readonly StoredStep[]
}

/** The mark of a block that is on the calendar. */
type Mark = Pick<ShownBlock, 'state' | 'note'> & { readonly wanted?: Wanted }

/**
 * Marks the blocks of an owner by what a plan would do with them. The list decides what is there: a step that is done shows as
 * its block, and a block that is gone shows no more.
 */
export function markBlocks({ listed, appointments = [], ledger, steps = [] }: ShownInput): ShownBlock[] {
  const index = indexList(listed, ledger)
  const marks = new Map(steps.flatMap((stored) => markListed(stored, index)))
  const there = listed.map((row): ShownBlock => {
    const { id } = row
    const value = { ...pickTimes(row), title: row.title ?? '' }
    const mark = isNativeBlock(row) ? marks.get(id) : undefined
    if (mark?.state === 'update' && mark.wanted !== undefined) {
      const { wanted } = mark
      return {
        ...pickValue(wanted),
        id,
        state: 'update',
        was: value,
        sources: namesOf(wanted),
        ...noteOf(mark.note),
      }
    }
    if (mark !== undefined) return { ...value, id, state: mark.state, ...noteOf(mark.note) }
    return { ...value, id, state: isNativeBlock(row) && ledger.has(id) ? 'there' : 'other' }
  })
  return [
    ...there,
    ...steps.flatMap((stored) => showWanted(stored, index)),
    ...appointments.filter(isStanding).map(showAppointment),
  ]
}

/** Marks the block of a step that the list shows, unless it is only there. */
function markListed({ step, state, detail }: StoredStep, { byId, byKey }: ListIndex): [string, Mark][] {
  if (step.action !== 'update' && step.action !== 'delete' && step.action !== 'keep') return []
  const block = byId.get(step.id)
  // Gone, or carried out, or never to be carried out: it shows as it is.
  if (block === undefined || (state === 'skipped' && step.action !== 'keep')) return []
  if (step.action === 'keep') return [[step.id, { state: 'keep', note: keepNotes[step.why] }]]
  const isDone =
    step.action === 'update' && byKey.get(valueKey(step.wanted))?.some(({ id }) => id === step.id)
  if (isDone) return []
  if (!isSameValue(block.value, step.was)) return [[step.id, { state: 'keep', note: changed }]]
  const note = joinNotes(noteOfStep(step), noteOfState(state, detail?.message))
  if (step.action === 'delete') return [[step.id, { state: 'delete', ...noteOf(note) }]]
  return [[step.id, { state: 'update', wanted: step.wanted, ...noteOf(note) }]]
}

/** Shows a block that the list does not show, and that a plan would create or leaves out. */
function showWanted({ step, state, detail }: StoredStep, { byKey }: ListIndex): ShownBlock[] {
  if (step.action !== 'create' && step.action !== 'refuse') return []
  if (step.action === 'create' && isClosed.has(state)) return []
  if (byKey.has(valueKey(step.wanted))) return []
  const value = { ...pickValue(step.wanted), sources: namesOf(step.wanted) }
  if (step.action === 'refuse') return [{ ...value, state: 'refuse', note: over(step.over.length) }]
  if (state === 'refused') return [{ ...value, state: 'refuse', ...noteOf(detail?.message) }]
  const note = joinNotes(noteOfStep(step), noteOfState(state, detail?.message))
  return [{ ...value, state: 'create', ...noteOf(note) }]
}

/** States in which a create is over: its block is in the list, or was deleted since, or is never created. */
const isClosed: ReadonlySet<StoredStep['state']> = new Set(['done', 'exists', 'skipped'])

const changed = 'changed after the plan was made'

const keepNotes: Readonly<Record<Extract<Step, { action: 'keep' }>['why'], string>> = {
  'edited-by-hand': 'edited by hand',
  'deleted-by-hand': 'deleted by hand',
  'changed-by-run': 'changed by a later run',
  unreadable: 'its item cannot be read',
}

function noteOfStep(step: Change): string | undefined {
  switch (step.action) {
    case 'create':
      return joinNotes(step.sentBefore && 'sent by an earlier run', step.over && over(step.over.length))
    case 'update':
      return joinNotes(
        step.by === 'person' ? 'edited by hand' : undefined,
        step.over && over(step.over.length),
      )
    case 'delete':
      return step.why === 'surplus' ? 'one of several equal blocks' : undefined
    default:
      return step satisfies never
  }
}

function noteOfState(state: StoredStep['state'], message: string | undefined): string | undefined {
  if (state === 'failed') return message === undefined ? 'failed' : `failed: ${message}`
  return state === 'sent' || state === 'unknown' ? 'was sent, and its outcome is unknown' : undefined
}

/** The names of the sources that want a block. */
const namesOf = ({ reasons }: Wanted): readonly string[] => [...new Set(reasons.map(sourceOf))]

const over = (count: number): string => (count === 1 ? 'over an appointment' : `over ${count} appointments`)

const joinNotes = (...notes: readonly (string | undefined)[]): string | undefined =>
  notes.filter((note) => note !== undefined).join(', ') || undefined

const noteOf = (note: string | undefined): Pick<ShownBlock, 'note'> => (note === undefined ? {} : { note })

const pickTimes = ({ startTime, endTime }: BlockedSlot): Omit<Value, 'title'> => ({ startTime, endTime })

/** The service sends the status under a misspelt name as well. */
const isStanding = ({ appointmentStatus, appoinmentStatus }: Appointment): boolean =>
  !/^cancell?ed$/i.test(appointmentStatus ?? appoinmentStatus ?? '')

/** Without its title, which may hold the name of a contact: pictures are passed on. */
const showAppointment = ({ id, startTime, endTime }: Appointment): ShownBlock => ({
  id,
  startTime,
  endTime,
  title: 'Appointment',
  state: 'appointment',
})
