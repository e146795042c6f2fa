import type { Answer } from './answer.ts'
import { deliver, type Delivery } from './delivery.ts'
import type { FaultName } from './fault.ts'
import type { Change } from './store.ts'

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
  commit: 'after' | 'before' | 'never'
  /** Milliseconds from the answer to a commit after it. */
  lateMs: number
  /** Milliseconds from the arrival to the answer. */
  afterMs: number
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
  return { change, commit: 'before', lateMs: 0, afterMs: 0, delivery }
}

/** What a fault may say about when. */
type Timing = { fault: FaultName; commit?: Course['commit']; lateMs?: number; afterMs?: number }

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
  const { commit = usually, lateMs = 2000, afterMs = 0 } = fault
  return { change: scene.change, commit, lateMs, afterMs, delivery }
}
