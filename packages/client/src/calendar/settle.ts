import { BlockSlotsError, isBlockSlotsError, type Applied } from '../error.ts'
import type { CallOptions } from '../options/call.ts'
import { scrubCause } from '../redact.ts'
import type { CreatedBlock } from '../validate/response.ts'
import type { Span } from './deadline.ts'

/** A create that failed, and what is known by now of whether it was carried out. */
export type Failure = { readonly error: BlockSlotsError; readonly applied: Applied }

/** What was thrown, if it is ours. A client of somebody else may throw anything, and may have made the block. */
export function failureOf(thrown: unknown): Failure {
  if (isBlockSlotsError(thrown)) return { error: thrown, applied: thrown.applied }
  const error = new BlockSlotsError({
    code: 'outcome-unknown',
    message: 'createBlockSlot: the client threw something that is no BlockSlotsError',
    applied: 'unknown',
    retry: 'never',
    operation: 'createBlockSlot',
    cause: scrubCause(thrown, []),
  })
  return { error, applied: 'unknown' }
}

/** An error whose outcome can still be found out: the block, or `undefined` when it certainly was not made. */
type Unsettled = { readonly reconcile: (options?: CallOptions) => Promise<CreatedBlock | undefined> }

const isUnsettled = (error: object): error is Unsettled =>
  'reconcile' in error && typeof error.reconcile === 'function'

/** Finds out what came of a create whose outcome is in doubt, as far as that can be found out. */
export async function settle(failure: Failure, span: Span): Promise<CreatedBlock | Failure> {
  const { error, applied } = failure
  if (applied === 'no' || !isUnsettled(error)) return failure
  try {
    return (await error.reconcile(span('listBlockedSlots'))) ?? { error, applied: 'no' }
  } catch {
    return failure
  }
}
