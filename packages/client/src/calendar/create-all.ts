import { withDeadline } from '../abort.ts'
import { runExclusive, type Mutex } from '../mutex.ts'
import type { CreatedBlock } from '../validate/response.ts'
import type { CalendarCall } from './call.ts'
import type { BlockOwner } from './owner.ts'
import { reconcileFailure, toFailure, type CreateResult } from './reconcile.ts'
import { rollback } from './rollback.ts'

/** Calls in flight of each client, by the blocks that they may create. */
const mutexes = new WeakMap<object, Mutex>()

/**
 * Creates a block for each owner, all or nothing, after earlier calls of the client for the same owner and times: a call that
 * adopts a block of another would be left without it when the other is rolled back.
 *
 * @throws BlockSlotsError with `leftover`.
 */
export async function createAll(call: CalendarCall): Promise<CreatedBlock[]> {
  const { client, owners, block, deadline, clock } = call
  const mutex: Mutex = mutexes.get(client) ?? new Map()
  mutexes.set(client, mutex)
  const times = `${Date.parse(block.startTime)} ${Date.parse(block.endTime)}`
  const keys = owners.flatMap((owner) => Object.values(owner).map((id) => `${id} ${times}`))
  const { signal, timeoutMs } = deadline.optionsFor('createBlockSlot')
  // A wait that is stopped ends like any other: the first request reports the abort or the deadline.
  const wait = (earlier: Promise<unknown>): Promise<unknown> =>
    withDeadline(clock, timeoutMs, () => earlier, signal).catch(() => {})
  return runExclusive(mutex, keys, () => createInOrder(call), wait)
}

/** Creates the blocks one after the other, and rolls back those before when one fails. */
async function createInOrder(call: CalendarCall): Promise<CreatedBlock[]> {
  const blocks: CreatedBlock[] = []
  for (const owner of call.owners) {
    const { block, failure } = await createOne(call, owner)
    if (failure !== undefined) throw await rollback(call, blocks, failure)
    blocks.push(block)
  }
  return blocks
}

/** Creates one block. A lost response is no failure if the block is found. */
async function createOne(
  { client, block, deadline }: CalendarCall,
  owner: BlockOwner,
): Promise<CreateResult> {
  try {
    return { block: await client.ensure({ ...owner, ...block }, deadline.optionsFor('createBlockSlot')) }
  } catch (thrown) {
    return reconcileFailure(toFailure(thrown), deadline)
  }
}
