import { expectTypeOf, inject, test } from 'vitest'
import type setup from '../src/vitest.ts'
import {
  type AuditEntry,
  busiestWindow,
  type Fault,
  type FaultName,
  type SandboxBlock,
  seedState,
  startPrism,
  startSandbox,
  type VirtualClock,
  virtualClock,
} from '../src/index.ts'

test('the setup types the address', () => {
  expectTypeOf(inject('prismUrl')).toEqualTypeOf<string>()
  expectTypeOf<typeof setup>().returns.resolves.toEqualTypeOf<() => Promise<void>>()
})

test('the servers', () => {
  expectTypeOf(startPrism).returns.resolves.toEqualTypeOf<{ url: string; close: () => Promise<void> }>()
  expectTypeOf(startSandbox).returns.resolves.toHaveProperty('audit').toEqualTypeOf<readonly AuditEntry[]>()
  expectTypeOf(startSandbox).parameter(0).toExtend<object | undefined>()
  expectTypeOf(startSandbox({ state: { ...seedState(), blocks: [] } })).resolves.toHaveProperty('blocks')
})

test('an entry is told by its kind', () => {
  expectTypeOf<Extract<AuditEntry, { kind: 'commit'; of: 'block' }>['event']>().toEqualTypeOf<SandboxBlock>()
  expectTypeOf<Extract<AuditEntry, { kind: 'arrival' }>['token']>().toEqualTypeOf<string | null>()
  expectTypeOf<Extract<AuditEntry, { kind: 'answer' }>['status']>().toEqualTypeOf<number>()
})

test('the clock is one that a client can be given', () => {
  type Clock = { now: () => number; sleep: (ms: number, signal: AbortSignal) => Promise<void> }
  expectTypeOf<VirtualClock>().toExtend<Clock>()
  expectTypeOf(virtualClock().run(async () => 7)).resolves.toBeNumber()
  expectTypeOf(startSandbox({ clock: virtualClock() })).resolves.toHaveProperty('fetch')
  expectTypeOf(startSandbox)
    .returns.resolves.toHaveProperty('fetch')
    .toExtend<(request: Request) => Promise<Response>>()
})

test('a fault has its own parameters and no others', () => {
  expectTypeOf<{ fault: 'cut'; atByte: 3; on: { share: 0.3 }; operation: 'deleteEvent' }>().toExtend<Fault>()
  expectTypeOf<{ fault: 'without-id'; operation: 'getCalendar' }>().not.toExtend<Fault>()
  expectTypeOf<{ fault: 'status' }>().not.toExtend<Fault>()
  expectTypeOf<{ fault: 'earthquake' }>().not.toExtend<Fault>()
  expectTypeOf<Extract<AuditEntry, { kind: 'fault' }>['fault']>().toEqualTypeOf<FaultName>()
  expectTypeOf(busiestWindow).returns.toBeNumber()
})
