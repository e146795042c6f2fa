export type { Answered, Arrival, AuditEntry, Commit, Faulted } from './audit.ts'
export { virtualClock, type VirtualClock } from './clock.ts'
export type { Fault, FaultName, FaultTurn } from './fault.ts'
export type { OAuthOptions } from './grant.ts'
export type { LimitOptions } from './limit.ts'
export type { SandboxClock } from './machine.ts'
export { startPrism, type PrismOptions, type Server } from './prism.ts'
export type { OperationId } from './route.ts'
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts'
export { seedState } from './seed.ts'
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
} from './state.ts'
export { busiestWindow } from './window.ts'
export type { RequestLike } from './wire.ts'
