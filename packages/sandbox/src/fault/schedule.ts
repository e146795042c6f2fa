import type { Fault, FaultName } from './fault.ts'
import { mulberry32 } from '../ids.ts'
import { isOperation, type OperationId, operations } from '../service/routes.ts'

/** A fault that hits a request. */
export type Hit = {
  fault: Fault
  /** The how-manieth time it hits, from 1. */
  turn: number
}

/** Counts requests, and says which fault hits. */
export type Aim = (operation: OperationId) => Hit | undefined

const saving: readonly OperationId[] = ['createBlockSlot', 'updateBlockSlot']
const listing: readonly OperationId[] = ['listBlockedSlots', 'listEvents']
const exchanging = new Set<OperationId>(['createAccessToken', 'createLocationToken'])
const ordinary = operations.filter((operation) => !exchanging.has(operation))

/** What a fault hits when it does not say. */
const usual: Record<FaultName, readonly OperationId[]> = {
  'bad-gateway': ordinary,
  'broken-gzip': ordinary,
  altered: saving,
  close: ordinary,
  conflict: ordinary,
  'conflicting-lengths': ordinary,
  'connect-timeout': ordinary,
  truncated: ordinary,
  'cut-list': listing,
  dns: ordinary,
  'slow-body': ordinary,
  'empty-list': listing,
  forbidden: ordinary,
  'gateway-timeout': ordinary,
  'half-open': ordinary,
  oversized: ordinary,
  'route-not-supported': ordinary,
  'idle-closed': ordinary,
  'internal-error': ordinary,
  'late-commit': [...saving, 'deleteEvent'],
  'limit-headers': ordinary,
  'similar-rows': listing,
  'not-http': ordinary,
  'not-json': ordinary,
  'rate-limited': ordinary,
  refused: ordinary,
  'request-timeout': ordinary,
  reset: ordinary,
  'reset-unread': ordinary,
  slow: ordinary,
  'stale-list': listing,
  stall: ordinary,
  status: ordinary,
  tls: ordinary,
  unauthorized: ordinary,
  unavailable: ordinary,
  'missing-id': saving,
  'shifted-zone': ordinary,
}

/**
 * Takes aim: each fault counts the requests for its operations, whether or not another one hits them.
 *
 * @param faults What goes wrong.
 * @param seed What `share` is drawn from.
 * @returns Says for one request after another which fault hits it.
 * @throws {RangeError} When a fault has a name, an operation or a number that there is not.
 */
export function takeAim(faults: readonly Fault[], seed: number): Aim {
  const aims = faults.map((fault, index) => {
    const aimedAt = new Set(operationsOf(fault))
    return { fault, aimedAt, hits: turnsOf(fault, mulberry32(seed + 0x85ebca6b * (index + 1))), turn: 0 }
  })
  return (operation) => {
    let hit: Hit | undefined
    for (const aim of aims) {
      if (!aim.aimedAt.has(operation) || !aim.hits() || hit !== undefined) continue
      aim.turn += 1
      hit = { fault: aim.fault, turn: aim.turn }
    }
    return hit
  }
}

function operationsOf(fault: Fault): readonly OperationId[] {
  const known: readonly OperationId[] | undefined = Object.hasOwn(usual, fault.fault)
    ? usual[fault.fault]
    : undefined
  if (known === undefined) {
    throw new RangeError(`There is no fault "${fault.fault}", only ${Object.keys(usual).join(', ')}.`)
  }
  checkNumbers(fault)
  const { operation } = fault
  if (operation === undefined) return known
  const named: readonly OperationId[] = typeof operation === 'string' ? [operation] : operation
  const stranger = named.map(String).find((name) => !isOperation(name))
  if (stranger === undefined) return named
  throw new RangeError(`The fault "${fault.fault}" cannot hit "${stranger}", only ${operations.join(', ')}.`)
}

/** Counts the requests that match, and says of each whether it is hit. */
function turnsOf({ fault, on = 'first' }: Fault, draw: () => number): () => boolean {
  if (on === 'every') return () => true
  if (typeof on === 'object' && !Array.isArray(on)) {
    const { share } = on
    if (!(share >= 0 && share <= 1)) throw wrong(fault, 'share', share, 'a number from 0 to 1')
    return () => draw() < share
  }
  const turns = new Set(on === 'first' ? [1] : on === 'second' ? [2] : on)
  for (const turn of turns)
    if (!(Number.isInteger(turn) && turn >= 1)) throw wrong(fault, 'on', turn, 'whole numbers from 1')
  let count = 0
  return () => turns.has((count += 1))
}

const lengths = new Set(['delayMs', 'at', 'atByte', 'bytes', 'byteIntervalMs', 'lagMs', 'commitDelayMs'])

function checkNumbers(fault: Fault): void {
  for (const [name, value] of Object.entries(fault)) {
    if (lengths.has(name) && !(Number.isFinite(value) && value >= 0))
      throw wrong(fault.fault, name, value, '0 or more')
  }
  if (fault.fault !== 'status') return
  const { status } = fault
  if (!(Number.isInteger(status) && status >= 200 && status <= 599)) {
    throw wrong('status', 'status', status, 'a whole number from 200 to 599')
  }
}

function wrong(fault: string, name: string, value: unknown, right: string): RangeError {
  return new RangeError(`"${name}" of the fault "${fault}" takes ${right}, not ${String(value)}.`)
}
