import { expect, test } from 'vitest'
import { singleFlight } from '../../src/token/single-flight.ts'

test('concurrent callers share one run, and the next caller starts another', async () => {
  const flight = singleFlight<number>()
  let runs = 0
  const work = async (): Promise<number> => (runs += 1)
  expect(flight.isInFlight()).toBe(false)
  const results = Promise.all([flight.run(work), flight.run(work), flight.run(work)])
  expect(flight.isInFlight()).toBe(true)
  expect(await results).toEqual([1, 1, 1])
  expect(flight.isInFlight()).toBe(false)
  expect(await flight.run(work)).toBe(2)
})

test('a failure reaches every caller, and does not last', async () => {
  const flight = singleFlight<string>()
  const failing = (): Promise<string> => Promise.reject(new Error('failed'))
  const [one, two] = await Promise.allSettled([flight.run(failing), flight.run(failing)])
  expect([one?.status, two?.status]).toEqual(['rejected', 'rejected'])
  expect(await flight.run(async () => 'done')).toBe('done')
})
