import { startSandbox, type Sandbox } from '@block-slots/sandbox'
import { createBlockSlotsClient, isBlockSlotsError } from '@block-slots/client/src/index.ts'
import { mulberry32, withSeededRandom } from '../random.ts'
import { faultsOf, type Variant } from './kind.ts'
import { disturb } from './machine.ts'
import { naiveClient } from './naive.ts'
import { tally, type Call, type Tally } from './tally.ts'
import type { StormTransport } from './transport.ts'
import { blocksOf, hasOlder, stateOf, tokenOf, type JobSize, type WantedBlock } from './world.ts'

/** The client, or one without its knowledge, which shows that a fault bites. */
type Strategy = 'client' | 'naive client'

/** The service's limit for each location. */
const limit = { max: 100, intervalMs: 10_000 } as const
/** Creates in flight in each location. */
const concurrency = 6
/** Blocks of an owner by which a list shows that it is complete. */
const minNeighbours = 6
/** Shares of the creates after which the same block is ensured, and after which it is deleted and ensured. */
const shares = { ensured: 0.12, deleted: 0.08 } as const

type Made = { readonly id: string; readonly outcome: string; readonly duplicates?: readonly string[] }
type Client = {
  readonly create: (block: WantedBlock) => Promise<Made>
  readonly ensure?: (block: WantedBlock) => Promise<Made>
  readonly findDuplicates?: ReturnType<typeof createBlockSlotsClient>['findDuplicates']
}

export type StormJob = {
  readonly seed: number
  readonly size: JobSize
  readonly variant: Variant
  readonly strategy: Strategy
}

/** Creates blocks under the faults of a variant, and counts by the audit log what came of them. */
export const runStorm = (job: StormJob, transport: StormTransport): Promise<Tally> =>
  transport.concurrency > 1
    ? run(job, transport)
    : withSeededRandom(`storm ${job.seed}`, () => run(job, transport))

async function run({ seed, size, variant, strategy }: StormJob, transport: StormTransport): Promise<Tally> {
  const time = transport.time()
  const { world = {}, clients: clientsEach = 1, serviceSkewMs = 0 } = variant
  const random = mulberry32(seed)
  const machine = disturb(variant.machine, mulberry32(seed + 1), time.clock)
  const service = machine.serviceClock(serviceSkewMs)
  const sandbox = await startSandbox({
    clock: service,
    seed,
    state: stateOf(size, world, service.now()),
    faults: faultsOf(variant),
    ...(strategy === 'client' ? { limit } : {}),
  })
  const connections: ReturnType<StormTransport['connect']>[] = []
  const clientOf = (token: string): Client => {
    const connection = transport.connect(sandbox, time.clock)
    connections.push(connection)
    const options = { ...connection, fetch: machine.watch(connection.fetch), clock: time.clock, token }
    return strategy === 'client'
      ? createBlockSlotsClient(options)
      : naiveClient({ ...options, wallClock: machine.wallClock })
  }
  try {
    const calls: Call[] = []
    const locations = Array.from({ length: size.locations }, (_, index) => ({
      token: tokenOf(index),
      clients: Array.from({ length: clientsEach }, () => clientOf(tokenOf(index))),
      queue: blocksOf(index, size, world),
    }))
    const madeBy = new Map<string, number>()
    const makeOne = async (client: Client, token: string, wanted: WantedBlock): Promise<void> => {
      const made = await capture('create', wanted, client.create(wanted))
      calls.push(made)
      const others = madeBy.get(token) ?? 0
      if (made.id !== undefined) madeBy.set(token, others + 1)
      const draw = random()
      const { ensure } = client
      if (ensure === undefined || (world.copies ?? 1) > 1 || hasOlder(wanted, world)) return
      if (draw < shares.ensured) calls.push(await capture('ensure', wanted, ensure(wanted)))
      else if (
        variant.deletes === true &&
        others >= minNeighbours &&
        made.id !== undefined &&
        draw < shares.ensured + shares.deleted
      ) {
        const deleted = await deleteUnseen(sandbox, token, made.id)
        await time.clock.sleep(1000)
        const ensured = await capture('ensure', wanted, ensure(wanted))
        calls.push(deleted ? { ...ensured, deletedId: made.id } : ensured)
      }
    }
    const work = async (client: Client, token: string, queue: WantedBlock[]): Promise<void> => {
      for (let wanted = queue.shift(); wanted !== undefined; wanted = queue.shift())
        // oxlint-disable-next-line no-await-in-loop -- A worker has one create in flight.
        await makeOne(client, token, wanted)
    }
    const workers = locations.flatMap(({ token, clients, queue }) =>
      Array.from({ length: concurrency }, async (_, index) => {
        const client = clients[index % clients.length]
        if (client !== undefined) await work(client, token, queue)
      }),
    )
    await time.run(Promise.all(workers))
    machine.end()
    await time.rest(transport.restMs)
    sandbox.setFaults([])
    return await conclude({ sandbox, calls, time, transport }, locations)
  } finally {
    machine.end()
    await Promise.all(connections.map(async (connection) => connection.close?.()))
    await sandbox.close()
  }
}

type Ended = {
  readonly sandbox: Sandbox
  readonly calls: readonly Call[]
  readonly time: ReturnType<StormTransport['time']>
  readonly transport: StormTransport
}

/** Counts, reconciles what is unknown, counts again, and compares what `findDuplicates` names. */
async function conclude(
  { sandbox, calls, time, transport }: Ended,
  locations: readonly { readonly clients: readonly Client[] }[],
): Promise<Tally> {
  const first = tally(sandbox.audit, calls)
  const later = await time.run(Promise.all(calls.map(reconcileLater)))
  const settled = tally(sandbox.audit, later)
  const named = new Set(later.flatMap(({ duplicates = [] }) => duplicates))
  const returned = new Set(later.map(({ id }) => id))
  const clients = locations.flatMap((location) => location.clients)
  for (let [search, pending] = [1, 1]; pending > 0 && search <= transport.maxSearches; search += 1) {
    // oxlint-disable-next-line no-await-in-loop -- A search follows the one before it.
    await time.rest(transport.restMs)
    pending = 0
    for (const { findDuplicates } of clients) {
      if (findDuplicates === undefined) continue
      // oxlint-disable-next-line no-await-in-loop -- In order, so that runs are alike.
      const report = await time.run(findDuplicates()).catch(() => undefined)
      // On a busy machine a list can take longer than its request may, by a clock that is faster than the system's.
      if (report === undefined) {
        pending += 1
        continue
      }
      pending += report.pending
      for (const { duplicates } of report.duplicates) for (const id of duplicates) named.add(id)
    }
  }
  const isWorse = settled.twice + settled.lost + settled.wrong > first.twice + first.lost + first.wrong
  const counts = {
    ...(isWorse ? settled : first),
    made: first.made,
    unknown: first.unknown,
    settled: first.unknown - settled.unknown,
    unnamed: settled.surplus.filter((id) => !named.has(id) && !returned.has(id)).length,
  }
  const wrong = [...named].filter((id) => !settled.surplus.includes(id))
  counts.wrong += wrong.length
  counts.problems.push(...wrong.map((id) => `wrong: ${id} is named a duplicate`))
  return counts
}

async function reconcileLater(call: Call): Promise<Call> {
  const { error, verb, wanted } = call
  const reconcile = isBlockSlotsError(error) && error.applied === 'unknown' ? error.reconcile : undefined
  if (reconcile === undefined) return call
  try {
    const found = await reconcile()
    if (found !== undefined)
      return {
        ...call,
        error: undefined,
        id: found.id,
        outcome: found.outcome,
        duplicates: found.duplicates ?? [],
      }
    return { verb, wanted, denied: true }
  } catch {
    return call
  }
}

async function capture(verb: Call['verb'], wanted: WantedBlock, work: Promise<Made>): Promise<Call> {
  try {
    const { id, outcome, duplicates = [] } = await work
    return { verb, wanted, id, outcome, duplicates }
  } catch (error) {
    return { verb, wanted, error }
  }
}

/** Deletes a block as a person does in the calendar: no client sees it. False when the block is not there yet. */
async function deleteUnseen(sandbox: Sandbox, token: string, id: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}`, version: '2021-04-15' }
  const request = new Request(`${sandbox.url}/calendars/events/${id}`, { method: 'DELETE', headers })
  return (await sandbox.fetch(request)).ok
}
