import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limiterModel, limiterScenario } from '../support/limiter.model.ts'

fc.configureGlobal({ seed: 20_261_122 })

test('whatever is asked, answered, lost and given up, no window holds more than it may, and nothing is left', async () => {
  await fc.assert(
    fc.asyncProperty(limiterScenario, async (scenario) => {
      expect(await limiterModel(scenario)).toEqual([])
    }),
    { numRuns: 400 },
  )
})

test('the model sees a limiter that frees its slots too early', async () => {
  const failing = fc.asyncProperty(limiterScenario, async (scenario) => {
    expect(await limiterModel(scenario, 0.8)).toEqual([])
  })
  expect((await fc.check(failing, { numRuns: 400, endOnFailure: true })).failed).toBe(true)
})
