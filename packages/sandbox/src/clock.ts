// Imported, not the globals: fake timers of a test runner would stop this clock.
import { setImmediate, setTimeout } from 'node:timers'
import { createTimerQueue, type Timer } from './timer-queue.ts'

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
  let active = 0
  let seq = 0
  /** Counts the changes of this clock: the event loop is idle when it stays the same. */
  let changes = 0
  /** `run` must not move the time while timers fire, nor while it is advanced by hand. */
  const busy = { moving: false, advancing: 0 }

  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted()
    if (!(ms > 0)) return
    await new Promise<void>((resolve, reject) => {
      const timer: Timer = { at: now + ms, seq: (seq += 1), fire: undefined }
      const end = (): void => {
        timer.fire = undefined
        active -= 1
        changes += 1
      }
      const onAbort = (): void => {
        end()
        reject(signal?.reason)
        timers.compact(active)
      }
      timer.fire = () => {
        end()
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      active += 1
      changes += 1
      timers.add(timer)
    })
  }

  /** Fires the timers that are due at a time, and lets the work after each run before the next fires. */
  const moveTo = async (time: number): Promise<void> => {
    busy.moving = true
    if (time > now) now = time
    for (let due = timers.peek(); due !== undefined && due.at <= now; due = timers.peek()) {
      timers.remove()
      // Node settles all promises between two immediates; one of them may cancel this timer by a signal.
      const timer = due
      setImmediate(() => timer.fire?.())
    }
    await eventLoopTurn()
    busy.moving = false
  }

  const idle = async (isNeeded: () => boolean = () => true): Promise<void> => {
    let seen = changes
    for (let quiet = 0; quiet < idleTurns && isNeeded(); quiet += 1) {
      await eventLoopTurn()
      if (changes !== seen) quiet = -1
      seen = changes
    }
  }

  const advance = async (ms: number): Promise<void> => {
    if (!(ms >= 0) || ms === Infinity) {
      throw new RangeError(`Expected the time to advance by 0 ms or more and got ${String(ms)}.`)
    }
    const target = now + ms
    busy.advancing += 1
    try {
      await idle()
      for (let due = timers.peek(); busy.moving || (due !== undefined && due.at <= target);) {
        if (!busy.moving && due !== undefined) await moveTo(due.at)
        await idle()
        due = timers.peek()
      }
      if (target > now) now = target
      changes += 1
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
      const due = timers.peek()
      if (due !== undefined && due.at < Infinity) {
        pauses = 0
        await moveTo(due.at)
      } else if (pauses < externalWork.pauses) {
        pauses += 1
        await pause(externalWork.pauseMs)
      } else {
        throw new Error('Deadlock: the work is pending, but no timer is scheduled on this clock.')
      }
    }
  }

  return { now: () => now, sleep, advance, run, pending: () => active }
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
