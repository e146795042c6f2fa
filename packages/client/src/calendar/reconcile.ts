import { BlockSlotsError, isBlockSlotsError, type Applied } from '../error.ts'
import type { CallOptions } from '../options/call.ts'
import { scrubCause } from '../redact.ts'
import type { CreatedBlock } from '../validate/response.ts'
import type { Deadline } from './deadline.ts'

/** A create that failed, with what is known by now of whether it was carried out. */
export type CreateFailure = { readonly error: BlockSlotsError; readonly applied: Applied }

/** The result of one create. Fields of its own tell them apart, since a block has whatever fields the service gives it. */
export type CreateResult =
  | { readonly block: CreatedBlock; readonly failure?: undefined }
  | { readonly failure: CreateFailure; readonly block?: undefined }

/** Wraps what a client threw. A client of another package may throw anything, and may have created the block. */
export function toFailure(thrown: unknown): CreateFailure {
  if (isBlockSlotsError(thrown)) return { error: thrown, applied: thrown.applied }
  const error = new BlockSlotsError({
    code: 'outcome-unknown',
    message: 'createBlockSlot: the client threw something other than a BlockSlotsError',
    applied: 'unknown',
    retry: 'never',
    operation: 'createBlockSlot',
    cause: scrubCause(thrown, []),
  })
  return { error, applied: 'unknown' }
}

/** Error of an unknown outcome that can be reconciled: to the block, or to `undefined` when it was not created. */
type Reconcilable = { readonly reconcile: (options?: CallOptions) => Promise<CreatedBlock | undefined> }

const isReconcilable = (error: object): error is Reconcilable =>
  'reconcile' in error && typeof error.reconcile === 'function'

/** Reconciles a create of unknown outcome. Returns the failure unchanged when that cannot be done. */
export async function reconcileFailure(failure: CreateFailure, deadline: Deadline): Promise<CreateResult> {
  const { error, applied } = failure
  if (applied === 'no' || !isReconcilable(error)) return { failure }
  try {
    const block = await error.reconcile(deadline.optionsFor('listBlockedSlots'))
    return block === undefined ? { failure: { error, applied: 'no' } } : { block }
  } catch {
    return { failure }
  }
}
