import { isBlockSlotsError, type BlockSlotsClient, type ErrorCode } from '@block-slots/client'
import { pickValue } from '../block.ts'
import { madeOf, type LedgerChange, type Made } from '../ledger.ts'
import { ownerOf } from '../owner.ts'
import { mayExist, type Change, type OutcomeDetail, type StoredStep } from '../step.ts'
import type { StoreChange } from '../store/store.ts'

/** A stored step that changes a calendar. */
export type StoredChange = StoredStep & { readonly step: Change }

/** What became of a step: a change of the store, and the error that concerns more than this step. */
export type Sent = {
  readonly change: Extract<StoreChange, { readonly change: 'outcome' }>
  /** Nothing more can be sent to this location: the token, the rate limit, the service. */
  readonly parks?: unknown
}

/** Errors that the next request of the location would meet as well. */
const parking: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'unauthenticated',
  'token-unavailable',
  'reauthorization-required',
  'forbidden',
  'rate-limited',
  'store-unavailable',
  'deadline-exceeded',
  'aborted',
])

/** Sends a step whose intent is durable. Never throws: whatever happens is an outcome. */
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
  const of = calendarId === undefined ? { assignedUserId: userId } : { calendarId }
  switch (step.action) {
    case 'create': {
      const block = { ...of, locationId, ...pickValue(step.wanted) }
      // What was sent before may be there, hidden where a long list is truncated: `ensure` reads the one around the block.
      const created = await (mayExist({ state, step })
        ? client.ensure(block, options)
        : client.create(block, options))
      return done(created.id, madeOf(step.wanted, created))
    }
    case 'update': {
      const updated = await client.update(step.id, { ...of, locationId, ...pickValue(step.wanted) }, options)
      return done(step.id, madeOf(step.wanted, updated))
    }
    case 'delete':
      await client.delete(step.id, options).catch(acceptAbsent)
      return done(step.id, null)
    default:
      return step satisfies never
  }
}

/** An event that does not exist is as good as deleted. */
function acceptAbsent(error: unknown): void {
  if (!isBlockSlotsError(error, 'not-found')) throw error
}

const done = (id: string, made: Made | null): Done => ({ detail: { id }, ledger: { id, made } })

function failed({ id: step, owner, step: { action } }: StoredChange, error: unknown): Sent {
  const outcome = { change: 'outcome', step, owner } as const
  if (!isBlockSlotsError(error)) {
    // A client of the user's, or a fault of ours: it is unknown whether something was sent.
    const message = error instanceof Error ? error.message : String(error)
    return { change: { ...outcome, state: action === 'create' ? 'unknown' : 'failed', detail: { message } } }
  }
  const { code, message, applied } = error
  const detail = { code, message }
  if (applied !== 'no')
    return { change: { ...outcome, state: 'unknown', detail }, ...(parking.has(code) && { parks: error }) }
  if (parking.has(code)) return { change: { ...outcome, state: 'planned', detail }, parks: error }
  return { change: { ...outcome, state: 'failed', detail } }
}
