export type { AuditEntry, CommitEntry, FaultEntry, RequestEntry, ResponseEntry } from './audit/audit.ts'
export { peakRequests } from './audit/peak.ts'
export { virtualClock, type VirtualClock } from './clock.ts'
export type { ListOptions, OAuthOptions } from './context.ts'
export type { Fault, FaultName, FaultSchedule } from './fault/fault.ts'
export type { OperationId } from './operation.ts'
export type { Rule } from './rule.ts'
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts'
export type { LimitOptions } from './service/rate-limit.ts'
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
  SandboxLocation,
  SandboxState,
  SandboxToken,
  SandboxUser,
} from './state/state.ts'
export type { SandboxClock } from './system-clock.ts'
export type { Server } from './transport/http.ts'
export type { RequestLike } from './transport/in-process.ts'
