import { daySeconds } from './zone/date.ts'
import { occurrences } from './recurrence/recur.ts'
import { instantOf, periodsShowing, type Zone } from './zone/resolve.ts'
import type { Rule, Until } from './recurrence/rule.ts'

/** What becomes of a start that the clocks skip: moved forward by the length of the gap, or left out. */
export type Gaps = 'forward' | 'skip'

/** A start of a series: the clock reading that the rule gave, and its instant. Both are in seconds. */
export type Start = { wall: number; epoch: number }

/** The last clock reading that UNTIL may leave: for an instant, in whatever zone. */
function lastWall(until: Until): number {
  if (until.kind === 'wall') return until.wall
  return until.kind === 'date' ? (until.day + 1) * daySeconds - 1 : until.epoch + daySeconds
}

/**
 * Finds the starts of a series in a zone.
 *
 * - A reading that comes twice is the first of the two.
 * - One that the clocks skip is moved forward or, with `skip`, no instance: COUNT does not count it. The RFC
 *   says both (3.3.10 and 3.3.5); Google Calendar and Exchange move it.
 * - UNTIL belongs to the series, and is compared as what it is: an instant, a clock reading, a whole local day.
 *
 * @param window - The instants from and before which starts are wanted; a day's worth more may come.
 * @param extra - Starts that belong to the series beside its rule, ascending.
 * @yields Ascending by instant; two are equal where one was moved or added onto another.
 */
export function* startsOf(
  rule: Rule,
  startWall: number,
  zone: Zone,
  gaps: Gaps,
  window: { from: number; to: number },
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
      // It is moved past others that are still to come.
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
