import { isBlockSlotsError, type BlockSlotsClient, type ErrorCode } from '@block-slots/client'
import { pickValue, valueKey } from '../block.ts'
import { indexList } from '../diff/list.ts'
import { entryOf, type LedgerChange, type LedgerEntry } from '../ledger.ts'
import { ownerOf } from '../owner.ts'
import { mayExist, type Change, type OutcomeDetail, type StoredStep } from '../step.ts'
import type { StoreChange } from '../store/store.ts'

/** A stored step that changes a calendar. */
export type StoredChange = StoredStep & { readonly step: Change }

/** The outcome of a step as a change of the store, and the error that concerns more than this step. */
export type Sent = {
  readonly change: Extract<StoreChange, { readonly change: 'outcome' }>
  /** The error for which nothing more can be sent to this location: its token, its rate limit, the service. */
  readonly suspendedBy?: unknown
}

/** Codes of errors that the next request of the location would get as well. */
const suspending: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'unauthenticated',
  'token-unavailable',
  'reauthorization-required',
  'forbidden',
  'rate-limited',
  'store-unavailable',
  'deadline-exceeded',
  'aborted',
])

/** Sends a step whose intent is durable. Never throws: an error is an outcome as well. */
export async function sendStep(
  client: BlockSlotsClient,
  stored: StoredChange,
  signal: AbortSignal,
): Promise<Sent> {
  const { id: step, owner } = stored
  try {
    const { detail, ledger } = await carryOut(client, stored, signal)
    return { change: { change: 'outcome', step, owner, state: 'done', detail, ledger } }
  } catch (error) {
    return failed(stored, error)
  }
}

type Done = { readonly detail: OutcomeDetail; readonly ledger: LedgerChange }

async function carryOut(
  client: BlockSlotsClient,
  { owner, step, state }: StoredChange,
  signal: AbortSignal,
): Promise<Done> {
  const options = { signal, priority: 'bulk' } as const
  const { locationId, calendarId, userId } = ownerOf(owner)
  const blockOwner = {
    locationId,
    ...(calendarId === undefined ? { assignedUserId: userId } : { calendarId }),
  }
  switch (step.action) {
    case 'create': {
      const block = { ...blockOwner, ...pickValue(step.wanted) }
      if (!mayExist({ state, step })) {
        const created = await client.create(block, options)
        return done(created.id, entryOf(step.wanted, created))
      }
      // The list around the block is complete where a long one is truncated. It is read twice, here and by `ensure`: a service
      // that fails has been seen to show nothing once.
      const { startTime, endTime } = block
      const rows = await client.list({ ...ownerOf(owner), startTime, endTime }, options)
      const [equal] = indexList(rows, new Map()).byKey.get(valueKey(block)) ?? []
      if (equal !== undefined) return done(equal.id, entryOf(step.wanted, equal.value))
      const ensured = await client.ensure(block, options)
      return done(ensured.id, entryOf(step.wanted, ensured))
    }
    case 'update': {
      const updated = await client.update(step.id, { ...blockOwner, ...pickValue(step.wanted) }, options)
      return done(step.id, entryOf(step.wanted, updated))
    }
    case 'delete':
      await client.delete(step.id, options).catch(ignoreNotFound)
      return done(step.id, null)
    default:
      return step satisfies never
  }
}

/** Ignores that an event to delete does not exist. */
function ignoreNotFound(error: unknown): void {
  if (!isBlockSlotsError(error, 'not-found')) throw error
}

const done = (id: string, entry: LedgerEntry | null): Done => ({ detail: { id }, ledger: { id, entry } })

function failed({ id: step, owner, step: { action } }: StoredChange, error: unknown): Sent {
  const outcome = { change: 'outcome', step, owner } as const
  if (!isBlockSlotsError(error)) {
    // From a client of the user, or a defect here: whether something was sent is unknown.
    const message = error instanceof Error ? error.message : String(error)
    return { change: { ...outcome, state: action === 'create' ? 'unknown' : 'failed', detail: { message } } }
  }
  const { code, message, applied } = error
  const detail = { code, message }
  if (applied !== 'no')
    return {
      change: { ...outcome, state: 'unknown', detail },
      ...(suspending.has(code) && { suspendedBy: error }),
    }
  if (suspending.has(code)) return { change: { ...outcome, state: 'planned', detail }, suspendedBy: error }
  return { change: { ...outcome, state: 'failed', detail } }
}
