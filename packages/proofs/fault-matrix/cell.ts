import type { MatrixRow } from './matrix-row.ts'
import { operations, type Operation } from './operations.ts'
import { rows } from './rows.ts'
import { rules, type Expected, type Kind, type Rule, type RuleName } from './rule.ts'

/** Requests that are hit. At `second` the first one fails in a way that may be sent again at once. */
export const positions = ['first', 'second', 'every', 'random'] as const
type Position = (typeof positions)[number]

/** One experiment. */
export type Cell = {
  readonly row: MatrixRow
  readonly operation: Operation
  readonly position: Position
  readonly seed: number
  /** It has to end in one of these ways. */
  readonly expected: readonly Expected[]
}

const kinds: Readonly<Record<Operation, Kind>> = {
  create: 'create',
  ensure: 'ensure',
  update: 'update',
  delete: 'delete',
  list: 'read',
  appointments: 'read',
  calendar: 'read',
  appointment: 'read',
  user: 'read',
  calendars: 'read',
  users: 'read',
  location: 'read',
  token: 'token',
}

const withSends = (expected: Expected, min: number, max: number): Expected => ({
  ...expected,
  sends: [min, max],
})

/** Returns undefined where the rule says nothing about the kind. */
function expectedOutcomes(
  rule: Rule,
  kind: Kind,
  position: Position,
  { lost, earlier }: MatrixRow,
): readonly Expected[] | undefined {
  const [one, every] = rule[kind] ?? (kind === 'ensure' ? rule.create : undefined) ?? []
  if (one === undefined || every === undefined) return undefined
  if (position === 'first') return [one]
  if (position === 'every') return [every]
  const [sends] = one.sends
  // Of a lost create the lists are hit, and their requests are not counted.
  if (position === 'second') return [lost !== undefined ? one : withSends(one, sends + 1, sends + 1)]
  const clean = rules.harmless[kind === 'ensure' ? 'create' : kind] ?? []
  // Where the create and the list fail at random, either may succeed.
  const also =
    lost === 'after' ? rules.lostAfter : lost === 'before' || earlier !== undefined ? rules.lostBefore : {}
  const ends = [...clean.slice(0, 1), one, every, ...(also.create ?? [])]
  if (lost !== undefined && kind === 'ensure') ends.push(...(rule.create ?? []))
  const max = Math.max(...ends.map(({ sends: [, each] }) => each), also === rules.lostBefore ? 3 : 0)
  // An earlier call may have learned something, such as an exhausted quota, that keeps a later one from sending.
  return ends.map((each) => withSends(each, 0, max))
}

/** Every experiment, those with random hits once for each seed. A transport may replace the rule of a row. */
export function cells(
  seeds: readonly number[],
  ruleOf: (row: MatrixRow) => RuleName = ({ rule }) => rule,
): Cell[] {
  return rows.flatMap((row) =>
    operations.flatMap((operation) =>
      positions.flatMap((position) => {
        const skipped = row.only?.includes(operation) === false
        const expected = expectedOutcomes(rules[ruleOf(row)], kinds[operation], position, row)
        if (skipped || expected === undefined) return []
        const random = position === 'random'
        return (random ? seeds : [0]).map((seed) => ({ row, operation, position, seed, expected }))
      }),
    ),
  )
}

/** Unique name of a cell. */
export const cellName = ({ row, operation, position, seed }: Cell): string =>
  `${row.fault} ${row.name}: ${operation}, ${position}${position === 'random' ? ` with seed ${seed}` : ''}`
