import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limiterModel, limiterScenario } from '../support/limiter.model.ts'

fc.configureGlobal({ seed: 20_261_122 })

test('no window exceeds the limit, and no timer is left, for any mix of requests, outcomes and aborts', async () => {
  await fc.assert(
    fc.asyncProperty(limiterScenario, async (scenario) => {
      expect(await limiterModel(scenario)).toEqual([])
    }),
    { numRuns: 400 },
  )
})

test('the model finds a limiter that frees its slots too early', async () => {
  const failing = fc.asyncProperty(limiterScenario, async (scenario) => {
    expect(await limiterModel(scenario, 0.8)).toEqual([])
  })
  expect((await fc.check(failing, { numRuns: 400, endOnFailure: true })).failed).toBe(true)
})
