import { isBlockSlotsError, type ErrorCode } from '@block-slots/client'
import type { Value } from '../../block.ts'
import { collect } from '../../collect.ts'
import { countSteps } from '../../diff/count.ts'
import type { LedgerChange, LedgerEntry } from '../../ledger.ts'
import type { PlannedOwner, Run } from '../../plan.ts'
import type { Change, Step, StoredStep } from '../../step.ts'
import type { OwnerPlan, Store, StoreChange } from '../store.ts'

/** Checks by what they show: each name completes the sentence "A store …". One that fails throws an error. */
export type Checks = Readonly<Record<string, (store: Store, reopen: Reopen) => Promise<void>>>

/** Closes a store and opens its state again; `undefined` where that is not possible. */
export type Reopen = (() => Promise<Store>) | undefined

/** Throws unless both have the same content; the order of fields does not matter. */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [describe(actual), describe(expected)]
  if (got !== wanted) throw new Error(`Expected ${what} to be ${shorten(wanted)} and got ${shorten(got)}.`)
}

const shorten = (text: string): string => (text.length > 600 ? `${text.slice(0, 600)}…` : text)

const describe = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Map) return sortByKey([...part])
    if (part instanceof Uint8Array) return `bytes ${[...part].join(' ')}`
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(sortByKey(Object.entries(part)))
  }) ?? 'undefined'

const sortByKey = (entries: readonly [string, unknown][]): [string, unknown][] =>
  entries.toSorted(([one], [other]) => (one < other ? -1 : 1))

/** Throws unless a call rejects, with a code where one is given. */
export async function assertRejects(call: Promise<unknown>, what: string, code?: ErrorCode): Promise<void> {
  let outcome = 'it resolved'
  try {
    await call
  } catch (error) {
    if (code === undefined || isBlockSlotsError(error, code)) return
    outcome = `it rejected with ${String(error)}`
  }
  throw new Error(`Expected ${what} to reject${code === undefined ? '' : ` with ${code}`}, and ${outcome}.`)
}

/** Titles and ids may have any characters. */
export const oddText = 'Ж "quoted" \\ \n\t\u0001 \u{1f384} é e\u0301 \u2028 \' %_'

/** A value on a day of December. */
export const valueOn = (day: number, title = 'Closed'): Value => ({
  startTime: `2026-12-${String(day).padStart(2, '0')}T09:00:00+01:00`,
  endTime: `2026-12-${String(day).padStart(2, '0')}T17:00:00+01:00`,
  title,
})

/** The entry of a block that was created. */
export const entryOn = (day: number, title?: string): LedgerEntry => ({
  reasons: [`holidays/2026-12-${day}`],
  wanted: valueOn(day, title),
})

/** A step that creates a block. */
export const createOn = (day: number, title?: string): Change => ({
  action: 'create',
  wanted: { ...valueOn(day, title), reasons: [`holidays/${day}`] },
})

/** Steps that create blocks, one a day. */
export const creates = (count: number): Change[] =>
  Array.from({ length: count }, (_, index) => createOn((index % 28) + 1, `Closed ${index}`))

/** A run as it is added. */
export const runOf = (id: string): Omit<Run, 'state' | 'serial'> => ({
  id,
  name: `Blocked time ${oddText}`,
  createdAt: 1_795_342_800_000,
  window: { from: '2026-12-01T00:00:00+01:00', to: '2027-01-01T00:00:00+01:00' },
})

/** An owner of a plan. */
export function planOf(owner: string, steps: readonly Step[], more: Partial<OwnerPlan> = {}): OwnerPlan {
  return {
    owner,
    name: `name of ${owner}`,
    timeZone: 'Europe/Berlin',
    counts: { ...countSteps(steps), exists: 3 },
    readAt: 1_795_342_800_001.5,
    shown: 2,
    steps,
    ledger: [],
    ...more,
  }
}

/** An owner as it is read again. */
export const plannedOf = ({ steps: _steps, ledger: _ledger, ...planned }: OwnerPlan): PlannedOwner => planned

/** Plans a run. */
export async function plan(store: Store, id: string, owners: readonly OwnerPlan[]): Promise<void> {
  await store.addRun(runOf(id))
  await store.addOwners(id, owners)
  await store.finishPlan(id)
}

/** Plans a run and starts it. */
export async function start(store: Store, id: string, owners: readonly OwnerPlan[]): Promise<StoredStep[]> {
  await plan(store, id, owners)
  await store.startRun(id)
  return collect(store.steps(id))
}

/** The change that records an intent. */
export const intent = ({ id }: StoredStep): StoreChange => ({ change: 'intent', step: id })

/** The change that records an outcome. */
export const outcome = (
  { id, owner }: StoredStep,
  state: Extract<StoreChange, { readonly change: 'outcome' }>['state'],
  more: { readonly detail?: { readonly id: string }; readonly ledger?: LedgerChange } = {},
): StoreChange => ({ change: 'outcome', step: id, owner, state, ...more })

/** The states of the steps of a run, in their order. */
export const statesOf = async (store: Store, run: string): Promise<string[]> =>
  (await collect(store.steps(run))).map(({ state }) => state)

/** The state of a run. */
export const stateOf = async (store: Store, run: string): Promise<string | undefined> =>
  (await store.runs(run))[0]?.state

/** Key of an owner. */
export const ann = 'loc-1/user/ann'
/** Key of another owner of the same location. */
export const ben = 'loc-1/calendar/ben'
/** Key of an owner of another location. */
export const cat = 'loc-2/user/cat'
