import { describe, expect, test } from 'vitest'
import { localLimiter } from '../../src/rate-limit/local.ts'
import { asking, permitOf } from '../support/model.ts'
import { virtualClock } from '../support/virtual.ts'

type Reply = { readonly status: number; readonly retryAfter?: string }

const intervalMs = 10_000

/** Sends requests until the service has accepted that many, and returns when each one arrived. */
async function arrivals(
  callers: number,
  reply: (index: number, atMs: number) => Reply,
  withinMs = Infinity,
): Promise<readonly { readonly atMs: number; readonly status: number }[]> {
  const clock = virtualClock()
  const ask = asking(localLimiter({ max: 100, intervalMs }), clock)
  const start = clock.now()
  const all: { atMs: number; status: number }[] = []
  const caller = async (): Promise<void> => {
    for (let again = false; ; again = true) {
      const result = await ask({ again, withinMs: start + withinMs - clock.now() })
      if (!('release' in result)) return
      const atMs = clock.now() - start
      const { status, retryAfter } = reply(all.length, atMs)
      all.push({ atMs, status })
      await clock.sleep(20, new AbortController().signal)
      const get = (name: string): string | null => (name === 'retry-after' ? (retryAfter ?? null) : null)
      permitOf(result).release({ sent: 'yes', status, headers: { get } })
      if (status === 200) return
    }
  }
  await clock.run(Promise.all(Array.from({ length: callers }, caller)))
  return all
}

/** The most requests that arrived in any second after the first. */
function mostInOneSecond(all: readonly { readonly atMs: number }[]): number {
  const later = all.map(({ atMs }) => atMs).filter((atMs) => atMs >= 1000)
  return Math.max(...later.map((at) => later.filter((other) => other >= at && other < at + 1000).length))
}

describe('after a 429 with a Retry-After below one window', () => {
  test.each([1, 2, 5])('of %s s, one probe goes then, and the others follow it', async (seconds) => {
    const all = await arrivals(5, (index) =>
      index < 5 ? { status: 429, retryAfter: `${seconds}` } : { status: 200 },
    )
    const [probe, ...rest] = all.slice(5).map(({ atMs }) => atMs)
    expect(probe).toBeGreaterThanOrEqual(seconds * 1000)
    expect(probe).toBeLessThanOrEqual(seconds * 1250 + 50)
    expect(rest.length).toBe(4)
    // Evenly spaced: four of 70 in a window.
    expect(rest.at(-1)).toBeLessThan(seconds * 1250 + 1000)
  })

  test('without one, the probe goes after the window', async () => {
    const all = await arrivals(3, (index) => ({ status: index < 3 ? 429 : 200 }))
    expect(all[3]?.atMs).toBeGreaterThanOrEqual(intervalMs)
  })

  test('the probe that meets another 429 is followed by one a window later', async () => {
    const all = await arrivals(3, (index) => (index < 4 ? { status: 429, retryAfter: '1' } : { status: 200 }))
    const [probe = 0, second = 0] = all.slice(3).map(({ atMs }) => atMs)
    expect(probe).toBeLessThan(1400)
    expect(second - probe).toBeGreaterThanOrEqual(intervalMs)
  })
})

describe('a service whose Retry-After is never true', () => {
  test.each(['0', '1'])('of %s s gets one request in a window', async (retryAfter) => {
    const all = await arrivals(50, () => ({ status: 429, retryAfter }), 100_000)
    // The first burst, the probe that finds out, and one for each window.
    expect(all.length).toBeLessThanOrEqual(50 + 1 + 10)
    expect(all.filter(({ atMs }) => atMs >= 1000 && atMs < 10_000).length).toBe(1)
  })

  test('and which lets some requests through gets about one in a second', async () => {
    const all = await arrivals(
      50,
      (index) => (index >= 50 && index % 2 === 0 ? { status: 200 } : { status: 429, retryAfter: '0' }),
      100_000,
    )
    expect(mostInOneSecond(all)).toBeLessThanOrEqual(3)
  })
})
