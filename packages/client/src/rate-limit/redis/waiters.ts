import type { Clock } from '../../clock.ts'
import type { LimiterRequest, LimitExceeded, Permit } from '../limiter.ts'
import { createQueue, type Queue } from '../queue.ts'

/** Somebody who asked for a slot. */
export type Waiter = {
  readonly request: LimiterRequest
  readonly end: (result: Permit | LimitExceeded) => void
  readonly fail: (reason: unknown) => void
  /** Leaves, to wait elsewhere. */
  readonly move: (to: (request: LimiterRequest) => Promise<Permit | LimitExceeded>) => void
}

/** Those of one priority who wait to send again, and those who wait to send at all. */
export type Priority = {
  readonly again: Queue<Waiter>
  readonly fresh: Queue<Waiter>
  /** Before that moment certainly nothing goes. */
  sureUntil: number
}

/** What one process knows of one quota: who waits here. All that counts is in Redis. */
export type Line = {
  readonly keys: readonly string[]
  readonly priorities: readonly [Priority, Priority]
  serving: boolean
  /** Ends the pause between two looks. */
  pause: AbortController | undefined
  /** When it was last asked for; one that was merged before is kept until it is. */
  usedAt: number
  /** When Redis last told of it. */
  knownAt: number
  /** Until when requests count of which Redis was not told. */
  untoldUntil: number
  /** By which those live who use it. */
  clock: Clock | undefined
  /** What has to be done before Redis is asked again. */
  ready: Promise<unknown> | undefined
  into: Line | undefined
}

const createLane = (): Priority => ({ again: createQueue(), fresh: createQueue(), sureUntil: -Infinity })

/**
 * Makes a line in which nobody waits. What is between the braces, and nothing else, decides in which part of a cluster the
 * six keys are.
 */
export function createLine(prefix: string, key: string): Line {
  // A half of a surrogate pair cannot be encoded.
  const name = `${prefix}{${encodeURIComponent(key.replaceAll(/\p{Surrogate}/gu, '\uFFFD'))}}:`
  return {
    keys: ['state', 'urgent:sent', 'urgent:done', 'bulk:sent', 'bulk:done', 'foreign'].map(
      (part) => name + part,
    ),
    priorities: [createLane(), createLane()],
    serving: false,
    pause: undefined,
    usedAt: Infinity,
    knownAt: -Infinity,
    untoldUntil: -Infinity,
    clock: undefined,
    ready: undefined,
    into: undefined,
  }
}

/** The line that another was merged into, and itself otherwise. */
export function rootOf(line: Line): Line {
  let root = line
  while (root.into !== undefined) root = root.into
  return root
}

/** Who is next in a priority. */
export const headOfPriority = ({ again, fresh }: Priority): Waiter | undefined => again.head() ?? fresh.head()

/** Who is next. */
export const headOf = ({ priorities }: Line): Waiter | undefined =>
  headOfPriority(priorities[0]) ?? headOfPriority(priorities[1])

/** Everybody who waits. */
export const waitersOf = ({ priorities }: Line): Waiter[] =>
  priorities.flatMap(({ again, fresh }) => [...again.items, ...fresh.items])

/** Refuses those of a priority who certainly cannot go in time: everybody when the gate moved, and else who is first. */
export function refuse(priority: Priority, retryAt: number, now: number): void {
  const moved = Math.abs(retryAt - priority.sureUntil) > 50
  priority.sureUntil = retryAt > now ? retryAt : -Infinity
  if (retryAt <= now) return
  const head = headOfPriority(priority)
  const asked = moved ? [...priority.again.items, ...priority.fresh.items] : head === undefined ? [] : [head]
  for (const { request, end } of asked) if (request.deadline < retryAt) end({ retryAt })
}

/** Tells what a settled request changed. */
export function tell(
  { key, notify, clock }: LimiterRequest,
  state: unknown,
  max: number,
  openInMs: number,
): void {
  const at = clock.now()
  if (state === 'closed') notify({ type: 'limit', at, key, state, max, until: at + openInMs })
  else if (state === 'open' || state === 'changed') notify({ type: 'limit', at, key, state, max })
}
