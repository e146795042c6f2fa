import { isBlockSlotsError } from '@block-slots/client'

/** True when a request was refused because the token lacks its scope. The service refuses tokens for other reasons as well. */
export const lacksScope = (error: unknown): boolean =>
  isBlockSlotsError(error, 'forbidden') && /not authorized for this scope/i.test(error.detail ?? '')
