import type { Plan, PlannedOwner, PlanCounts, Step, StoredStep } from '@block-slots/sync'
import type { Output } from '../io.ts'
import { formatCount, pageColumns, truncate, wrap } from '../text/columns.ts'
import { describeStep, valueOf } from './step.ts'
import { countOwners, describeNames, describeStops } from './stop.ts'

/** Steps that are shown of one owner and action; more are counted. */
export const maxShown = 10

/** The actions in the order in which they are shown: first those that a person has to look at. */
const actions = {
  refuse: 'refused',
  delete: 'to delete',
  update: 'to change',
  create: 'to create',
  keep: 'kept',
} as const satisfies Partial<Record<Step['action'], string>>
type Shown = keyof typeof actions

const isShown = (action: string): action is Shown => Object.hasOwn(actions, action)

/** The context in which a plan is shown. */
export type PlanContext = {
  /** Options that repeat the configuration. */
  readonly suffix: string
  /** The days that are kept equal, in words. */
  readonly days?: string | undefined
  /** True for a plan of `import` or `holidays`. */
  readonly isImported?: boolean
  /** True when the plan is carried out next: how to do that goes without saying. */
  readonly isApplied?: boolean
  /** True when another run was started since, so that it cannot be carried out. */
  readonly isStale?: boolean | undefined
  /** True to show every step. */
  readonly isWhole?: boolean
}

/** What to type when a block is meant although it covers an appointment. */
export const describeRefusal = (isImported = false): string =>
  `Refused blocks would cover appointments. To create them all the same: ${isImported ? '--over-appointments' : 'on-appointments: report, in the rules of the configuration'}`

/**
 * Describes a plan owner by owner, as it is read from its store.
 *
 * @yields Lines of the page.
 */
export async function* describePlan(plan: Plan, context: PlanContext): AsyncIterable<Output> {
  const { stopped } = plan
  yield* describeHead(plan, context)
  const idle: PlannedOwner[] = []
  let isCut = false
  let isIdle = stopped.length === 0
  for await (const owner of readOwnerSteps(plan, context.isWhole ? Infinity : maxShown)) {
    if (owner.planned.stop !== undefined) continue
    if (owner.steps.size === 0) idle.push(owner.planned)
    else {
      isIdle = false
      isCut ||= owner.more.size > 0
      yield* describeOwner(owner)
    }
  }
  // Of a plan without anything to do the last line says it.
  yield* describeEnd(plan, context, isIdle ? [] : idle)
  if (isCut && !context.isApplied)
    yield `See every change with: block-slots runs ${plan.run.id}${context.suffix}`
}

/** Names a plan, and the days that it is about. */
export function describeHead({ run }: Plan, { days }: PlanContext): string[] {
  const undoes = run.undoes === undefined ? '' : `, which undoes ${run.undoes}`
  const about = [run.name, ...(days === undefined ? [] : [days])].join(', ')
  return [truncate(`Plan ${run.id}${undoes}: ${about}`, pageColumns), '']
}

/**
 * Describes what a plan comes to: the owners that it stops, its counts, and how to carry it out.
 *
 * @param idle - Owners to name as those that have nothing to do.
 */
export function describeEnd(
  { run, counts, changes, stopped }: Plan,
  { suffix, isImported, isApplied = false, isStale }: PlanContext,
  idle: readonly PlannedOwner[] = [],
): string[] {
  const items = [...describeCounts(counts), ...countOwners(stopped, 'stopped')]
  return [
    ...describeStops(stopped, { suffix, isImported, undoes: run.undoes }),
    ...(idle.length > 0 ? [...wrap(`Nothing to do for ${describeIdle(idle)}.`), ''] : []),
    ...wrap(`${changes === 0 ? 'Nothing to change' : 'Plan'}: ${items.join(', ') || 'no blocks'}.`),
    ...(counts.refuse > 0 && !isApplied ? wrap(describeRefusal(isImported)) : []),
    ...(isStale ? wrap('Stale: another run was started after this plan was made. Plan again.') : []),
    ...(changes > 0 && !isApplied && !isStale ? [`Apply it with: block-slots apply ${run.id}${suffix}`] : []),
  ]
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
async function* readOwnerSteps(plan: Plan, most: number): AsyncIterable<OwnerSteps> {
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
        if (shown.length <= most) continue
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

/** Names an owner, above what concerns it. */
export const describeOwnerHead = (name: string, timeZone: string): Output => ({
  line: [{ text: truncate(`${name}, times in ${timeZone}`, pageColumns), style: 'bold' }],
})

function* describeOwner({ planned: { name, timeZone, counts }, steps, more }: OwnerSteps): Iterable<Output> {
  yield describeOwnerHead(name, timeZone)
  for (const action of Object.keys(actions).filter(isShown)) {
    const shown = [...(steps.get(action) ?? [])]
    shown.sort(byStart)
    for (const step of shown) yield* describeStep(step, timeZone)
    const rest = more.get(action)
    if (rest !== undefined) yield `          and ${formatCount(rest)} more ${actions[action]}`
  }
  yield* [...wrap(`${describeCounts(counts).join(', ')}.`, '  '), '']
}

/** `12 to create`, `2 to delete`, `90 there already`. */
export function describeCounts(counts: PlanCounts): string[] {
  const { create, update, delete: deletes, refuse, keep } = actions
  const all: [count: number, words: string][] = [
    [counts.create, create],
    [counts.update, update],
    [counts.delete, deletes],
    [counts.refuse, refuse],
    [counts.keep, keep],
    [counts.exists, 'there already'],
  ]
  return all.filter(([count]) => count > 0).map(([count, words]) => `${formatCount(count)} ${words}`)
}

function describeIdle(owners: readonly PlannedOwner[]): string {
  const there = owners.reduce((sum, { counts }) => sum + counts.exists, 0)
  return `${describeNames(owners)} (${formatCount(there)} there already)`
}
