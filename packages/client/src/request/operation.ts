import type { BlockSlotsApi } from '../api.ts'
import type { Settings } from '../options/client.ts'
import type { OperationHandler } from './attempt.ts'
import { call, type CallSpec } from './call.ts'
import { withRetries } from './retry.ts'

/** The settings and the typed client that operations are sent with. */
export type Scope = { readonly settings: Settings; readonly api: BlockSlotsApi }

/** Carries an operation out, with its retries. */
export function callOperation<Input, Result>(
  settings: Settings,
  spec: CallSpec<Input>,
  handler: OperationHandler<Input, Result>,
): Promise<Result> {
  return call(settings, spec, (context, input) => withRetries(context, handler, input))
}

/** Returns the sub-account that an input names. */
export const locationOf = ({ locationId }: { readonly locationId: string }): string => locationId
