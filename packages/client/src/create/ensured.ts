import type { Lock } from '../mutex.ts'
import type { CallContext } from '../request/context.ts'
import { readToken } from '../request/token.ts'
import type { CreatedBlock } from '../validate/response.ts'
import { historyOf, type CreateRecord, type ServiceHistory } from './history.ts'
import { naturalKey } from './match.ts'

/** The result of an `ensure`, and what another one needs to know to take it for its own. */
type Ensured = {
  readonly block: CreatedBlock
  /** Number of the request that was sent for it last: the block was there after that. */
  readonly order: number
  /** The token that it was read with, the service that it was read from, and the way there. */
  readonly token: string | undefined
  readonly history: ServiceHistory
  readonly fetch: unknown
}

/** Results of the calls that held a lock, by natural key; dropped with the lock, when no call waits for it. */
const resultsByLock = new WeakMap<Lock, Map<string, Ensured>>()

/** Returns the results that were left to those that wait for the lock of a call, which holds it. */
function resultsFor({ settings }: CallContext, { key }: CreateRecord): Map<string, Ensured> {
  const lock = settings.shared.mutex.get(key) ?? {}
  const results = resultsByLock.get(lock) ?? new Map<string, Ensured>()
  resultsByLock.set(lock, results)
  return results
}

/** Leaves the result of an `ensure` to equal ones that wait for the lock. */
export function leaveResult(context: CallContext, record: CreateRecord, result: CreatedBlock): void {
  const { attempts, tokens, operation, settings } = context
  const own = attempts.filter((one) => one.operation === operation)
  // A block that was found after a create was sent was there after that; any other one after the list was requested.
  const { order = 0 } = own.at(-1) ?? attempts.at(-1) ?? {}
  resultsFor(context, record).set(naturalKey(record.block), {
    block: asExisting(result),
    order,
    token: tokens.at(-1),
    history: historyOf(settings),
    fetch: settings.fetch,
  })
}

/**
 * Takes the result of an equal `ensure` that held the lock before: the block was there after this call began, as nothing else
 * than a request that was sent later has shown it, and this process knows of no change since. Only what the same token has
 * read from the same service: another one may not be allowed to.
 *
 * @param began Number of requests that had been sent when the call began.
 */
export async function takeResult(
  context: CallContext,
  record: CreateRecord,
  began: number,
): Promise<CreatedBlock | undefined> {
  const { settings } = context
  const ensured = resultsFor(context, record).get(naturalKey(record.block))
  if (ensured === undefined || ensured.order <= began) return undefined
  const { block, order, token, history, fetch } = ensured
  const { value } = await readToken(context)
  const isSameService = settings.fetch === fetch && historyOf(settings) === history
  const isChanged = [block.id, ...(block.duplicates ?? [])].some(
    (id) => (history.blocks.get(id)?.changeOrder ?? -1) >= order,
  )
  return value === token && isSameService && !isChanged ? asExisting(block) : undefined
}

/** Copies a result, which its caller may change, for another call: without the id of the request that created the block. */
function asExisting(result: CreatedBlock): CreatedBlock {
  const { traceId: _, duplicates, ...block } = result
  return { ...block, outcome: 'existing', ...(duplicates && { duplicates: [...duplicates] }) }
}
