import { afterEach, expect, test, vi } from 'vitest'
import * as policyModule from '../../src/rate-limit/policy.ts'
import { acquireScript, releaseScript } from '../../src/rate-limit/redis/lua.ts'

const policy = { ...policyModule }

afterEach(() => {
  vi.doUnmock('../../src/rate-limit/policy.ts')
  vi.resetModules()
})

/** The numbers that both limiters decide by. The others are defaults, or belong to one process. */
const shared = [
  'graceMs',
  'throttleFactor',
  'throttleStep',
  'maxSharedThrottle',
  'bulkReserveDivisor',
  'maxBypasses',
  'minPauseMs',
  'maxJitter',
  'confirmations',
  'dailyProbeMs',
  'memoryMs',
  'mergeMemoryMs',
] as const satisfies readonly (keyof typeof policy)[]

test.each(shared)('the Lua scripts take %s from the policy', async (name) => {
  vi.resetModules()
  vi.doMock('../../src/rate-limit/policy.ts', () => ({ ...policy, [name]: 987_654_321 }))
  const changed = await import('../../src/rate-limit/redis/lua.ts')
  const before = acquireScript + releaseScript
  const after = changed.acquireScript + changed.releaseScript
  expect(after).toContain('987654321')
  expect(after.replaceAll('987654321', String(policy[name]))).toBe(before)
})

test('the Lua scripts hold no other numbers than these, indices and units', async () => {
  vi.resetModules()
  vi.doMock('../../src/rate-limit/policy.ts', () => ({
    ...policy,
    ...Object.fromEntries(shared.map((name) => [name, '_'])),
  }))
  const changed = await import('../../src/rate-limit/redis/lua.ts')
  const text = (changed.acquireScript + changed.releaseScript).replaceAll(/--.*|'[^']*'/g, '')
  const numbers = new Set(text.match(/(?<![\w.])\d[\de.]*/g))
  // 1000: milliseconds in a second; 429: the status; 1e9: an uptime that is unknown; 10: grants of one call; 10000: a margin.
  const large = [...numbers].filter((number) => Number(number) > 6)
  expect(new Set(large)).toEqual(new Set(['10', '1000', '10000', '1e9', '429']))
  expect([...numbers].filter((number) => number.includes('.'))).toEqual([])
})
