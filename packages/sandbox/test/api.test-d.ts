import { expectTypeOf, test } from 'vitest'
import {
  type AuditEntry,
  peakRequests,
  type Fault,
  type FaultName,
  type SandboxBlock,
  seedState,
  startSandbox,
  type VirtualClock,
  virtualClock,
} from '../src/index.ts'

test('startSandbox returns the audit log and takes a state', () => {
  expectTypeOf(startSandbox).returns.resolves.toHaveProperty('audit').toEqualTypeOf<readonly AuditEntry[]>()
  expectTypeOf(startSandbox).parameter(0).toExtend<object | undefined>()
  expectTypeOf(startSandbox({ state: { ...seedState(), blocks: [] } })).resolves.toHaveProperty('blocks')
})

test('an audit entry is discriminated by its kind', () => {
  expectTypeOf<Extract<AuditEntry, { kind: 'commit'; of: 'block' }>['event']>().toEqualTypeOf<SandboxBlock>()
  expectTypeOf<Extract<AuditEntry, { kind: 'request' }>['token']>().toEqualTypeOf<string | null>()
  expectTypeOf<Extract<AuditEntry, { kind: 'response' }>['status']>().toEqualTypeOf<number>()
})

test('the virtual clock fits the clock of a client', () => {
  type Clock = { now: () => number; sleep: (ms: number, signal: AbortSignal) => Promise<void> }
  expectTypeOf<VirtualClock>().toExtend<Clock>()
  expectTypeOf(virtualClock().run(async () => 7)).resolves.toBeNumber()
  expectTypeOf(startSandbox({ clock: virtualClock() })).resolves.toHaveProperty('fetch')
  expectTypeOf(startSandbox)
    .returns.resolves.toHaveProperty('fetch')
    .toExtend<(request: Request) => Promise<Response>>()
})

test('a fault accepts its own fields and no others', () => {
  expectTypeOf<{
    fault: 'truncated'
    atByte: 3
    on: { share: 0.3 }
    operation: 'deleteEvent'
  }>().toExtend<Fault>()
  expectTypeOf<{ fault: 'missing-id'; operation: 'getCalendar' }>().not.toExtend<Fault>()
  expectTypeOf<{ fault: 'status' }>().not.toExtend<Fault>()
  expectTypeOf<{ fault: 'earthquake' }>().not.toExtend<Fault>()
  expectTypeOf<Extract<AuditEntry, { kind: 'fault' }>['fault']>().toEqualTypeOf<FaultName>()
  expectTypeOf(peakRequests).returns.toBeNumber()
})
