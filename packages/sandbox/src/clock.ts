// Imported, not the globals: fake timers of a test runner would stop this clock.
import { setImmediate, setTimeout } from 'node:timers'
import { createTimerQueue } from './timer-queue.ts'

/** A clock that moves only when a test moves it. The client and the sandbox accept it as their clock. */
export type VirtualClock = {
  /** Epoch milliseconds of the virtual time. */
  readonly now: () => number
  /**
   * Resolves when the virtual time has advanced by that many milliseconds; at once for 0 or less. Rejects with the
   * signal's reason when the signal aborts.
   */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Advances the time by that many milliseconds and fires the timers on the way. Throws a `RangeError` below 0. */
  readonly advance: (ms: number) => Promise<void>
  /**
   * Jumps from timer to timer, each time the event loop is idle, until the work settles; returns its result. Rejects
   * with a deadlock when the work is pending and no timer of this clock is left.
   */
  readonly run: <T>(work: Promise<T> | (() => Promise<T>)) => Promise<T>
  /** The number of scheduled timers. */
  readonly pending: () => number
}

/** Turns of the event loop without a change after which it counts as idle. */
const idleTurns = 3

/** The time `run` gives to work outside this clock, such as reading a file, before a deadlock: 50 pauses of 2 ms. */
const externalWork = { pauses: 50, pauseMs: 2 }

/**
 * Creates a clock for tests in which a day takes a millisecond, always in the same order: timers fire by their time,
 * and those of equal times in the order in which they were scheduled. It does not see sockets: a request between two
 * processes looks idle to it, so use it with `sandbox.fetch`.
 *
 * @example
 * ```ts
 * import { virtualClock } from '@block-slots/sandbox'
 *
 * const clock = virtualClock()
 * const start = clock.now()
 * const result = await clock.run(async () => {
 *   await clock.sleep(86_400_000)
 *   return 'a day later'
 * })
 * console.log(result, clock.now() - start) // => a day later 86400000
 * ```
 *
 * @param options The start.
 * @param options.now Epoch milliseconds to start at; 2026-01-01T00:00:00Z when missing.
 * @returns The clock.
 */
export function virtualClock(options: { readonly now?: number } = {}): VirtualClock {
  let { now = Date.UTC(2026, 0, 1) } = options
  const timers = createTimerQueue()
  let advances = 0
  /** `run` must not move the time while timers fire, nor while it is advanced by hand. */
  const busy = { moving: false, advancing: 0 }

  /** Fires the timers that are due at a time, and lets the work after each run before the next fires. */
  const moveTo = async (time: number): Promise<void> => {
    busy.moving = true
    if (time > now) now = time
    // Node settles all promises between two immediates; one of them may cancel the next timer by a signal.
    while ((timers.nextTime() ?? Infinity) <= now) setImmediate(timers.take())
    await eventLoopTurn()
    busy.moving = false
  }

  const idle = async (isNeeded: () => boolean = () => true): Promise<void> => {
    let seen = timers.changes() + advances
    for (let quiet = 0; quiet < idleTurns && isNeeded(); quiet += 1) {
      await eventLoopTurn()
      const changes = timers.changes() + advances
      if (changes !== seen) quiet = -1
      seen = changes
    }
  }

  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted()
    if (ms > 0) await timers.schedule(now + ms, signal)
  }

  const advance = async (ms: number): Promise<void> => {
    if (!(ms >= 0) || ms === Infinity) {
      throw new RangeError(`Expected the time to advance by 0 ms or more and got ${String(ms)}.`)
    }
    const target = now + ms
    busy.advancing += 1
    try {
      await idle()
      for (let due = timers.nextTime(); busy.moving || (due !== undefined && due <= target);) {
        if (!busy.moving && due !== undefined) await moveTo(due)
        await idle()
        due = timers.nextTime()
      }
      if (target > now) now = target
      advances += 1
    } finally {
      busy.advancing -= 1
    }
  }

  const run = async <T>(work: Promise<T> | (() => Promise<T>)): Promise<T> => {
    const state = { pending: true }
    const started = typeof work === 'function' ? work() : work
    const done = started.finally(() => (state.pending = false))
    // The caller of `run` gets the rejection; until then it must not count as unhandled.
    done.catch(() => undefined)
    for (let pauses = 0; ;) {
      await idle(() => state.pending)
      if (!state.pending) return done
      if (busy.moving || busy.advancing > 0) continue
      const due = timers.nextTime()
      if (due !== undefined && due < Infinity) {
        pauses = 0
        await moveTo(due)
      } else if (pauses < externalWork.pauses) {
        pauses += 1
        await pause(externalWork.pauseMs)
      } else {
        throw new Error('Deadlock: the work is pending, but no timer is scheduled on this clock.')
      }
    }
  }

  return { now: () => now, sleep, advance, run, pending: timers.size }
}

/** One turn of the event loop, in which all settled promises continue. */
async function eventLoopTurn(): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve)
  })
}

async function pause(ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, ms)
  })
}
