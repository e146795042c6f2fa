import { expect, test } from 'vitest'
import { limitAcrossProcesses } from '../limiter/redis-processes.ts'
import { isHeld } from '../table.ts'

test('processes never exceed the limit while one of them and Redis are killed', async () => {
  const figures = await limitAcrossProcesses({
    max: 200,
    intervalMs: 1000,
    processes: 4,
    requests: 2500,
    processKills: 3,
    redisKills: 1,
  })
  const peak = figures.find(({ name }) => name === 'most requests in any window')
  expect(peak).toMatchObject({ max: 200 })
  expect(peak !== undefined && isHeld(peak)).toBe(true)
})
