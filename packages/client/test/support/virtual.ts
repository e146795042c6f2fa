import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../src/clock.ts'

/** A clock whose time passes only while code sleeps on it. */
export type VirtualClock = Clock & {
  /** Advances time from sleep to sleep until the work is done. */
  readonly run: <T>(work: Promise<T>) => Promise<T>
  /** Number of pending sleeps. */
  readonly pending: () => number
}

type Sleeper = { readonly at: number; wake: (() => void) | undefined }

/** Makes a virtual clock, fast enough for millions of sleeps: one turn of the event loop for each. */
export function virtualClock(start = 1_800_000_000_000): VirtualClock {
  let now = start
  let asleep = 0
  const heap: Sleeper[] = []
  const before = (one: number, other: number): boolean =>
    (heap[one]?.at ?? Infinity) < (heap[other]?.at ?? Infinity)
  const swap = (one: number, other: number): void => {
    const [a, b] = [heap[one], heap[other]]
    if (a !== undefined && b !== undefined) [heap[one], heap[other]] = [b, a]
  }
  const push = (sleeper: Sleeper): void => {
    let index = heap.push(sleeper) - 1
    for (let up = (index - 1) >> 1; index > 0 && before(index, up); up = (index - 1) >> 1) {
      swap(index, up)
      index = up
    }
  }
  const pop = (): Sleeper | undefined => {
    swap(0, heap.length - 1)
    const first = heap.pop()
    for (let index = 0; ;) {
      const child = before(2 * index + 2, 2 * index + 1) ? 2 * index + 2 : 2 * index + 1
      if (!before(child, index)) return first
      swap(index, child)
      index = child
    }
  }
  return {
    now: () => now,
    pending: () => asleep,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        if (ms <= 0) return resolve()
        const end = (): void => {
          sleeper.wake = undefined
          asleep -= 1
          signal.removeEventListener('abort', onAbort)
        }
        const onAbort = (): void => {
          end()
          reject(signal.reason)
        }
        const sleeper: Sleeper = {
          at: now + ms,
          wake: () => {
            end()
            resolve()
          },
        }
        asleep += 1
        signal.addEventListener('abort', onAbort)
        push(sleeper)
      }),
    async run(work) {
      const state = { done: false }
      work.then(
        () => (state.done = true),
        () => (state.done = true),
      )
      for (await setImmediate(); !state.done;) {
        const sleeper = pop()
        if (sleeper === undefined) throw new Error('deadlock: the work is pending, but no sleep is')
        if (sleeper.wake === undefined) continue
        now = Math.max(now, sleeper.at)
        sleeper.wake()
        await setImmediate()
      }
      return work
    },
  }
}
