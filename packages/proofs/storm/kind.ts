import type { Fault } from '@block-slots/sandbox'
import type { WorldOptions } from './world.ts'

/** One form of a kind of fault: a service, a network and a machine for some hundred creates. */
export type Variant = {
  readonly name: string
  /** Faults of creates, which hit 30 % of them together; lost requests and lost responses by default. */
  readonly creates?: readonly Fault[]
  /** Faults of lists. Those without a schedule hit 15 % together; proxies that fail by default. */
  readonly lists?: readonly Fault[]
  /** Faults of every response that no other fault hits. */
  readonly always?: readonly Fault[]
  readonly world?: WorldOptions
  /** True when a person deletes blocks in the calendar, which then are ensured again. */
  readonly deletes?: true
  /** Clients in each location, each with a `fetch` of its own: 1 by default. */
  readonly clients?: number
  /** What happens to the machine of the clients. */
  readonly machine?: 'sleeps' | 'wall clock jumps'
  /** Lead of the service's clocks. */
  readonly serviceSkewMs?: number
}

/** A kind of fault. */
export type Kind = {
  readonly name: string
  readonly isNew: boolean
  readonly variants: readonly Variant[]
}

/** Losses that a look at the list settles, with nothing else in the way. */
const lostAtOnce: readonly Fault[] = [{ fault: 'reset', commit: 'never' }, { fault: 'reset' }]

/** Requests that are lost, and responses that are. */
const lostCreates: readonly Fault[] = [
  { fault: 'reset', commit: 'never' },
  { fault: 'reset' },
  { fault: 'internal-error' },
  { fault: 'unavailable', retryAfter: 2 },
  { fault: 'close', commit: 'after-response', commitDelayMs: 3000 },
]

const failingLists: readonly Fault[] = [{ fault: 'bad-gateway' }, { fault: 'unavailable' }]

/** Sets shares so that each fault hits as many requests as the others: a request meets one after the other. */
function spread(
  faults: readonly Fault[],
  operation: 'createBlockSlot' | 'listBlockedSlots',
  share: number,
): Fault[] {
  const unscheduled = faults.filter(({ on }) => on === undefined)
  const part = share / unscheduled.length
  return faults.map((fault): Fault => {
    const index = unscheduled.indexOf(fault)
    return Object.assign(
      {},
      fault,
      { operation },
      index < 0 ? {} : { on: { share: part / (1 - part * index) } },
    )
  })
}

/** The faults of a sandbox for a variant. */
export const faultsOf = ({ creates = lostCreates, lists = failingLists, always = [] }: Variant): Fault[] => [
  ...spread(creates, 'createBlockSlot', 0.3),
  ...spread(lists, 'listBlockedSlots', 0.15),
  ...always.map((fault): Fault => Object.assign({ on: 'every' }, fault)),
]

/** The variant without other faults than its own, and requests and responses that are lost at once. */
export const withOwnFaults = (variant: Variant): Variant => ({
  creates: lostAtOnce,
  lists: [],
  ...variant,
})
