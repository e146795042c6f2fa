export { createBlockSlotsApi, type BlockSlotsApi } from './api.ts'
export type { ApiOptions, ApiVersion, ClientOptions } from './connection.ts'
export type { DeletedEvent } from './answer.ts'
export type { QueryTime } from './check.ts'
export {
  createBlockSlotsClient,
  type Appointment,
  type BlockedSlot,
  type BlockSlot,
  type BlockSlotsClient,
  type Calendar,
  type CalendarType,
  type CreateBlockSlot,
  type EventQuery,
  type QueryOwner,
  type UpdateBlockSlot,
} from './client.ts'
export {
  BlockSlotsError,
  isBlockSlotsError,
  type Applied,
  type Attempt,
  type BlockSlotsErrorFields,
  type ErrorCode,
  type Operation,
  type Retry,
} from './error.ts'
export type { CallOptions } from './options.ts'
export type { TokenSource } from './token.ts'
export type { components, operations, paths } from './openapi.gen.ts'
