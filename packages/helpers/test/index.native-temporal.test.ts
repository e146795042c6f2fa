import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** The program for a runtime with its own Temporal: behind a flag in this Node, without in Node 26. */
const program = `
  import { toOffsetDateTime, blockTimes, zoneNames } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url))}
  let checks = 0
  const wrong = []
  const check = (actual, expected, what) => {
    checks += 1
    if (actual !== expected) wrong.push({ what, actual, expected })
  }
  const plain = { smallestUnit: 'second', timeZoneName: 'never' }
  let random = 20_261_122
  const next = (below) => {
    random = (random * 48_271) % 2_147_483_647
    return random % below
  }
  // By binary search, because not every Temporal has getTimeZoneTransition.
  const nextChange = (zoned) => {
    let [before, after] = [zoned, zoned.add({ days: 200 })]
    if (before.offsetNanoseconds === after.offsetNanoseconds) return zoned
    while (after.epochMilliseconds - before.epochMilliseconds > 1000) {
      const seconds = Math.floor((after.epochMilliseconds - before.epochMilliseconds) / 2000)
      const middle = before.add({ seconds })
      if (middle.offsetNanoseconds === zoned.offsetNanoseconds) before = middle
      else after = middle
    }
    return after
  }
  for (const timeZone of zoneNames()) {
    for (let round = 0; round < 2; round += 1) {
      let zoned = Temporal.Instant.fromEpochMilliseconds(next(67) * 31_557_600_000 + next(31_557_600) * 1000).toZonedDateTimeISO(timeZone)
      // The next change of the clock, and readings before, in and after it.
      if (round % 2 === 1) zoned = nextChange(zoned)
      for (const minutes of [-31, 0, 31]) {
        const near = zoned.add({ minutes })
        // Offsets with seconds are written differently, on purpose.
        if (near.offsetNanoseconds % 60e9 !== 0) continue
        const what = near.toString()
        check(toOffsetDateTime(near), near.toString(plain), what)
        check(toOffsetDateTime(near.toInstant(), { timeZone }), near.toString(plain), what)
        const wall = near.toPlainDateTime().add({ minutes: 30 })
        for (const disambiguation of ['compatible', 'earlier', 'later']) {
          const expected = wall.toZonedDateTime(timeZone, { disambiguation }).toString(plain)
          check(toOffsetDateTime(wall, { timeZone, disambiguation }), expected, what)
        }
      }
    }
  }
  console.log(JSON.stringify({ native: /native code/.test(String(Temporal.Instant.from)), checks, wrong: wrong.slice(0, 5) }))
`

test('objects and results agree with the Temporal of the runtime, around changes of every zone', () => {
  const argv = ['--harmony-temporal', '--input-type=module', '--no-warnings', '--eval', program]
  const { native, checks, wrong } = JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8' }))
  expect(wrong).toEqual([])
  expect(native).toBe(true)
  expect(checks).toBeGreaterThan(10_000)
})
