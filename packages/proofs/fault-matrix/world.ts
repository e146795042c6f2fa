import { seedState, startSandbox, type Fault, type Sandbox } from '@block-slots/sandbox'
import {
  createBlockSlotsClient,
  isBlockSlotsError,
  type BlockSlotsClient,
  type BlockSlotsError,
} from '@block-slots/client/src/index.ts'
import type { Cell } from './cell.ts'
import { watched, type Carrier, type Time } from './transport.ts'
import { detours, isAway } from './detour.ts'
import { share } from './draw.ts'
import { failing } from './client-faults.ts'
import { blockAt, call, locationId, named, operationOf, refreshed, type Wanted } from './scene.ts'

/** What one call of an experiment came to, and when. */
export type Ended = {
  readonly wanted: Wanted
  readonly id: string
  readonly from: number
  readonly to: number
  /** Requests of the operation in question that were handed to the network. */
  readonly sends: number
  readonly value?: unknown
  readonly error?: unknown
}

/** Everything that a judge needs. */
export type World = {
  readonly sandbox: Sandbox
  readonly calls: readonly Ended[]
  /** How many requests a fault hit. */
  readonly hits: number
  /** How many requests of the operation in question arrived at the service. */
  readonly arrived: number
  /** How many sleeps of the client were left behind. */
  readonly left: number
  /** What settling later gave, for creates of which nobody knew. */
  readonly settled: ReadonlyMap<Ended, unknown>
}

/** How many calls follow each other where the hits are random. */
const series = 6

/** The faults of a cell. */
function faultsOf({ row, operation, position }: Cell, carrier: Carrier): Fault[] {
  const target = row.lost === undefined ? named[operation] : 'listBlockedSlots'
  const early: Fault = {
    fault: 'status',
    status: 425,
    body: { message: 'Too Early' },
    operation: target,
    on: 'first',
  }
  const lost: Fault = {
    fault: 'reset',
    operation: 'createBlockSlot',
    on: position === 'random' ? { share } : 'first',
    commit: row.lost === 'after' ? 'before-response' : 'never',
  }
  const on: Fault['on'] = position === 'random' ? { share } : position
  return [
    ...(row.lost === undefined ? [] : [lost]),
    ...(position === 'second' ? [early] : []),
    ...(row.hits === undefined || isAway(row.hits.fault, carrier)
      ? []
      : [Object.assign({}, row.hits, { operation: target, on })]),
  ]
}

/** Carries an experiment out. */
export async function carryOut(cell: Cell, carrier: Carrier): Promise<World> {
  const { row, operation, position, seed } = cell
  const time = carrier.time()
  const { skewMs = 0, others = 0 } = row
  const count = position === 'random' ? series : 1
  const filling = Array.from({ length: others }, (_, index) => ({
    ...blockAt(0, `Other ${index}`),
    id: `OtherBlock${String(index).padStart(10, '0')}`,
  }))
  const sandbox = await startSandbox({
    seed,
    clock: { now: () => time.clock.now() + skewMs, sleep: time.clock.sleep },
    state: { ...seedState(), blocks: filling },
    limit: { max: 100, intervalMs: 10_000 },
    oauth: { graceMs: 600_000 },
  })
  const line = carrier.line(sandbox, time.clock)
  try {
    const clock = watched(time.clock)
    const target = row.lost === undefined ? named[operation] : 'listBlockedSlots'
    const detour = detours(cell, carrier)
    let sends = 0
    const own = failing(cell, clock, operation === 'token' ? refreshed : sandbox.token)
    const client = createBlockSlotsClient({
      ...line,
      fetch(request) {
        const called = operationOf(request)
        if (called === named[operation]) sends += 1
        return called === target ? detour.fetch(request, line.fetch) : line.fetch(request)
      },
      locationId,
      ...own.options,
    })
    const ids = await prepare(cell, client, sandbox, time, count)
    sandbox.setFaults(faultsOf(cell, carrier))
    own.begin()
    detour.begin()
    const since = sandbox.audit.length
    const calls: Ended[] = []
    for (let index = 0; index < count; index += 1) {
      const wanted = blockAt(index * 3, operation === 'update' ? 'Moved' : 'Wanted')
      const id = ids[index] ?? ''
      const from = clock.now()
      sends = 0
      // oxlint-disable-next-line no-await-in-loop -- One after another, as their requests are counted.
      const end = await time.run(attempt(call(operation, client, wanted, id)))
      calls.push({ wanted, id, from, to: clock.now(), sends, ...end })
      // The next one begins later, so that the log tells them apart.
      await time.rest(1)
    }
    // A renewal does not end with the call that wanted it.
    if (operation === 'token') await time.rest(120_000)
    await new Promise(setImmediate)
    const left = clock.waiting()
    // What is carried out late is there by then.
    await time.rest(5000)
    sandbox.setFaults([])
    own.end()
    const log = sandbox.audit.slice(since)
    const hits = log.filter(({ kind }) => kind === 'fault').length + detour.end()
    const arrived = log.filter(
      (entry) => entry.kind === 'request' && entry.operation === named[operation],
    ).length
    const settled = new Map<Ended, unknown>()
    for (const each of calls) {
      const resolve = isBlockSlotsError(each.error) ? each.error.reconcile : undefined
      // oxlint-disable-next-line no-await-in-loop -- One after another, as above.
      if (resolve !== undefined) settled.set(each, (await time.run(attempt(resolve()))).value)
    }
    return { sandbox, calls, hits, arrived, left, settled }
  } finally {
    await line.close?.()
    await sandbox.close()
  }
}

/** Makes what has to be there before: a block that lists are tried with, and whatever is to be changed. */
async function prepare(
  { row, operation }: Cell,
  client: BlockSlotsClient,
  sandbox: Sandbox,
  time: Time,
  count: number,
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
  // Older than any list lags behind.
  await time.rest(30_000)
  return ids
}

/** What came of it, whatever it is. */
async function attempt(work: Promise<unknown>): Promise<{ value?: unknown; error?: unknown }> {
  try {
    return { value: await work }
  } catch (error) {
    return { error }
  }
}

/** How a call ended, in the words of the table. */
export function wordsOf({ value, error }: Pick<Ended, 'error' | 'value'>): string {
  if (error === undefined) {
    const outcome: unknown =
      typeof value === 'object' && value !== null && 'outcome' in value ? value.outcome : 'done'
    return String(outcome)
  }
  if (!isBlockSlotsError(error))
    return `no error of ours: ${error instanceof Error ? error.message : typeof error}`
  const { code, applied, retry }: BlockSlotsError = error
  return `${code} ${applied} ${retry}`
}
