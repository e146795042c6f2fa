import { setTimeout } from 'node:timers/promises'
import type { Clock } from '@block-slots/client'

/** Returns the wait of a clock. Without one, that of the machine. */
export const sleepOf = (clock: Clock | undefined): Clock['sleep'] =>
  clock?.sleep ?? ((ms, signal) => setTimeout(ms, undefined, { signal }))
