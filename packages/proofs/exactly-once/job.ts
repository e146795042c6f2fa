import { startSandbox, virtualClock, type SandboxOptions } from '@block-slots/sandbox'
import {
  createBlockSlotsClient,
  isBlockSlotsError,
  type BlockSlotsClient,
  type ClientOptions,
} from '@block-slots/client/src/index.ts'
import { withSeededRandom } from '../random.ts'
import { naiveRetry } from './naive-retry.ts'
import { tally, type CreateResult, type Tally } from './tally.ts'
import {
  blocksOf,
  faultsOf,
  stateOf,
  tokenOf,
  type Conditions,
  type JobSize,
  type WantedBlock,
} from './workload.ts'

/** The client with options, or a retry that does not reconcile. */
export type Strategy =
  | { readonly by: 'client'; readonly options?: Partial<ClientOptions> }
  | { readonly by: 'naive retry' }

export type JobResult = Tally & {
  /** Ids that the client reports as duplicates, in results or by `findDuplicates`. */
  readonly reported: ReadonlySet<string>
  /** Unknown outcomes that `error.reconcile()` settled once the faults were over. */
  readonly reconciledLater: number
  readonly virtualMs: number
}

/** The service's limit for each location. */
const limit = { max: 100, intervalMs: 10_000 } as const
/** Creates in flight in each location. */
const concurrency = 8

/** Creates blocks in many locations under faults and tallies what came of them. */
export function runJob(
  seed: number,
  size: JobSize,
  conditions: Conditions,
  strategy: Strategy,
): Promise<JobResult> {
  return withSeededRandom(`job ${seed}`, () => run(seed, size, conditions, strategy))
}

async function run(
  seed: number,
  size: JobSize,
  conditions: Conditions,
  strategy: Strategy,
): Promise<JobResult> {
  const clock = virtualClock()
  const isNaive = strategy.by === 'naive retry'
  const options: SandboxOptions = { clock, seed, state: stateOf(size), faults: faultsOf(conditions) }
  // The naive retry has no limiter, and its duplicates must not come from 429s.
  const sandbox = await startSandbox(isNaive ? options : { ...options, limit })
  try {
    const startedMs = clock.now()
    const locations = Array.from({ length: size.locations }, (_, index) => {
      const client = createBlockSlotsClient({
        token: tokenOf(index),
        fetch: sandbox.fetch,
        clock,
        ...(strategy.by === 'client' ? strategy.options : {}),
      })
      return { client, token: tokenOf(index), queue: blocksOf(index, size) }
    })
    const results: CreateResult[] = []
    const work = async (
      queue: WantedBlock[],
      make: (wanted: WantedBlock) => Promise<CreateResult>,
    ): Promise<void> => {
      for (let wanted = queue.shift(); wanted !== undefined; wanted = queue.shift())
        // oxlint-disable-next-line no-await-in-loop -- A worker has one create in flight.
        results.push(await make(wanted))
    }
    const workers = locations.flatMap(({ client, token, queue }) => {
      const make = isNaive
        ? naiveRetry(sandbox.fetch, clock, token)
        : (wanted: WantedBlock) => create(client, wanted)
      return Array.from({ length: concurrency }, () => work(queue, make))
    })
    await clock.run(Promise.all(workers))
    const virtualMs = clock.now() - startedMs
    // By then late commits are made and every duplicate can be found.
    await clock.advance(600_000)
    const counts = tally(sandbox.audit, results, limit.intervalMs)
    sandbox.setFaults([])
    const reconciled = await clock.run(reconcileUnknown(results))
    const reported = new Set([...results, ...reconciled].flatMap(({ duplicates = [] }) => duplicates))
    await clock.advance(600_000)
    for (const { client } of locations) {
      // oxlint-disable-next-line no-await-in-loop -- In order, so that runs are alike.
      const { duplicates } = await clock.run(client.findDuplicates())
      for (const each of duplicates) for (const id of each.duplicates) reported.add(id)
    }
    return { ...counts, reported, reconciledLater: reconciled.length, virtualMs }
  } finally {
    await sandbox.close()
  }
}

async function create(client: BlockSlotsClient, wanted: WantedBlock): Promise<CreateResult> {
  try {
    const { id, outcome, duplicates = [] } = await client.create(wanted)
    return { wanted, id, outcome, duplicates }
  } catch (error) {
    return { wanted, error }
  }
}

type ReconcileResult = { readonly duplicates?: readonly string[] }

async function reconcileUnknown(results: readonly CreateResult[]): Promise<ReconcileResult[]> {
  const reconciling = results.map(async ({ error }): Promise<ReconcileResult | undefined> => {
    const reconcile = isBlockSlotsError(error) ? error.reconcile : undefined
    return reconcile === undefined ? undefined : ((await reconcile()) ?? {})
  })
  const settled = await Promise.allSettled(reconciling)
  return settled.flatMap((result) =>
    result.status === 'fulfilled' && result.value !== undefined ? [result.value] : [],
  )
}
