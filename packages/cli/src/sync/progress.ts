import type { SyncEvent } from '@block-slots/sync'
import type { Session } from '../session.ts'
import { formatCount, pageColumns, truncate } from '../text/columns.ts'
import { isChange } from './step.ts'

/** Milliseconds between two lines: more often than a person reads. */
const intervalMs = 100
/** Before this the rate is that of the first requests, which the rate limit does not hold up. */
const minRateMs = 2000

/** How far a run is. */
export type RunProgress = {
  readonly add: (event: SyncEvent) => void
  /** Shows it again: while nothing happens, the time that is left grows. */
  readonly show: () => void
  /** Shows that requests wait until then. */
  readonly wait: (until: number, why: string) => void
}

/** Shows how far a run is, on one line of a terminal. */
export function createProgress(
  { status, now, columns = pageColumns }: Pick<Session, 'status' | 'now' | 'columns'>,
  total: number,
): RunProgress {
  const startedAt = now()
  let done = 0
  let failed = 0
  let wait = { until: 0, why: '' }
  let shownAt = Number.NEGATIVE_INFINITY
  const show = (): void => {
    shownAt = now()
    const items = [
      `Carried out ${formatCount(done)} of ${formatCount(Math.max(done, total))} changes`,
      ...(wait.until - now() >= 1000
        ? [`waiting ${describeSeconds((wait.until - now()) / 1000)} for ${wait.why}`]
        : describeRate({ done, total, elapsedMs: now() - startedAt })),
      ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ]
    // A line that is broken could not be removed.
    void status(truncate(items.join(', '), columns - 1))
  }
  return {
    add(event) {
      if (event.type !== 'step' || !isChange(event.step)) return
      done += 1
      if (event.outcome === 'failed' || event.outcome === 'unknown') failed += 1
      if (now() - shownAt >= intervalMs || done === total) show()
    },
    show,
    wait(until, why) {
      if (until > wait.until) wait = { until, why }
      show()
    },
  }
}

type Rate = { readonly done: number; readonly total: number; readonly elapsedMs: number }

/** `9.5 a second, about 3 min left`; none where it is not known yet. */
function describeRate({ done, total, elapsedMs }: Rate): string[] {
  if (elapsedMs < minRateMs || done === 0) return []
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
