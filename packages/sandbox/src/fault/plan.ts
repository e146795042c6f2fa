import type { Answer } from '../reply.ts'
import { deliver, type Delivery } from '../transport/wire.ts'
import type { FaultName } from './fault.ts'
import type { Change } from '../state/store.ts'

/** What is known about a request when a fault hits it. */
export type Scene = {
  /** Epoch milliseconds of its arrival. */
  now: number
  traceId: string
  /** What would be answered, and what would be changed. */
  answer: Answer
  change: Change | undefined
  /** The headers about the limit that would come with it. */
  limits: Record<string, string>
  bearer: string | undefined
  query: Record<string, string | string[]>
  /** The last body that asked for a block in this location. */
  asked: Record<string, unknown> | undefined
}

/** What becomes of a request: when its change is carried out, and what goes out when. */
export type Course = {
  change: Change | undefined
  commit: 'after-response' | 'before-response' | 'never'
  /** Milliseconds from the answer to a commit after it. */
  commitDelayMs: number
  /** Milliseconds from the arrival to the answer. */
  delayMs: number
  delivery: Delivery
}

/**
 * The course of a request that nothing befalls.
 *
 * @param scene What is known about it.
 * @returns Its change first, its answer then, at once.
 */
export function honest({ answer, change, limits }: Scene): Course {
  const delivery = deliver({ ...answer, headers: { ...answer.headers, ...limits } })
  return { change, commit: 'before-response', commitDelayMs: 0, delayMs: 0, delivery }
}

/** What a fault may say about when. */
type Timing = { fault: FaultName; commit?: Course['commit']; commitDelayMs?: number; delayMs?: number }

/**
 * The course of a request that ends otherwise.
 *
 * @param scene What is known about it.
 * @param fault What befalls it; it may say when the change is carried out.
 * @param usually When it is carried out otherwise.
 * @param delivery What goes out instead of the answer.
 * @returns The course.
 */
export function instead(scene: Scene, fault: Timing, usually: Course['commit'], delivery: Delivery): Course {
  const { commit = usually, commitDelayMs = 2000, delayMs = 0 } = fault
  return { change: scene.change, commit, commitDelayMs, delayMs, delivery }
}
