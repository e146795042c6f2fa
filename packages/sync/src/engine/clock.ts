import { setTimeout } from 'node:timers/promises'
import type { Clock } from '@block-slots/client'

/** The longest timer of Node, 24.8 days; a longer one ends at once. */
const maxTimerMs = 2 ** 31 - 1

/** The wall clock: days begin by it, and a process may run for months. */
export const wallClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    for (let rest = Math.max(0, ms); rest >= 0; rest -= maxTimerMs) {
      // oxlint-disable-next-line no-await-in-loop -- One after another.
      await setTimeout(Math.min(rest, maxTimerMs), undefined, { signal })
    }
  },
}
