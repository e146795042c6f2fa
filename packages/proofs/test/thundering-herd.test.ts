import { expect, test } from 'vitest'
import { thunderingHerd } from '../exactly-once/thundering-herd.ts'
import { watchRejections } from '@block-slots/client/test/support/server.ts'

watchRejections()

test('of 200 callers that meet one 429, one probes first and the others resend spread out', async () => {
  const { served, probes, waitedMs, resends, peakPercent } = await thunderingHerd(200)
  expect({ served, probes, resends }).toEqual({ served: 200, probes: 1, resends: 200 })
  expect(waitedMs).toBeGreaterThanOrEqual(5000)
  expect(peakPercent).toBeLessThanOrEqual(10)
})
