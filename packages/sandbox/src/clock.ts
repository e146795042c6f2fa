// Not the global ones: a test that replaces those with false ones would stop this clock.
import { setImmediate, setTimeout } from 'node:timers'

/** A clock that stands still until it is told to move. It fits where the client and the sandbox take one. */
export type VirtualClock = {
  /** Epoch milliseconds of the virtual time. */
  readonly now: () => number
  /**
   * Resolves when the virtual time has moved that many milliseconds on; at once for 0 or less. Rejects with the signal's
   * reason as soon as the signal aborts.
   */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Moves the time on by that many milliseconds, waking on the way whoever is due. Throws a `RangeError` below 0. */
  readonly advance: (ms: number) => Promise<void>
  /**
   * Moves the time on whenever everything has come to rest, from sleeper to sleeper, until the work settles; gives what
   * the work gives. Rejects when the work waits for something that no sleep of this clock will bring.
   */
  readonly run: <T>(work: Promise<T> | (() => Promise<T>)) => Promise<T>
  /** How many sleep now. */
  readonly pending: () => number
}

/** Turns of the event loop without anything new, after which nothing more is expected. */
const quietTurns = 3

/** What `run` grants to work outside this clock, such as reading a file, before it gives up: 50 pauses of 2 ms. */
const patience = { pauses: 50, pauseMs: 2 }

type Sleeper = { at: number; seq: number; wake: (() => void) | undefined }

/**
 * Makes a clock for tests in which a day passes in a millisecond, always in the same order: who sleeps until an earlier
 * time wakes earlier, and of equal times who fell asleep first. It does not know of sockets: what is in flight between
 * two machines looks to it like rest, so use it with `sandbox.fetch`.
 *
 * @example
 * ```ts
 * import { virtualClock } from '@block-slots/sandbox'
 *
 * const clock = virtualClock()
 * const start = clock.now()
 * const said = await clock.run(async () => {
 *   await clock.sleep(86_400_000)
 *   return 'a day later'
 * })
 * console.log(said, clock.now() - start) // => a day later 86400000
 * ```
 *
 * @param options What time it is.
 * @param options.now Epoch milliseconds to start at; 2026-01-01T00:00:00Z when missing.
 * @returns The clock.
 */
export function virtualClock(options: { now?: number } = {}): VirtualClock {
  let { now = Date.UTC(2026, 0, 1) } = options
  let sleepers: Sleeper[] = []
  let asleep = 0
  let seq = 0
  /** Counts whatever happens to this clock, so that rest can be told from work. */
  let changes = 0
  /** Nobody moves the time while somebody is being woken, and `run` leaves it alone while it is advanced by hand. */
  const busy = { moving: false, advancing: 0 }

  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted()
    if (!(ms > 0)) return
    await new Promise<void>((resolve, reject) => {
      const sleeper: Sleeper = { at: now + ms, seq: (seq += 1), wake: undefined }
      const leave = (): void => {
        sleeper.wake = undefined
        asleep -= 1
        changes += 1
      }
      const onAbort = (): void => {
        leave()
        reject(signal?.reason)
        // Who was woken by a signal leaves a gap in the heap. Many gaps are swept out, so that they cost nothing.
        if (sleepers.length > 64 && asleep * 2 < sleepers.length) {
          const gaps = sleepers
          sleepers = []
          for (const each of gaps) if (each.wake !== undefined) push(sleepers, each)
        }
      }
      sleeper.wake = () => {
        leave()
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      asleep += 1
      changes += 1
      push(sleepers, sleeper)
    })
  }

  const next = (): Sleeper | undefined => {
    while (sleepers[0] !== undefined && sleepers[0].wake === undefined) pop(sleepers)
    return sleepers[0]
  }

  /** Wakes everybody who is due by then, one after another, and lets each act before the next is woken. */
  const moveTo = async (time: number): Promise<void> => {
    busy.moving = true
    if (time > now) now = time
    for (let due = next(); due !== undefined && due.at <= now; due = next()) {
      pop(sleepers)
      // Between two of these, Node carries out every promise that can go on; one of them may wake this one by a signal.
      const woken = due
      setImmediate(() => woken.wake?.())
    }
    await turn()
    busy.moving = false
  }

  const rest = async (goOn: () => boolean = () => true): Promise<void> => {
    let seen = changes
    for (let quiet = 0; quiet < quietTurns && goOn(); quiet += 1) {
      await turn()
      if (changes !== seen) quiet = -1
      seen = changes
    }
  }

  const advance = async (ms: number): Promise<void> => {
    if (!(ms >= 0) || ms === Infinity)
      throw new RangeError(`Time moves on by 0 ms or more, not by ${String(ms)}`)
    const target = now + ms
    busy.advancing += 1
    try {
      await rest()
      for (let due = next(); busy.moving || (due !== undefined && due.at <= target); due = next()) {
        if (!busy.moving && due !== undefined) await moveTo(due.at)
        await rest()
      }
      if (target > now) now = target
      changes += 1
    } finally {
      busy.advancing -= 1
    }
  }

  const run = async <T>(work: Promise<T> | (() => Promise<T>)): Promise<T> => {
    const state = { going: true }
    const started = typeof work === 'function' ? work() : work
    const done = started.finally(() => (state.going = false))
    // Whoever awaits `run` gets the rejection; until then it is not an unhandled one.
    done.catch(() => undefined)
    for (let pauses = 0; ;) {
      await rest(() => state.going)
      if (!state.going) return done
      if (busy.moving || busy.advancing > 0) continue
      const due = next()
      if (due !== undefined && due.at < Infinity) {
        pauses = 0
        await moveTo(due.at)
      } else if (pauses < patience.pauses) {
        pauses += 1
        await pause(patience.pauseMs)
      } else {
        throw new Error(
          'The work never settles: it waits for something, and nobody sleeps on this clock who could bring it about.',
        )
      }
    }
  }

  return { now: () => now, sleep, advance, run, pending: () => asleep }
}

/** One turn of the event loop: every promise that can go on has gone on. */
async function turn(): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve)
  })
}

async function pause(ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, ms)
  })
}

function order(one: Sleeper, other: Sleeper): number {
  return one.at === other.at ? one.seq - other.seq : one.at < other.at ? -1 : 1
}

/** Adds to a binary heap: no sleeper comes before the one at half its index. */
function push(heap: Sleeper[], added: Sleeper): void {
  let index = heap.length
  heap.push(added)
  while (index > 0) {
    const above = (index - 1) >> 1
    const parent = heap[above]
    if (parent === undefined || order(parent, added) <= 0) break
    heap[index] = parent
    index = above
  }
  heap[index] = added
}

/** Takes the first out of a binary heap. */
function pop(heap: Sleeper[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  let index = 0
  for (;;) {
    const left = 2 * index + 1
    const [one, other] = [heap[left], heap[left + 1]]
    if (one === undefined) break
    const [child, below] = other !== undefined && order(other, one) < 0 ? [other, left + 1] : [one, left]
    if (order(last, child) <= 0) break
    heap[index] = child
    index = below
  }
  heap[index] = last
}
