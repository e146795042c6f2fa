import { getEventListeners } from 'node:events'
import { expect, test, vi } from 'vitest'
import { virtualClock } from '../src/index.ts'

test('a year of sleep takes no real time and advances the clock', async () => {
  const clock = virtualClock({ now: 5 })
  const seen: number[] = []
  await clock.run(async () => {
    for (const days of [1, 364]) {
      await clock.sleep(days * 86_400_000)
      seen.push(clock.now())
    }
  })
  expect(seen).toEqual([86_400_005, 31_536_000_005])
})

test('the default start is fixed', () => {
  expect(virtualClock().now()).toBe(Date.parse('2026-01-01T00:00:00Z'))
})

test('timers fire by time, and equal times in the order of scheduling', async () => {
  const clock = virtualClock()
  const order: string[] = []
  const sleeper = async (ms: number, name: string): Promise<void> => {
    await clock.sleep(ms)
    order.push(name)
  }
  const times = [3, 1, 2, 1, 3, 2, 1]
  await clock.run(() => Promise.all(times.map(async (ms, index) => sleeper(ms, `${ms}${index}`))))
  expect(order).toEqual(['11', '13', '16', '22', '25', '30', '34'])
})

test('a hundred equal timers fire in the order of scheduling, whatever is between them', async () => {
  const clock = virtualClock()
  const order: number[] = []
  const names = Array.from({ length: 100 }, (_, index) => index)
  await clock.run(() =>
    Promise.all(
      names.map(async (name) => {
        await Promise.all([clock.sleep(50).then(() => order.push(name)), clock.sleep((name * 7) % 50)])
      }),
    ),
  )
  expect(order).toEqual(names)
})

test('a sleep leaves no listener on its signal', async () => {
  const clock = virtualClock()
  const { signal } = new AbortController()
  await clock.run(() => clock.sleep(1, signal))
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('a thousand random timers fire in the order of their times', async () => {
  const clock = virtualClock({ now: 0 })
  const woken: number[] = []
  let state = 1
  await clock.run(() =>
    Promise.all(
      Array.from({ length: 1000 }, async () => {
        state = (state * 48_271) % 2_147_483_647
        const ms = state % 500
        await clock.sleep(ms)
        expect(clock.now()).toBe(ms)
        woken.push(ms)
      }),
    ),
  )
  expect(woken).toHaveLength(1000)
  expect(woken.filter((ms, index) => ms < (woken[index - 1] ?? 0))).toEqual([])
})

test('work after a timer runs before the next equal timer, and can cancel it', async () => {
  const clock = virtualClock()
  const controller = new AbortController()
  const first = clock.sleep(10).then(() => controller.abort(new Error('too late')))
  const second = clock.sleep(10, controller.signal)
  await clock.run(async () => {
    await first
    await expect(second).rejects.toThrow('too late')
  })
  expect(clock.pending()).toBe(0)
})

test('a sleep of 0 ms ends at once, and one with an aborted signal rejects', async () => {
  const clock = virtualClock()
  for (const ms of [0, -1, Number.NaN]) await clock.sleep(ms)
  await expect(clock.sleep(0, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  expect(clock.pending()).toBe(0)
})

test('ten thousand cancelled sleeps leave nothing behind', async () => {
  const clock = virtualClock()
  let refused = 0
  for (let round = 0; round < 10_000; round += 1) {
    const controller = new AbortController()
    clock.sleep(60_000, controller.signal).catch(() => (refused += 1))
    controller.abort()
  }
  expect(clock.pending()).toBe(0)
  await clock.run(() => clock.sleep(1))
  expect(refused).toBe(10_000)
})

test('advance fires the due timers on the way, new ones included, and no others', async () => {
  const clock = virtualClock({ now: 0 })
  const seen: number[] = []
  const again = async (): Promise<void> => {
    for (let times = 0; times < 5; times += 1) {
      await clock.sleep(10)
      seen.push(clock.now())
    }
  }
  void again()
  await clock.advance(35)
  expect([seen, clock.now(), clock.pending()]).toEqual([[10, 20, 30], 35, 1])
  await clock.advance(5)
  expect(seen).toEqual([10, 20, 30, 40])
  await expect(clock.advance(-1)).rejects.toThrow(RangeError)
  await expect(clock.advance(Number.NaN)).rejects.toThrow(RangeError)
})

test('run does not move the time during an advance', async () => {
  const clock = virtualClock({ now: 0 })
  void clock.sleep(1000)
  await clock.run(async () => {
    await clock.advance(5)
    expect(clock.now()).toBe(5)
  })
})

test('two runs share the time', async () => {
  const clock = virtualClock({ now: 0 })
  const at = async (ms: number): Promise<number> => {
    await clock.sleep(ms)
    return clock.now()
  }
  expect(await Promise.all([clock.run(() => at(7)), clock.run(at(3))])).toEqual([7, 3])
})

test('two concurrent advances reach the later time', async () => {
  const clock = virtualClock({ now: 0 })
  const woken: number[] = []
  for (const ms of [3, 5, 7, 9]) void clock.sleep(ms).then(() => woken.push(clock.now()))
  await Promise.all([clock.advance(5), clock.advance(8)])
  expect([woken, clock.now()]).toEqual([[3, 5, 7], 8])
})

test('the time does not move while work is pending in the event loop', async () => {
  const clock = virtualClock({ now: 0 })
  void clock.sleep(1)
  await clock.run(async () => {
    for (let step = 0; step < 1000; step += 1) await Promise.resolve()
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    expect(clock.now()).toBe(0)
  })
})

test('work that waits for no timer of this clock is a deadlock', async () => {
  const clock = virtualClock()
  const never = new Promise<void>(() => undefined)
  await expect(clock.run(never)).rejects.toThrow(
    /^Deadlock: the work is pending, but no timer is scheduled on this clock\.$/,
  )
  void clock.sleep(Infinity)
  await expect(clock.run(() => never)).rejects.toThrow(/^Deadlock/)
})

test('run rejects with the error of the work', async () => {
  const clock = virtualClock()
  const fails = async (): Promise<void> => {
    await clock.sleep(1)
    throw new Error('no luck')
  }
  await expect(clock.run(fails)).rejects.toThrow('no luck')
  await expect(clock.run(fails())).rejects.toThrow('no luck')
})

test('the clock works under fake timers', async () => {
  vi.useFakeTimers()
  try {
    const clock = virtualClock({ now: 0 })
    await clock.run(() => clock.sleep(10))
    expect(clock.now()).toBe(10)
  } finally {
    vi.useRealTimers()
  }
})

test('run leaves no immediate behind', async () => {
  const clock = virtualClock()
  void clock.sleep(1e9)
  await clock.run(() => clock.sleep(5))
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Immediate')).toEqual([])
})
