export { createBlockSlotsApi } from './api.ts'
export type { BlockSlotsApi } from './plain.ts'
export type { ApiOptions, ApiVersion } from './connection.ts'
export type { DeletedEvent, MadeBlock } from './answer.ts'
export type { Clock } from './clock.ts'
export type {
  AttemptEvent,
  ClientEvent,
  LimitEvent,
  OnEvent,
  ReconcileEvent,
  RefreshEvent,
  WaitEvent,
} from './event.ts'
export type { Lane, Limiter, LimiterRequest, LimitRefusal, Permit, Settlement } from './limit/limiter.ts'
export { localLimiter, type LocalLimiterOptions } from './limit/local.ts'
export type { Surplus, Verification } from './make.ts'
export type { ClientOptions } from './settings.ts'
export type { AccessToken, TokenProvider, TokenRequest } from './token/provider.ts'
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
  type RemainingBlock,
  type Resolve,
  type Retry,
} from './error.ts'
export type { CallOptions, CreateOptions, OnUnknown } from './options.ts'
export { locationToken, type LocationTokenOptions } from './token/exchange.ts'
export { refreshingToken, type RefreshingTokenOptions } from './token/refreshing.ts'
export { secret, type Secret } from './token/secret.ts'
export { memoryStore } from './token/memory.ts'
export type { Grant, TokenStore } from './token/store.ts'
export type { TokenSource } from './token/static.ts'
export type { CoveredAppointment } from './team/appointment.ts'
export {
  blockCalendar,
  type BlockCalendarOptions,
  type BlockedCalendar,
  type CalendarBlock,
} from './team/block.ts'
export type { CalendarClient } from './team/make.ts'
export type { components, operations, paths } from './openapi.gen.ts'
