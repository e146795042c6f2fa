import type { Plan, PlannedOwner, PlanCounts, Step, StoredStep } from '@block-slots/sync'
import { withoutOperation } from '../failure.ts'
import { pageColumns, truncate, wrap } from './columns.ts'
import { describeStep, valueOf } from './step.ts'

/** Steps that are shown of one owner and action; more are counted. */
export const maxShown = 10

/** What is done with blocks, in the order in which it is shown: first what a person has to look at. */
const actions = {
  refuse: 'refused',
  delete: 'to delete',
  update: 'to change',
  create: 'to create',
  keep: 'kept',
} as const satisfies Partial<Record<Step['action'], string>>
type Shown = keyof typeof actions

const isShown = (action: Step['action']): action is Shown => action in actions

/** How a plan is shown. */
export type PlanContext = {
  /** Options that repeat the configuration. */
  readonly suffix: string
  /** The days that are kept equal, in words. */
  readonly days?: string | undefined
  /** True when the plan is carried out next: how to do that goes without saying. */
  readonly isApplied?: boolean
}

/**
 * Describes a plan owner by owner, as it is read from its store.
 *
 * @yields Lines of the page.
 */
export async function* describePlan(
  plan: Plan,
  { suffix, days, isApplied = false }: PlanContext,
): AsyncIterable<string> {
  const { run, counts, changes, stopped } = plan
  const undoes = run.undoes === undefined ? '' : `, which undoes ${run.undoes}`
  const about = [run.name, ...(days === undefined ? [] : [days])].join(', ')
  yield truncate(`Plan ${run.id}${undoes}: ${about}`, pageColumns)
  yield ''
  const idle: PlannedOwner[] = []
  let others = 0
  for await (const owner of readOwners(plan)) {
    if (owner.planned.stop === undefined && owner.steps.size === 0) idle.push(owner.planned)
    else {
      others += 1
      yield* describeOwner(owner, suffix)
    }
  }
  // Of a plan without anything to do the last line says it.
  if (idle.length > 0 && others > 0) yield* [...wrap(`Nothing to do for ${describeIdle(idle)}.`), '']
  yield* wrap(`${changes === 0 ? 'Nothing to change' : 'Plan'}: ${describeCounts(counts) || 'no blocks'}.`)
  if (stopped.length > 0) yield* wrap(`Stopped, and left as they are: ${describeNames(stopped)}.`)
  if (changes > 0 && !isApplied) yield `Apply it with: block-slots apply ${run.id}${suffix}`
}

type OwnerSteps = {
  readonly planned: PlannedOwner
  /** The earliest steps of each action, and how many more there are. */
  readonly steps: ReadonlyMap<Shown, readonly Step[]>
  readonly more: ReadonlyMap<Shown, number>
}

/**
 * Reads owners and their steps side by side: both are in the order of the plan, and neither is kept as a whole.
 *
 * @yields Owners.
 */
async function* readOwners(plan: Plan): AsyncIterable<OwnerSteps> {
  const rows = plan.steps()[Symbol.asyncIterator]()
  try {
    let row = await rows.next()
    for await (const planned of plan.owners()) {
      const steps = new Map<Shown, Step[]>()
      const more = new Map<Shown, number>()
      for (; isOf(row, planned); row = await rows.next()) {
        const { step } = row.value
        if (!isShown(step.action)) continue
        const shown = steps.get(step.action) ?? []
        steps.set(step.action, shown)
        shown.push(step)
        if (shown.length <= maxShown) continue
        shown.sort(byStart)
        shown.pop()
        more.set(step.action, (more.get(step.action) ?? 0) + 1)
      }
      yield { planned, steps, more }
    }
    // A step that is not shown must not be carried out.
    if (row.done !== true) throw new Error('Expected the steps of a plan in the order of its owners.')
  } finally {
    await rows.return?.()
  }
}

const byStart = (one: Step, other: Step): number =>
  Date.parse(valueOf(one).startTime) - Date.parse(valueOf(other).startTime) || 0

const isOf = (
  row: IteratorResult<StoredStep>,
  { owner }: PlannedOwner,
): row is IteratorYieldResult<StoredStep> => row.done !== true && row.value.owner === owner

function* describeOwner(
  { planned: { name, timeZone, counts, stop }, steps, more }: OwnerSteps,
  suffix: string,
): Iterable<string> {
  yield truncate(`${name}, times in ${timeZone}`, pageColumns)
  if (stop !== undefined) {
    yield* wrap(`stopped: ${withoutOperation(stop.message)}`, '  ')
    if (stop.count !== undefined)
      yield `  block-slots plan --only ${argumentOf(ownerOf(name))} --allow ${stop.count}${suffix}`
  } else {
    for (const action of Object.keys(actions).filter(isAction)) {
      const shown = [...(steps.get(action) ?? [])]
      shown.sort(byStart)
      for (const step of shown) yield* describeStep(step, timeZone)
      const rest = more.get(action)
      if (rest !== undefined) yield `          and ${format(rest)} more ${actions[action]}`
    }
    yield* wrap(`${describeCounts(counts)}.`, '  ')
  }
  yield ''
}

const isAction = (action: string): action is Shown => action in actions

/** `12 to create, 2 to delete, 90 there already`; empty where there is nothing. */
function describeCounts(counts: PlanCounts): string {
  const { create, update, delete: deletes, refuse, keep } = actions
  const all: [count: number, words: string][] = [
    [counts.create, create],
    [counts.update, update],
    [counts.delete, deletes],
    [counts.refuse, refuse],
    [counts.keep, keep],
    [counts.exists, 'there already'],
  ]
  return all
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${format(count)} ${words}`)
    .join(', ')
}

function describeIdle(owners: readonly PlannedOwner[]): string {
  const there = owners.reduce((sum, { counts }) => sum + counts.exists, 0)
  return `${describeNames(owners)} (${format(there)} there already)`
}

/** The first names of a list, and how many more there are. */
export function describeNames(owners: readonly Pick<PlannedOwner, 'name'>[]): string {
  const names = owners.slice(0, maxShown).map(({ name }) => name)
  const more = owners.length - names.length
  return `${names.join(', ')}${more > 0 ? ` and ${format(more)} more` : ''}`
}

/** `1,200`. */
export const format = (count: number): string => count.toLocaleString('en-US')

/** The owner of the configuration: the name of a team member has its calendar first. */
const ownerOf = (name: string): string => name.replace(/ \([^)]*\)$/, '')

/** Writes an argument for a shell. */
export const argumentOf = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `"${text}"`)
