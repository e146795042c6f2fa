import { BlockSlotsError, type ErrorCode } from '@block-slots/client'

/** Creates an error of this package. Nothing was sent for what it is about. */
export const syncError = (
  code: ErrorCode,
  message: string,
  { hint, cause }: { readonly hint?: string; readonly cause?: unknown } = {},
): BlockSlotsError =>
  new BlockSlotsError({
    code,
    message: `sync: ${message}`,
    applied: 'no',
    retry: 'never',
    operation: 'sync',
    hint,
    cause,
  })
