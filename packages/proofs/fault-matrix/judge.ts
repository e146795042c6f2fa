import type { AuditEntry } from '@block-slots/sandbox'
import { isBlockSlotsError } from '@block-slots/client/src/index.ts'
import type { Cell } from './cell.ts'
import { describeOutcome, type CallRecord, type Observation } from './experiment.ts'
import type { Operation } from './operations.ts'
import type { Expected } from './rule.ts'
import type { Transport } from './transport.ts'

/** Deadlines of calls, in milliseconds. */
const deadlines = { read: 60_000, write: 180_000, create: 480_000 } as const

const creating: ReadonlySet<Operation> = new Set(['create', 'ensure'])
const writing: ReadonlySet<Operation> = new Set(['create', 'ensure', 'update', 'delete'])

/** Lists every problem of an experiment, by the audit log of the service and never by the client’s word. */
export function judge(cell: Cell, observation: Observation, transport: Transport): string[] {
  const { sandbox, calls, pendingSleeps, reconciled } = observation
  const problems: string[] = []
  for (const call of calls) {
    const effect = effectOf(cell, call, sandbox.audit)
    if (!cell.expected.some((each) => matches(each, call, effect))) {
      const expected = cell.expected.map((each) => describe(each.outcome, each.sends, each.effect))
      const actual = describe(describeOutcome(call), [call.sends, call.sends], effect)
      problems.push(`expected ${[...new Set(expected)].join(' or ')} and got ${actual}`)
    }
    problems.push(...checkReport(cell, call, effect, observation), ...checkDeadline(cell, call, transport))
    problems.push(...checkRetryAfter(cell, call, sandbox.audit))
    if (effect > 1) problems.push(`exists ${effect} times`)
    if (reconciled.has(call)) {
      const block = reconciled.get(call)
      const id = typeof block === 'object' && block !== null && 'id' in block ? block.id : undefined
      if (id !== undefined && !sandbox.blocks().some((each) => each.id === id))
        problems.push('reconciled to a block that does not exist')
    }
  }
  if (pendingSleeps > 0) problems.push(`${pendingSleeps} sleeps are pending`)
  if (observation.hits === 0 && cell.row.inject !== undefined && cell.position !== 'random')
    problems.push('the fault hit no request')
  if (observation.arrived > calls.reduce((sum, { sends }) => sum + sends, 0) && cell.operation !== 'token') {
    problems.push(`arrived ${observation.arrived} times, more often than it was sent`)
  }
  return problems
}

const describe = (outcome: string, [min, max]: Expected['sends'], effect: number): string =>
  `"${outcome}" after ${min === max ? min : `${min} to ${max}`} sends with effect ${effect}`

function matches(
  { outcome, sends: [min, max], effect }: Expected,
  call: CallRecord,
  actual: number,
): boolean {
  return outcome === describeOutcome(call) && call.sends >= min && call.sends <= max && effect === actual
}

/** Counts the blocks or changes that the call asked for. */
function effectOf({ operation }: Cell, { target, id }: CallRecord, audit: readonly AuditEntry[]): number {
  const commits = audit.filter((entry) => entry.kind === 'commit' && entry.of === 'block')
  if (creating.has(operation)) {
    const existing = new Map<string, number>()
    for (const { event, change } of commits) {
      if (change === 'deleted') existing.delete(event.id)
      else existing.set(event.id, Date.parse(event.startTime))
    }
    return [...existing.values()].filter((startMs) => startMs === Date.parse(target.startTime)).length
  }
  return commits.some(({ event, change }) => event.id === id && change !== 'created') ? 1 : 0
}

/** Compares what the client reports with the effect. */
function checkReport(
  { operation }: Cell,
  { error, value, sends }: CallRecord,
  effect: number,
  { sandbox }: Observation,
): string[] {
  if (error === undefined) {
    const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
    if (writing.has(operation) && effect === 0) return ['reports success without an effect']
    return creating.has(operation) && !sandbox.blocks().some((block) => block.id === id)
      ? ['returns an id that does not exist']
      : []
  }
  if (!isBlockSlotsError(error)) return ['throws something else than a BlockSlotsError']
  if (error.applied === 'no' && effect > 0) return ['reports applied: no, and it was applied']
  if (error.applied === 'yes' && effect === 0) return ['reports applied: yes, and it was not applied']
  // An `ensure` that sent nothing has no outcome of its own to reconcile.
  return error.applied !== 'no' && creating.has(operation) && sends > 0 && error.reconcile === undefined
    ? ['has an unknown outcome and no reconcile()']
    : []
}

function checkDeadline(
  { operation }: Cell,
  { startedAt, endedAt }: CallRecord,
  { maxLateMs }: Transport,
): string[] {
  const lateMs =
    endedAt -
    startedAt -
    deadlines[creating.has(operation) ? 'create' : writing.has(operation) ? 'write' : 'read']
  return lateMs > maxLateMs ? [`ended ${Math.round(lateMs)} ms after its deadline`] : []
}

/** Finds a request that was sent before the service’s Retry-After was over. */
function checkRetryAfter(
  { row }: Cell,
  { startedAt, endedAt }: CallRecord,
  audit: readonly AuditEntry[],
): string[] {
  const retryAfter =
    row.inject !== undefined && 'retryAfter' in row.inject ? row.inject.retryAfter : undefined
  if (typeof retryAfter === 'string' || retryAfter === undefined) return []
  // HTTP dates have whole seconds.
  const waitMs = typeof retryAfter === 'number' ? retryAfter * 1000 : retryAfter.dateInMs - 1000
  if (waitMs <= 0 || waitMs > 86_400_000) return []
  const hit = new Set(
    audit
      .filter((entry) => entry.kind === 'fault' && entry.fault === row.inject?.fault)
      .map(({ request }) => request),
  )
  const during = audit.filter(({ at }) => at >= startedAt && at <= endedAt)
  const early = during.some(
    (entry, index) =>
      entry.kind === 'response' &&
      hit.has(entry.request) &&
      during.slice(index).some((next) => next.kind === 'request' && next.at - entry.at < waitMs),
  )
  return early ? [`sent again before ${waitMs} ms were over`] : []
}
