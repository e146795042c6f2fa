import { mulberry32 } from '../ids.ts'
import { isOperationId, type OperationId, operationIds, operationsOf } from '../operation.ts'
import type { Fault, FaultName, FaultSchedule, FieldOf } from './fault.ts'

/** A fault that is due for a request. */
type ScheduledFault = {
  readonly fault: Fault
  /** Number of times that this fault has fired, from 1. */
  readonly count: number
}

/** Counts a request for an operation, and gives the fault that is due. */
export type NextFault = (operation: OperationId) => ScheduledFault | undefined

const save = operationsOf(['save'])
const write = operationsOf(['delete', 'save'])
const list = operationsOf(['list'])
const shown = operationsOf(['list', 'save'])
// Token requests are hit only when a fault names them.
const all = operationsOf(['delete', 'list', 'read', 'save'])

/** The operations that a fault hits when it names none. */
const defaultOperations: Readonly<Record<FaultName, readonly OperationId[]>> = {
  altered: save,
  'bad-gateway': all,
  'broken-gzip': all,
  'cached-list': list,
  'changed-title': shown,
  close: all,
  conflict: all,
  'conflicting-lengths': all,
  'connect-timeout': all,
  'truncated-list': list,
  dns: all,
  'empty-list': list,
  forbidden: all,
  'gateway-timeout': all,
  'half-open': all,
  'idle-closed': all,
  'internal-error': all,
  'late-commit': write,
  'limit-headers': all,
  'mismatched-response': shown,
  'missing-date': all,
  'missing-id': save,
  'not-http': all,
  'not-json': all,
  oversized: all,
  'rate-limited': all,
  refused: all,
  'repeated-rows': list,
  'request-timeout': all,
  reset: all,
  'reset-unread': all,
  'route-not-supported': all,
  'shifted-zone': all,
  'similar-rows': list,
  'skewed-date': all,
  slow: all,
  'slow-body': all,
  'stale-list': list,
  stall: all,
  status: all,
  tls: all,
  truncated: all,
  'undated-rows': list,
  unauthorized: all,
  unavailable: all,
}

/**
 * Schedules faults. Each counts the requests for its operations, even those that another fault hits.
 *
 * @param faults The faults; the first in the list wins when several are due.
 * @param seed The seed of `share`.
 * @returns The schedule.
 * @throws {RangeError} When a fault has an unknown name or operation, or a number out of range.
 */
export function scheduleFaults(faults: readonly Fault[], seed: number): NextFault {
  const schedules = faults.map((fault, index) => ({
    fault,
    operations: new Set(targets(fault)),
    isDue: createSchedule(fault, mulberry32(seed + 0x85ebca6b * (index + 1))),
    count: 0,
  }))
  return (operation) => {
    let scheduled: ScheduledFault | undefined
    for (const schedule of schedules) {
      if (!schedule.operations.has(operation) || !schedule.isDue() || scheduled !== undefined) continue
      schedule.count += 1
      scheduled = { fault: schedule.fault, count: schedule.count }
    }
    return scheduled
  }
}

/**
 * The error for an unknown name of a fault.
 *
 * @param name The name.
 * @returns The error.
 */
export function unknownFaultError(name: string): RangeError {
  return new RangeError(
    `There is no fault "${name}". Use one of ${Object.keys(defaultOperations).join(', ')}.`,
  )
}

/** Checks a fault and gives the operations that it hits. */
function targets(fault: Fault): readonly OperationId[] {
  if (!Object.hasOwn(defaultOperations, fault.fault)) {
    throw unknownFaultError(fault.fault)
  }
  checkNumbers(fault)
  const { operation } = fault
  if (operation === undefined) return defaultOperations[fault.fault]
  const named: readonly OperationId[] = typeof operation === 'string' ? [operation] : operation
  const unknown = named.find((name) => !isOperationId(name))
  if (unknown === undefined) return named
  throw new RangeError(
    `The fault "${fault.fault}" names an unknown operation, "${String(unknown)}". Use one of ${operationIds.join(', ')}.`,
  )
}

/** Counts the matching requests, and tells of each whether the fault is due. */
function createSchedule({ fault, on = 'first' }: Fault, random: () => number): () => boolean {
  if (on === 'every') return () => true
  if (isShare(on)) {
    const { share } = on
    if (!(share >= 0 && share <= 1)) throw invalidField(fault, 'share', 'a number from 0 to 1', share)
    return () => random() < share
  }
  const due = new Set(on === 'first' ? [1] : on === 'second' ? [2] : on)
  for (const count of due) {
    if (!(Number.isInteger(count) && count >= 1)) {
      throw invalidField(fault, 'on', 'whole numbers from 1', count)
    }
  }
  let count = 0
  return () => due.has((count += 1))
}

function isShare(on: FaultSchedule): on is { readonly share: number } {
  return typeof on === 'object' && !Array.isArray(on)
}

/** The fields of type `number`, but for those with a range of their own. */
type NumberField = Exclude<FieldOf<number>, 'skewMs' | 'status'>

const numberFields: ReadonlySet<string> = new Set(
  Object.keys({
    ageMs: true,
    at: true,
    atByte: true,
    byteIntervalMs: true,
    bytes: true,
    commitDelayMs: true,
    copies: true,
    delayMs: true,
    lagMs: true,
  } satisfies Record<NumberField, true>),
)

function checkNumbers(fault: Fault): void {
  for (const [name, value] of Object.entries(fault)) {
    if (numberFields.has(name) && !(Number.isFinite(value) && value >= 0)) {
      throw invalidField(fault.fault, name, '0 or more', value)
    }
  }
  if (fault.fault === 'skewed-date' && !Number.isFinite(fault.skewMs ?? 0)) {
    throw invalidField(fault.fault, 'skewMs', 'a finite number', fault.skewMs)
  }
  if (fault.fault !== 'status') return
  const { status } = fault
  if (!(Number.isInteger(status) && status >= 200 && status <= 599)) {
    throw invalidField('status', 'status', 'a whole number from 200 to 599', status)
  }
}

function invalidField(fault: string, name: string, expected: string, value: unknown): RangeError {
  return new RangeError(
    `Expected "${name}" of the fault "${fault}" to be ${expected} and got ${String(value)}.`,
  )
}
