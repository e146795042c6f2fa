/** `unknown` is what cannot be found out: it is neither right nor wrong. */
export type CheckState = 'ok' | 'warning' | 'failed' | 'unknown'

/** One thing that `doctor` has looked at. */
export type Check = {
  readonly id: string
  readonly state: CheckState
  /** What was found, in a sentence without a full stop. */
  readonly text: string
  /** What to do about it. */
  readonly remedy?: string
}

/** The states in the order in which they are counted. */
const checkStates: readonly CheckState[] = ['ok', 'warning', 'failed', 'unknown']

/** Counts what was found: `9 ok, 1 warning, 2 failed`. */
export function countStates(found: readonly Pick<Check, 'state'>[]): string {
  return checkStates
    .map((state) => [found.filter((each) => each.state === state).length, state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}${state === 'warning' && count > 1 ? 's' : ''}`)
    .join(', ')
}
