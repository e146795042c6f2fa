import { BlockSlotsError, isBlockSlotsError, type ErrorCode } from '@block-slots/client'

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

/** The message of an error without the name of what has failed, and its advice. */
export function describeError(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(/^sync: /, '')
  const hint = isBlockSlotsError(error) ? error.hint : undefined
  return hint === undefined ? message : `${message.replace(/\.?$/, '.')} ${hint}`
}
