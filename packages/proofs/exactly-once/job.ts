import { startSandbox, virtualClock, type SandboxOptions } from '@block-slots/sandbox'
import {
  createBlockSlotsClient,
  isBlockSlotsError,
  type BlockSlotsClient,
  type ClientOptions,
} from '@block-slots/client/src/index.ts'
import { seeded } from '../fault-matrix/draw.ts'
import { blindly } from './naive-retry.ts'
import { faultsOf, stateOf, tokenOf, wantedIn, type Day, type Size, type Wanted } from './setting.ts'
import { tally, type Said, type Tally } from './tally.ts'

/** What a job is done with: the client with options, or a plain retry without any look at what became of it. */
export type How =
  | { readonly by: 'client'; readonly options?: Partial<ClientOptions> }
  | { readonly by: 'blind retry' }

/** A job that is over. */
export type Done = Tally & {
  /** Ids that the client itself reports as blocks that nobody asked for, at once or when it verifies. */
  readonly reported: ReadonlySet<string>
  /** Of the blocks of which nobody knew: how many were settled afterwards, once nothing failed any more. */
  readonly settled: number
  readonly virtualMs: number
}

/** What the service allows: a hundred requests in any ten seconds, for each location. */
const limit = { max: 100, intervalMs: 10_000 } as const
/** How many creates are under way at once in each location. */
const atOnce = 8

/** Makes blocks in many locations on a bad day, and judges what became of them. */
export function runJob(seed: number, size: Size, day: Day, how: How): Promise<Done> {
  return seeded(`job ${seed}`, () => carryOut(seed, size, day, how))
}

async function carryOut(seed: number, size: Size, day: Day, how: How): Promise<Done> {
  const clock = virtualClock()
  const blind = how.by === 'blind retry'
  const options: SandboxOptions = { clock, seed, state: stateOf(size), faults: faultsOf(day) }
  // Whoever retries blindly has no limiter either, and is not to fail for that.
  const sandbox = await startSandbox(blind ? options : { ...options, limit })
  try {
    const startedMs = clock.now()
    const parties = Array.from({ length: size.locations }, (_, index) => {
      const client = createBlockSlotsClient({
        token: tokenOf(index),
        fetch: sandbox.fetch,
        clock,
        ...(how.by === 'client' ? how.options : {}),
      })
      return { client, token: tokenOf(index), queue: wantedIn(index, size) }
    })
    const said: Said[] = []
    const work = async (queue: Wanted[], make: (wanted: Wanted) => Promise<Said>): Promise<void> => {
      // oxlint-disable-next-line no-await-in-loop -- One after another; others do the same beside it.
      for (let wanted = queue.shift(); wanted !== undefined; wanted = queue.shift())
        said.push(await make(wanted))
    }
    const all = parties.flatMap(({ client, token, queue }) => {
      const make = blind ? blindly(sandbox.fetch, clock, token) : (wanted: Wanted) => create(client, wanted)
      return Array.from({ length: atOnce }, () => work(queue, make))
    })
    await clock.run(Promise.all(all))
    const virtualMs = clock.now() - startedMs
    // Whatever is carried out late is there by then, and whatever can be verified is due.
    await clock.advance(600_000)
    const judged = tally(sandbox.audit, said, limit.intervalMs)
    sandbox.setFaults([])
    const doubts = await clock.run(settle(said))
    const reported = new Set([...said, ...doubts].flatMap(({ duplicates = [] }) => duplicates))
    // Whatever was settled just now is due as well.
    await clock.advance(600_000)
    for (const { client } of parties) {
      // oxlint-disable-next-line no-await-in-loop -- In the order of the locations, so that runs are alike.
      const { duplicates: duplicates } = await clock.run(client.findDuplicates())
      for (const each of duplicates) for (const id of each.duplicates) reported.add(id)
    }
    return { ...judged, reported, settled: doubts.length, virtualMs }
  } finally {
    await sandbox.close()
  }
}

async function create(client: BlockSlotsClient, wanted: Wanted): Promise<Said> {
  try {
    const { id, outcome, duplicates: duplicates = [] } = await client.create(wanted)
    return { wanted, id, outcome, duplicates }
  } catch (error) {
    return { wanted, error }
  }
}

type Settled = { readonly duplicates?: readonly string[] }

/** Settles the doubts that can be settled. */
async function settle(said: readonly Said[]): Promise<Settled[]> {
  const doubts = said.map(async ({ error }): Promise<Settled | undefined> => {
    const resolve = isBlockSlotsError(error) ? error.reconcile : undefined
    return resolve === undefined ? undefined : ((await resolve()) ?? {})
  })
  const outcomes = await Promise.allSettled(doubts)
  return outcomes.flatMap((outcome) =>
    outcome.status === 'fulfilled' && outcome.value !== undefined ? [outcome.value] : [],
  )
}
