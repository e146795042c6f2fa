export { createBlockSlotsApi, type BlockSlotsApi } from './api.ts'
export type { ApiOptions, ApiVersion } from './options/connection.ts'
export type { DeletedEvent, CreatedBlock } from './validate/response.ts'
export type { Clock } from './clock.ts'
export { createMask } from './mask.ts'
export type {
  AttemptEvent,
  ClientEvent,
  LimitEvent,
  OnEvent,
  ReconcileEvent,
  RefreshEvent,
  WaitEvent,
} from './event.ts'
export type { Limiter, LimiterRequest, LimitExceeded, Permit, PermitOutcome } from './rate-limit/limiter.ts'
export { localLimiter, type LocalLimiterOptions } from './rate-limit/local.ts'
export { isNativeBlock, normalizeTitle } from './create/match.ts'
export type { Duplicate, DuplicateReport } from './create/duplicates.ts'
export type { ClientOptions, NoToken, TokenOption } from './options/client.ts'
export type { AccessToken, TokenProvider, TokenRequest } from './token/provider.ts'
export type { CalendarQuery, UserQuery } from './validate/directory.ts'
export type { QueryTime } from './validate/query.ts'
export type {
  Appointment,
  BlockedSlot,
  BlockSlot,
  Calendar,
  CalendarType,
  CreateBlockSlot,
  EventQuery,
  Location,
  NewBlockForUser,
  NewBlockOnCalendar,
  NewBlockWithoutOwner,
  QueryOwner,
  UpdateBlockSlot,
  User,
  WholeBlockForUser,
  WholeBlockOnCalendar,
  WholeBlockWithoutOwner,
} from './block.ts'
export type { Mistake, Rule } from './rule.ts'
export { createBlockSlotsClient } from './client.ts'
export type { BlockSlotsClient } from './methods.ts'
export {
  BlockSlotsError,
  isBlockSlotsError,
  type Applied,
  type Attempt,
  type BlockSlotsErrorFields,
  type ErrorCode,
  type LeftoverBlock,
  type Reconcile,
  type Retry,
} from './error.ts'
export type { CallOptions, CreateOptions, EnsureOptions, OnUnknown, Priority } from './options/call.ts'
export type { Operation } from './operation.ts'
export { locationToken, type LocationTokenOptions } from './token/location-token.ts'
export { refreshingToken, type RefreshingTokenOptions } from './token/refreshing-token.ts'
export { secret, type Secret } from './token/secret.ts'
export { memoryStore } from './token/memory-store.ts'
export type { TokenRecord, TokenStore } from './token/store.ts'
export type { TokenSource } from './token/source.ts'
export { coveredAppointments, type CoveredAppointment } from './calendar/appointment.ts'
export { blockOwnersOf, type BlockOwner, type BlockOwners } from './calendar/owner.ts'
export { blockCalendar, type BlockedCalendar } from './calendar/block.ts'
export type { BlockCalendarOptions, CalendarBlock, CalendarClient } from './calendar/call.ts'
export type { components, operations, paths } from './openapi.gen.ts'
