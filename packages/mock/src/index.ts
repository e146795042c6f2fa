export type { Answered, Arrival, AuditEntry, Commit } from './audit.ts'
export { virtualClock, type VirtualClock } from './clock.ts'
export type { SandboxClock } from './machine.ts'
export { startPrism, type PrismOptions, type Server } from './prism.ts'
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts'
export { seedState } from './seed.ts'
export type {
  SandboxApp,
  SandboxAppointment,
  SandboxBlock,
  SandboxCalendar,
  SandboxCalendarType,
  SandboxEvent,
  SandboxGrant,
  SandboxState,
  SandboxToken,
  SandboxUser,
} from './state.ts'
export type { OperationId } from './route.ts'
export type { RequestLike } from './wire.ts'
