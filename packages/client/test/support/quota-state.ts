import { Times, type Slots } from '../../src/rate-limit/slots.ts'
import type { QuotaState } from '../../src/rate-limit/state.ts'

type PlainSlots = { readonly inFlight: number; readonly released: readonly number[] }

/** A state of a quota with its times as arrays, to be written and compared in tests. */
export type PlainState = Omit<QuotaState, 'interactive' | 'bulk' | 'others'> & {
  readonly interactive: PlainSlots
  readonly bulk: PlainSlots
  readonly others: readonly number[]
}

function timesOf(values: readonly number[]): Times {
  const times = new Times()
  for (const at of values) times.add(at)
  return times
}

const plainSlots = ({ inFlight, released }: Slots): PlainSlots => ({ inFlight, released: released.values })
const slotsOf = ({ inFlight, released }: PlainSlots): Slots => ({ inFlight, released: timesOf(released) })

/** Returns a state with its times as arrays. */
export const plainOf = (state: QuotaState): PlainState => ({
  ...state,
  confirm: structuredClone(state.confirm),
  interactive: plainSlots(state.interactive),
  bulk: plainSlots(state.bulk),
  others: state.others.values,
})

/** Makes a state of its own, which may be changed. */
export const stateOf = (state: PlainState): QuotaState => ({
  ...state,
  confirm: structuredClone(state.confirm),
  interactive: slotsOf(state.interactive),
  bulk: slotsOf(state.bulk),
  others: timesOf(state.others),
})
