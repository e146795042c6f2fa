import { virtualClock } from '@block-slots/sandbox'
import { expect, test } from 'vitest'
import { historyOf } from '../../src/create/history.ts'
import { sharedBy } from '../../src/options/shared.ts'

test('sandboxes that are reset again and again leave few histories behind, the newest ones', () => {
  const clock = virtualClock()
  const shared = sharedBy(clock)
  const after = (reset: number): ReturnType<typeof historyOf> =>
    historyOf({ baseUrl: 'https://service.test', clock, shared, service: { sandbox: `sandbox ${reset} ` } })
  const newest = Array.from({ length: 1000 }, (_, reset) => after(reset)).at(-1)
  expect(shared.histories.size).toBeLessThanOrEqual(20)
  expect(after(999)).toBe(newest)
})
