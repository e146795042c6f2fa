import type { BlockSlotsClient, ErrorCode } from '@block-slots/client'
import { checkStep } from '../diff/check.ts'
import { findListStop } from '../diff/guard.ts'
import { indexList } from '../diff/list.ts'
import { splitLedger } from '../diff/own.ts'
import { ownerOf } from '../owner.ts'
import type { PlannedOwner, Run, Stop } from '../plan.ts'
import {
  idsToDelete,
  groupByOwner,
  isChange,
  type Outcome,
  type OutcomeDetail,
  type StepState,
  type StoredStep,
} from '../step.ts'
import type { StoreChange } from '../store/store.ts'
import { waitForLate, type SyncCall } from './context.ts'
import type { Journal } from './journal.ts'
import { collect } from '../collect.ts'
import { forEachConcurrently, type Semaphore } from './concurrency.ts'
import { openSteps, readOwner, type OwnerReading } from './read.ts'
import { sendStep, type StoredChange } from './send.ts'
import { unreadable } from './stop.ts'

/** Requests of one location that are in flight at a time. */
const maxInFlight = 8
/** A list that this process has read is not read again for this long, as long as it has sent nothing since. */
const freshMs = 60_000
/** Steps of a location that may fail one after another before nothing more is sent to it. */
const maxFailures = 3
/** Errors that say nothing about the next step: three blocks that cannot be made must not keep all others from being made. */
const ofOneBlock: ReadonlySet<ErrorCode | undefined> = new Set(['invalid-input', 'rejected', 'not-found'])

/** States of steps that are still to be carried out. */
const openStates: readonly StepState[] = ['planned', 'sent']
/** States of steps that `only: 'failed'` carries out again. */
const failedStates: readonly StepState[] = [...openStates, 'failed', 'unknown']

/** The work on one location of a run, with the state that it shares with the others. */
export type LocationJob = {
  readonly run: Run
  readonly locationId: string
  /** Other processes work on other locations of the run. */
  readonly isShared: boolean
  /** An earlier call may have sent steps. */
  readonly isResumed: boolean
  /** It has not ended: what it has sent may not be recorded. */
  readonly isInterrupted: boolean
  readonly only: 'failed' | undefined
  readonly journal: Journal
  readonly inFlight: Semaphore
  /** Aborts when no new step is to be sent. */
  readonly draining: AbortSignal
}

/** A location while its steps are sent. */
type LocationState = {
  readonly client: BlockSlotsClient
  /** Steps that have failed since the last one that did not. */
  failures: number
  /** The error after which nothing more is sent to it. */
  suspendedBy?: unknown
}

/** Carries out the steps of one location. Returns the owners of which steps were not sent, each with the reason. */
export async function applyLocation(call: SyncCall, job: LocationJob): Promise<PlannedOwner[]> {
  const { store, clock } = call
  const { run, locationId, only, isShared } = job
  const states = only === 'failed' ? failedStates : openStates
  const lock = await store.lock(locationId)
  try {
    const steps = await collect(store.steps(run.id, { locationId, states }))
    if (steps.length === 0) return []
    const isBegun = isShared && (job.isResumed || (await wasBegun(call, job)))
    // It is unknown when the other process has ended.
    if (isBegun) await waitForLate(call, clock.now())
    const isResumed = job.isResumed || isBegun
    const isInterrupted = job.isInterrupted || isBegun
    const owners = await collect(store.owners(run.id, locationId))
    const lockedCall = { ...call, signal: AbortSignal.any([call.signal, lock.signal]) }
    const lockedJob = {
      ...job,
      isResumed,
      isInterrupted,
      draining: AbortSignal.any([job.draining, lock.signal]),
    }
    return await applyOwners(lockedCall, lockedJob, { owners, steps })
  } finally {
    await lock.release()
  }
}

async function applyOwners(
  call: SyncCall,
  job: LocationJob,
  { owners, steps }: { readonly owners: readonly PlannedOwner[]; readonly steps: readonly StoredStep[] },
): Promise<PlannedOwner[]> {
  const byOwner = groupByOwner(steps)
  let client: BlockSlotsClient
  try {
    client = await call.clientOf(job.locationId)
  } catch (error) {
    const stop = unreadable(error)
    return owners.filter(({ owner }) => byOwner.has(owner)).map((owner) => ({ ...owner, stop }))
  }
  const state: LocationState = { client, failures: 0 }
  const stopped: PlannedOwner[] = []
  for (const owner of owners) {
    const ownerSteps = byOwner.get(owner.owner)
    if (ownerSteps === undefined || job.draining.aborted) continue
    // oxlint-disable-next-line no-await-in-loop -- The owners of a location share its rate limit.
    const stop = await applyOwner(call, job, { state, owner, steps: ownerSteps })
    if (stop !== undefined) stopped.push({ ...owner, stop })
  }
  return stopped
}

type OwnerJob = {
  readonly state: LocationState
  readonly owner: PlannedOwner
  readonly steps: readonly StoredStep[]
}

/** Carries out the steps of one owner. Returns the reason when some of them were not sent. */
async function applyOwner(call: SyncCall, job: LocationJob, ownerJob: OwnerJob): Promise<Stop | undefined> {
  const { state, owner, steps } = ownerJob
  if (state.suspendedBy !== undefined) return unreadable(state.suspendedBy)
  const { journal, inFlight, draining } = job
  await record(call, job, steps.flatMap(unsentOutcome))
  let changes = steps.filter(isStoredChange)
  if (!isFresh(call, job, owner)) {
    const examined = await examine(call, job, { ...ownerJob, steps: changes })
    if ('stop' in examined) return examined.stop
    await record(call, job, examined.outcomes)
    changes = examined.changes
  }
  await forEachConcurrently(changes, maxInFlight, (change) =>
    inFlight(async () => {
      if (draining.aborted || state.suspendedBy !== undefined) return
      await journal.write({ change: 'intent', step: change.id })
      // The run may have been interrupted while the intent was written.
      if (call.signal.aborted) return
      const { change: outcome, suspendedBy } = await sendStep(state.client, change, call.signal)
      if (outcome.state !== 'failed') state.failures = 0
      else if (!ofOneBlock.has(outcome.detail?.code)) state.failures += 1
      if (suspendedBy !== undefined) state.suspendedBy = suspendedBy
      else if (state.failures >= maxFailures) state.suspendedBy = outcome.detail?.message
      await record(call, job, [{ step: change, outcome }])
    }),
  )
  return state.suspendedBy === undefined ? undefined : unreadable(state.suspendedBy)
}

type OutcomeChange = Extract<StoreChange, { readonly change: 'outcome' }>
type StepOutcome = { readonly step: StoredStep; readonly outcome: OutcomeChange }

/** Records outcomes, and reports them once they are durable. */
async function record(
  { emit, clock }: SyncCall,
  { journal, run }: LocationJob,
  results: readonly StepOutcome[],
): Promise<void> {
  if (results.length === 0) return
  await journal.write(...results.map(({ outcome }) => outcome))
  for (const {
    step,
    outcome: { state, detail },
  } of results) {
    if (state === 'planned') continue
    const event = { type: 'step', at: clock.now(), run: run.id, owner: step.owner, step: step.step } as const
    emit({ ...event, outcome: state, ...(detail && { detail }) })
  }
}

const outcomeOf = (
  step: StoredStep,
  state: Outcome,
  more: { readonly detail?: OutcomeDetail; readonly ledger?: OutcomeChange['ledger'] } = {},
): StepOutcome => ({ step, outcome: { change: 'outcome', step: step.id, owner: step.owner, state, ...more } })

/** The outcome of a step that is never sent. */
function unsentOutcome(step: StoredStep): StepOutcome[] {
  switch (step.step.action) {
    case 'refuse':
      return [outcomeOf(step, 'refused')]
    case 'keep':
      return [outcomeOf(step, 'skipped')]
    default:
      return []
  }
}

const isStoredChange = (step: StoredStep): step is StoredChange => isChange(step.step)

/** True when this process has read the list of an owner a moment ago, and nothing was sent to it since. */
const isFresh = (
  { ownPlans, clock }: SyncCall,
  { run, isResumed, only }: LocationJob,
  { readAt }: PlannedOwner,
): boolean =>
  ownPlans.has(run.id) && !isResumed && only === undefined && Math.abs(clock.now() - readAt) < freshMs

/** Reads the list of an owner again, and compares each step with it. */
async function examine(
  call: SyncCall,
  { run, isResumed, isInterrupted }: LocationJob,
  { state, owner: { owner: key, shown }, steps }: OwnerJob & { readonly steps: readonly StoredChange[] },
): Promise<
  { readonly stop: Stop } | { readonly outcomes: readonly StepOutcome[]; readonly changes: StoredChange[] }
> {
  let reading: OwnerReading
  try {
    const unresolved = openSteps(steps, isInterrupted)
    const query = { owner: ownerOf(key), key, range: run.window, unresolved }
    reading = await readOwner(call, state.client, query)
  } catch (error) {
    return { stop: unreadable(error) }
  }
  const { listed, ledger, adopted } = reading
  const rows = indexList(listed, ledger)
  const { owns } = splitLedger(ledger, rows, run.window)
  const stop = findListStop({ owns, deleting: idsToDelete(steps) }, call.rules)
  // A plan that was made although the list showed none does not depend on them.
  if (stop !== undefined && (shown > 0 || isResumed)) {
    return { stop: { ...stop, message: `${stop.message}; plan again once it shows them.` } }
  }
  const adoptions = new Map(adopted.map((one) => [one.step, one.ledger]))
  const outcomes: StepOutcome[] = []
  const changes: StoredChange[] = []
  for (const step of steps) {
    const adoption = adoptions.get(step.id)
    if (adoption !== undefined) {
      outcomes.push(outcomeOf(step, 'done', { detail: { id: adoption.id }, ledger: adoption }))
      continue
    }
    const check = checkStep(step.step, rows, ledger)
    if (check === 'send') changes.push(step)
    else {
      const { state: outcome, ...more } = check
      outcomes.push(outcomeOf(step, outcome, more))
    }
  }
  return { outcomes, changes }
}

/** True when another process has sent steps of a location. */
async function wasBegun({ store }: SyncCall, { run, locationId }: LocationJob): Promise<boolean> {
  for await (const { state } of store.steps(run.id, { locationId })) if (state !== 'planned') return true
  return false
}
