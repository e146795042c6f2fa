import type { Line, SegmentStyle } from '@block-slots/sync/view'
import { pad, wrap } from '../text/columns.ts'
import { type Check, type CheckState, countStates } from './check.ts'

const styles: Readonly<Record<CheckState, SegmentStyle>> = {
  ok: 'green',
  warning: 'yellow',
  failed: 'red',
  unknown: 'dim',
}

/** Columns of the state before each text. */
const stateColumns = 9

/** Describes what was found: a line for each check, with what to do about it, and their number. */
export function describeChecks(checks: readonly Check[], columns: number): Line[] {
  return [
    ...checks.flatMap(({ state, text, remedy }) => [
      ...describeState(state, text, columns),
      ...(remedy === undefined ? [] : describeDetail(remedy, columns)),
    ]),
    [''],
    [`${countStates(checks)}.`],
  ]
}

/** A text behind its state. */
export function describeState(state: CheckState, text: string, columns: number): Line[] {
  const [first = '', ...more] = wrap(text, ' '.repeat(stateColumns), { columns })
  const word = { text: pad(state, stateColumns), style: styles[state] }
  return [[word, first.slice(stateColumns)], ...more.map((line) => [line])]
}

/** A text below another one. */
export const describeDetail = (text: string, columns: number): Line[] =>
  wrap(text, ' '.repeat(stateColumns + 2), { columns }).map((line) => [line])
