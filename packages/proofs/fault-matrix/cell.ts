import { rows, type Row } from './row.ts'
import { rules, type Kind, type Rule, type RuleName } from './rule.ts'

/** What a client can be asked for; `token` is a read whose token has to be renewed first. */
export const operations = [
  'create',
  'ensure',
  'update',
  'delete',
  'list',
  'appointments',
  'calendar',
  'token',
] as const
export type Operation = (typeof operations)[number]

/** Which requests are hit: in `second` the first is refused in a way that lets it be sent again at once. */
export const positions = ['first', 'second', 'every', 'random'] as const
type Position = (typeof positions)[number]

/** How a call may end. */
export type Expected = {
  readonly end: string
  readonly sends: readonly [least: number, most: number]
  /** Whether what was wanted exists. */
  readonly effect: number
}

/** One experiment. */
export type Cell = {
  readonly row: Row
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
  token: 'token',
}

/** Reads an end of the table, such as `created ×2 =1`. */
function readEnd(text: string): Expected {
  const [, end = '', least = '', most = least, effect = ''] =
    /^(.+) ×(\d+)(?:-(\d+))? =([01])$/.exec(text) ?? []
  if (end === '') throw new RangeError(`"${text}" is no end.`)
  return { end, sends: [Number(least), Number(most)], effect: Number(effect) }
}

/** The same with other numbers of requests. */
const sending = (expected: Expected, least: number, most: number): Expected => ({
  ...expected,
  sends: [least, most],
})

/** What the table says of a cell. */
function expect(
  rule: Rule,
  kind: Kind,
  position: Position,
  { lost, earlier }: Row,
): readonly Expected[] | undefined {
  const told = rule[kind] ?? (kind === 'ensure' ? rule.create : undefined)
  const [once, always] = told?.map(readEnd) ?? []
  if (once === undefined || always === undefined) return undefined
  if (position === 'first') return [once]
  if (position === 'every') return [always]
  const [sends] = once.sends
  // The requests that are hit are those of the list then, and not what is counted.
  if (position === 'second') return [lost !== undefined ? once : sending(once, sends + 1, sends + 1)]
  const [clean] = (rules.harmless[kind === 'ensure' ? 'create' : kind] ?? []).map(readEnd)
  // Where the create is lost and the list fails, both at random, it may be lost again, or be found after all.
  // Where two things fail at random, either may go well.
  const also =
    lost === 'after' ? rules.lostAfter : lost === 'before' || earlier !== undefined ? rules.lostBefore : {}
  const ends = [clean, once, always, ...(also.create ?? []).map(readEnd)].filter((each) => each !== undefined)
  if (lost !== undefined && kind === 'ensure') ends.push(...(rule.create ?? []).map(readEnd))
  const most = Math.max(...ends.map(({ sends: [, each] }) => each), also === rules.lostBefore ? 3 : 0)
  // What an earlier call learned, such as that the day is spent, may keep a later one from sending at all.
  return ends.map((each) => sending(each, 0, most))
}

/** Every experiment; those with random hits once for each seed. Some ways may have rules of their own for some rows. */
export function cells(seeds: readonly number[], ruleOf: (row: Row) => RuleName = ({ rule }) => rule): Cell[] {
  return rows.flatMap((row) =>
    operations.flatMap((operation) =>
      positions.flatMap((position) => {
        const skipped = row.only?.includes(operation) === false
        const expected = expect(rules[ruleOf(row)], kinds[operation], position, row)
        if (skipped || expected === undefined) return []
        const random = position === 'random'
        return (random ? seeds : [0]).map((seed) => ({ row, operation, position, seed, expected }))
      }),
    ),
  )
}

/** What a cell is called, in words that tell it from every other. */
export const nameOf = ({ row, operation, position, seed }: Cell): string =>
  `${row.fault} ${row.name}: ${operation}, ${position}${position === 'random' ? ` with seed ${seed}` : ''}`
