import { seedState, startSandbox, type Fault, type Sandbox } from '@block-slots/sandbox'
import {
  createBlockSlotsClient,
  isBlockSlotsError,
  type BlockSlotsClient,
  type BlockSlotsError,
} from '@block-slots/client/src/index.ts'
import type { Cell } from './cell.ts'
import { faultyOptions } from './client-faults.ts'
import { hitShare } from './hit-schedule.ts'
import {
  appCredentials,
  blockAt,
  callOperation,
  locationId,
  operationIds,
  operationOf,
  type BlockTarget,
} from './operations.ts'
import { isRerouted, rerouting } from './reroute.ts'
import { countSleeps, type TestTime, type Transport } from './transport.ts'

/** One call of an experiment. */
export type CallRecord = {
  readonly target: BlockTarget
  readonly id: string
  readonly startedAt: number
  readonly endedAt: number
  /** Requests of the tested operation that were handed to the network. */
  readonly sends: number
  readonly value?: unknown
  readonly error?: unknown
}

/** Everything that the judge needs. */
export type Observation = {
  readonly sandbox: Sandbox
  readonly calls: readonly CallRecord[]
  /** Requests that a fault hit. */
  readonly hits: number
  /** Requests of the tested operation that arrived at the service. */
  readonly arrived: number
  /** Sleeps of the client that had not ended. */
  readonly pendingSleeps: number
  /** Results of `error.reconcile()`, for creates whose outcome was unknown. */
  readonly reconciled: ReadonlyMap<CallRecord, unknown>
}

/** Calls in a row where the hits are random. */
const callsAtRandom = 6

const targetOf = ({ row, operation }: Cell): NonNullable<Fault['operation']> =>
  row.lost === undefined ? operationIds[operation] : 'listBlockedSlots'

function faultsOf(cell: Cell, transport: Transport): Fault[] {
  const { row, position } = cell
  const operation = targetOf(cell)
  const tooEarly: Fault = {
    fault: 'status',
    status: 425,
    body: { message: 'Too Early' },
    operation,
    on: 'first',
  }
  const lost: Fault = {
    fault: 'reset',
    operation: 'createBlockSlot',
    on: position === 'random' ? { share: hitShare } : 'first',
    commit: row.lost === 'after' ? 'before-response' : 'never',
  }
  const on: Fault['on'] = position === 'random' ? { share: hitShare } : position
  return [
    ...(row.lost === undefined ? [] : [lost]),
    ...(position === 'second' ? [tooEarly] : []),
    ...(row.inject === undefined || isRerouted(row.inject.fault, transport)
      ? []
      : [Object.assign({}, row.inject, { operation, on })]),
  ]
}

export async function runExperiment(cell: Cell, transport: Transport): Promise<Observation> {
  const { row, operation, position, seed } = cell
  const time = transport.time()
  const { skewMs = 0, others = 0 } = row
  const count = position === 'random' ? callsAtRandom : 1
  const otherBlocks = Array.from({ length: others }, (_, index) => ({
    ...blockAt(0, `Other ${index}`),
    id: `OtherBlock${String(index).padStart(10, '0')}`,
  }))
  const sandbox = await startSandbox({
    seed,
    clock: { now: () => time.clock.now() + skewMs, sleep: time.clock.sleep },
    state: { ...seedState(), blocks: otherBlocks },
    limit: { max: 100, intervalMs: 10_000 },
    oauth: { graceMs: 600_000 },
  })
  const connection = transport.connect(sandbox, time.clock)
  try {
    const clock = countSleeps(time.clock)
    const reroute = rerouting(cell, transport)
    let sends = 0
    const faulty = faultyOptions(cell, clock, operation === 'token' ? appCredentials : sandbox.token)
    const client = createBlockSlotsClient({
      ...connection,
      fetch(request) {
        const called = operationOf(request)
        if (called === operationIds[operation]) sends += 1
        return called === targetOf(cell)
          ? reroute.fetch(request, connection.fetch)
          : connection.fetch(request)
      },
      locationId,
      ...faulty.options,
    })
    const ids = await prepare(cell, client, sandbox, { time, count })
    sandbox.setFaults(faultsOf(cell, transport))
    faulty.begin()
    reroute.begin()
    const since = sandbox.audit.length
    const calls: CallRecord[] = []
    for (let index = 0; index < count; index += 1) {
      const target = blockAt(index * 3, operation === 'update' ? 'Moved' : 'Wanted')
      const id = ids[index] ?? ''
      const startedAt = clock.now()
      sends = 0
      // oxlint-disable-next-line no-await-in-loop -- Requests are counted by call.
      const result = await time.run(capture(callOperation(operation, client, target, id)))
      calls.push({ target, id, startedAt, endedAt: clock.now(), sends, ...result })
      // The audit log tells calls apart by time.
      await time.rest(1)
    }
    // A refresh outlives the call that needed it.
    if (operation === 'token') await time.rest(120_000)
    await new Promise(setImmediate)
    const pendingSleeps = clock.pending()
    // Late commits are made within 5 s.
    await time.rest(5000)
    sandbox.setFaults([])
    faulty.end()
    const log = sandbox.audit.slice(since)
    const hits = log.filter(({ kind }) => kind === 'fault').length + reroute.end()
    const arrived = log.filter(
      (entry) => entry.kind === 'request' && entry.operation === operationIds[operation],
    ).length
    const reconciled = new Map<CallRecord, unknown>()
    for (const each of calls) {
      const reconcile = isBlockSlotsError(each.error) ? each.error.reconcile : undefined
      // oxlint-disable-next-line no-await-in-loop -- As above.
      if (reconcile !== undefined) reconciled.set(each, (await time.run(capture(reconcile()))).value)
    }
    return { sandbox, calls, hits, arrived, pendingSleeps, reconciled }
  } finally {
    await connection.close?.()
    await sandbox.close()
  }
}

/** Creates the block that lists are checked against, and the blocks to be changed. */
async function prepare(
  { row, operation }: Cell,
  client: BlockSlotsClient,
  sandbox: Sandbox,
  { time, count }: { readonly time: TestTime; readonly count: number },
): Promise<string[]> {
  if (operation !== 'create' && operation !== 'ensure' && operation !== 'update' && operation !== 'delete')
    return []
  if (row.earlier !== undefined) sandbox.setFaults([row.earlier])
  await time.run(client.create(blockAt(-100, 'Earlier')))
  sandbox.setFaults([])
  const ids: string[] = []
  if (operation === 'update' || operation === 'delete') {
    for (let index = 0; index < count; index += 1) {
      // oxlint-disable-next-line no-await-in-loop -- In order, so that ids are the same in every run.
      ids.push((await time.run(client.create(blockAt(index * 3, 'Wanted')))).id)
    }
  }
  // Longer than a stale list lags.
  await time.rest(30_000)
  return ids
}

async function capture(work: Promise<unknown>): Promise<{ value?: unknown; error?: unknown }> {
  try {
    return { value: await work }
  } catch (error) {
    return { error }
  }
}

/** The outcome of a call as the table writes it. */
export function describeOutcome({ value, error }: Pick<CallRecord, 'error' | 'value'>): string {
  if (error === undefined) {
    const outcome: unknown =
      typeof value === 'object' && value !== null && 'outcome' in value ? value.outcome : 'done'
    return String(outcome)
  }
  if (!isBlockSlotsError(error))
    return `not a BlockSlotsError: ${error instanceof Error ? error.message : typeof error}`
  const { code, applied, retry }: BlockSlotsError = error
  return `${code} ${applied} ${retry}`
}
