import { daySeconds } from './zone/date.ts'
import { occurrences } from './recurrence/recur.ts'
import { instantOf, periodsShowing, type Zone } from './zone/resolve.ts'
import type { Rule, Until } from './recurrence/rule.ts'

/** The treatment of a start that the clocks skip: `forward` moves it by the length of the gap, `skip` omits it. */
export type Gaps = 'forward' | 'skip'

/** A start of a series: the clock reading by the rule, and its instant. Both are in seconds. */
export type Start = { readonly wall: number; readonly epoch: number }

/** A rule and the clock that it is followed on. */
export type Series = {
  readonly rule: Rule
  /** The start that the rule repeats, as a clock reading in seconds. */
  readonly startWall: number
  readonly zone: Zone
  readonly gaps: Gaps
}

/** The last clock reading that UNTIL can admit; for an instant, in any zone. */
function lastWall(until: Until): number {
  if (until.kind === 'wall') return until.wall
  return until.kind === 'date' ? (until.day + 1) * daySeconds - 1 : until.epoch + daySeconds
}

/**
 * Finds the starts of a series in a zone.
 *
 * - A reading that occurs twice is the first of the two.
 * - A reading that the clocks skip is moved forward or, with `skip`, is not an instance: COUNT does not count it. RFC
 *   5545 has both (3.3.10 and 3.3.5); Google Calendar and Exchange move it.
 * - UNTIL is inclusive, and compared by its kind: an instant, a clock reading, a whole local day.
 *
 * @param window - The instants from and before which starts are wanted; up to a day more may follow.
 * @param extra - Additional starts of the series, ascending.
 * @yields Starts, ascending by instant; two are equal if one was moved or added onto another.
 */
export function* startsOf(
  { rule, startWall, zone, gaps }: Series,
  window: { readonly from: number; readonly to: number },
  extra: readonly Start[] = [],
): Generator<Start, void, undefined> {
  const { until } = rule
  const waiting = [...extra]
  // No offset reaches 24 hours, nor does any gap exceed them.
  const limits = {
    from: window.from - 2 * daySeconds,
    to: window.to + daySeconds,
    untilWall: until && lastWall(until),
    exists: gaps === 'skip' ? (wall: number) => periodsShowing(zone, wall).length > 0 : undefined,
  }
  for (const wall of occurrences(rule, startWall, limits)) {
    const offset = periodsShowing(zone, wall)[0]?.offset
    const epoch = offset === undefined ? instantOf(zone, wall, 'later') : wall - offset
    if (until?.kind === 'instant' && epoch > until.epoch) continue
    if (offset === undefined) {
      // It is moved past starts that are still to come.
      let at = waiting.length
      while (epoch < (waiting[at - 1]?.epoch ?? epoch)) at--
      waiting.splice(at, 0, { wall, epoch })
      continue
    }
    if (epoch >= window.to) break
    while (epoch > (waiting[0]?.epoch ?? epoch)) yield* waiting.splice(0, 1)
    yield { wall, epoch }
  }
  yield* waiting
}
