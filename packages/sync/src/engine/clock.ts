import { setTimeout } from 'node:timers/promises'
import type { Clock } from '@block-slots/client'

/** The wall clock: days begin by it, and a process may run for months. */
export const wallClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await setTimeout(Math.max(0, ms), undefined, { signal })
  },
}
