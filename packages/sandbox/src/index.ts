export type {
  ResponseEntry as Answered,
  RequestEntry as Arrival,
  AuditEntry,
  CommitEntry as Commit,
  FaultEntry as Faulted,
} from './audit/audit.ts'
export { virtualClock, type VirtualClock } from './clock.ts'
export type { Fault, FaultName, FaultSchedule } from './fault/fault.ts'
export type { OAuthOptions } from './service/oauth.ts'
export type { LimitOptions } from './service/rate-limit.ts'
export type { SandboxClock } from './system-clock.ts'
export type { OperationId } from './service/routes.ts'
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts'
export { seedState } from './state/seed.ts'
export type {
  SandboxApp,
  SandboxAppointment,
  SandboxBlock,
  SandboxCalendar,
  SandboxCalendarType,
  SandboxCompany,
  SandboxEvent,
  SandboxGrant,
  SandboxState,
  SandboxToken,
  SandboxUser,
} from './state/state.ts'
export { peakRequests } from './audit/peak.ts'
export type { RequestLike } from './transport/in-process.ts'
export type { Server } from './transport/http.ts'
