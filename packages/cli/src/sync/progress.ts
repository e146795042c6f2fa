import type { SyncEvent } from '@block-slots/sync'
import type { Session } from '../session.ts'
import { formatCount } from '../text/columns.ts'
import { isChange } from './step.ts'

/** Milliseconds between two lines: more often than a person reads. */
const intervalMs = 100
/** Before this the rate is that of the first requests, which the rate limit does not hold up. */
const minRateMs = 2000

/** Shows how far a run is, on one line of a terminal. */
export function createProgress(
  { status, now }: Pick<Session, 'status' | 'now'>,
  total: number,
): (event: SyncEvent) => void {
  const startedAt = now()
  let done = 0
  let failed = 0
  let shownAt = Number.NEGATIVE_INFINITY
  return (event) => {
    if (event.type !== 'step' || !isChange(event.step)) return
    done += 1
    if (event.outcome === 'failed' || event.outcome === 'unknown') failed += 1
    if (now() - shownAt < intervalMs && done !== total) return
    shownAt = now()
    const items = [
      `Carried out ${formatCount(done)} of ${formatCount(Math.max(done, total))} changes`,
      ...describeRate({ done, total, elapsedMs: now() - startedAt }),
      ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ]
    void status(items.join(', '))
  }
}

type Rate = { readonly done: number; readonly total: number; readonly elapsedMs: number }

/** `9.5 a second, about 3 min left`; none where it is not known yet. */
function describeRate({ done, total, elapsedMs }: Rate): string[] {
  if (elapsedMs < minRateMs) return []
  const perSecond = (done * 1000) / elapsedMs
  const shown = perSecond >= 10 ? formatCount(Math.round(perSecond)) : perSecond.toFixed(1)
  const left = (total - done) / perSecond
  return [`${shown} a second`, ...(left > 0 ? [`about ${describeSeconds(left)} left`] : [])]
}

function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`
}
