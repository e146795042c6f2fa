import type { SyncEvent } from '@block-slots/sync'
import type { Session } from '../session.ts'
import { formatCount } from '../text/columns.ts'

/** Milliseconds between two lines: more often than a person reads. */
const intervalMs = 100

/** Shows how far a run is, on one line of a terminal. */
export function createProgress(
  { status, now }: Pick<Session, 'status' | 'now'>,
  total: number | undefined,
): (event: SyncEvent) => void {
  let done = 0
  let failed = 0
  let shownAt = Number.NEGATIVE_INFINITY
  return (event) => {
    if (event.type !== 'step' || !['create', 'update', 'delete'].includes(event.step.action)) return
    done += 1
    if (event.outcome === 'failed' || event.outcome === 'unknown') failed += 1
    if (now() - shownAt < intervalMs && done !== total) return
    shownAt = now()
    const of = total === undefined ? '' : ` of ${formatCount(total)}`
    void status(
      `Carried out ${formatCount(done)}${of} changes${failed > 0 ? `, ${formatCount(failed)} of them failed` : ''}`,
    )
  }
}
