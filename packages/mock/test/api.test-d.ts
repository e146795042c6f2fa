import { expectTypeOf, inject, test } from 'vitest'
import { startPrism } from '../src/index.ts'
import type setup from '../src/vitest.ts'

test('the global setup types the injected URL, and returns its teardown', () => {
  expectTypeOf(inject('prismUrl')).toEqualTypeOf<string>()
  expectTypeOf<typeof setup>().returns.resolves.toEqualTypeOf<() => Promise<void>>()
})

test('startPrism returns its URL and a function that stops it', () => {
  expectTypeOf(startPrism).returns.resolves.toHaveProperty('url').toEqualTypeOf<string>()
  expectTypeOf(startPrism).returns.resolves.toHaveProperty('close').toEqualTypeOf<() => Promise<void>>()
})
