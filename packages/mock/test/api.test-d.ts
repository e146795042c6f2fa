import { expectTypeOf, inject, test } from 'vitest'
import type setup from '../src/vitest.ts'
import { type AuditEntry, type SandboxBlock, seedState, startPrism, startSandbox } from '../src/index.ts'

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
