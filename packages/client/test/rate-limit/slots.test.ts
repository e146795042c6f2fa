import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Times } from '../../src/rate-limit/slots.ts'

fc.configureGlobal({ seed: 20_261_129 })

/** What `Times` does, in arrays that are copied. */
const model = {
  add: (times: number[], at: number) => [
    ...times.filter((time) => time <= at),
    at,
    ...times.filter((time) => time > at),
  ],
  expire: (times: number[], now: number) => times.filter((at) => at + 100 > now),
  dropLast: (times: number[], count: number) => times.slice(0, Math.max(0, times.length - count)),
}

test('times are the same as in a sorted array, whatever is added, expired and dropped', () => {
  const step = fc.record({
    does: fc.constantFrom('add', 'add', 'expire', 'dropLast'),
    number: fc.integer({ min: 0, max: 400 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const times = new Times()
      let expected: number[] = []
      for (const { does, number } of steps) {
        const given = does === 'dropLast' ? number % 7 : number
        expected = model[does](expected, given)
        if (does === 'expire') times.expire(given, 100)
        else times[does](given)
        expect(times.values).toEqual(expected)
        expect(times.count).toBe(expected.length)
        expect(times.first).toBe(expected[0] ?? Infinity)
      }
    }),
    { numRuns: 1000 },
  )
})
