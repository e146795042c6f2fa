import { describe, expect, test } from 'vitest'
import type { TokenStore } from '../../src/token/store.ts'
import { watchRejections } from '../support/server.ts'
import { failure, json, verdictOf } from '../support/service.ts'
import { refresher, testClock, setupTokens, tokenServer } from '../support/tokens.ts'

watchRejections()

const dayMs = 86_399_000
describe('concurrent calls', () => {
  test('a thousand at the start and at expiry share one request each time', async () => {
    const { clock, server, store } = setupTokens()
    const { get, events } = refresher(clock, server, { store })
    for (const rotations of [1, 2]) {
      const values = await clock.run(Promise.all(Array.from({ length: 1000 }, () => get())))
      expect(new Set(values)).toEqual(new Set([server.current()]))
      expect(server.count).toMatchObject({ requests: rotations, rotations })
      await clock.advance(dayMs)
    }
    expect(events.map(({ outcome }) => outcome)).toEqual(['renewed', 'renewed'])
  })

  test('providers over one store share a refresh, with a lock and without', async () => {
    for (const locks of [true, false]) {
      const { clock, server, store } = setupTokens()
      const { read, write } = store
      const shared: TokenStore = locks ? store : { read, write }
      const callers = Array.from({ length: 8 }, () => refresher(clock, server, { store: shared }))
      for (let rotation = 1; rotation <= 5; rotation++) {
        const values = await clock.run(Promise.all(callers.map(({ get }) => get())))
        expect(new Set(values)).toEqual(new Set([server.current()]))
        expect(server.count).toMatchObject({ requests: rotation, rotations: rotation, revocations: 0 })
        await clock.advance(dayMs)
      }
    }
  })

  test('a refresh goes on when the caller that started it aborts', async () => {
    const { clock, server } = setupTokens()
    server.fates.push('lost before')
    const { get } = refresher(clock, server)
    const controller = new AbortController()
    const first = get(controller.signal)
    const second = get()
    controller.abort(new Error('aborted'))
    await expect(first).rejects.toThrow('aborted')
    expect(await clock.run(second)).toBe(server.current())
    expect(server.count.requests).toBe(2)
    expect(clock.sleepers()).toBe(0)
  })

  test('an aborted call does not wait', async () => {
    const { clock, server } = setupTokens()
    server.fates.push('stall before')
    const { get } = refresher(clock, server)
    await expect(get(AbortSignal.abort(new Error('late')))).rejects.toThrow('late')
  })
})

describe('the schedule', () => {
  test('refreshes in the background when a tenth of the lifetime is left', async () => {
    const { clock, server } = setupTokens()
    const { get } = refresher(clock, server)
    const first = await clock.run(get())
    await clock.advance(dayMs * 0.87)
    expect([await get(), server.count.rotations]).toEqual([first, 1])
    await clock.advance(dayMs * 0.03 + 1)
    // The call that starts the refresh does not wait.
    expect(await get()).toBe(first)
    await clock.advance(0)
    expect(server.count.rotations).toBe(2)
    expect(await get()).toBe(server.current())
  })

  test('spreads the refreshes of locations over a fifth of that time', async () => {
    const steps = new Set<number>()
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
      const { clock, server } = setupTokens()
      const { get } = refresher(clock, server, { key })
      await clock.run(get())
      await clock.advance(dayMs * 0.88 - 1000)
      let step = 0
      for (; server.count.rotations < 2; step++) {
        await get()
        await clock.advance(dayMs / 500)
      }
      expect(step).toBeLessThan(12)
      steps.add(step)
    }
    expect(steps.size).toBeGreaterThan(4)
  })

  test('waits for the next token in the last minute', async () => {
    const { clock, server } = setupTokens()
    const { get } = refresher(clock, server)
    const first = await clock.run(get())
    await clock.advance(dayMs - 60_000)
    expect(await clock.run(get())).not.toBe(first)
  })

  test('uses the old token to its end when refreshes fail, with a backoff of 5 s to 5 min', async () => {
    const { clock, server } = setupTokens()
    const { get, events } = refresher(clock, server)
    const first = await clock.run(get())
    server.fates.push(...Array.from({ length: 9999 }, () => () => json(503, { message: 'no' })))
    await clock.advance(dayMs * 0.9)
    const attempts: number[] = []
    const startedAt = clock.now()
    while (clock.now() < startedAt + 1_200_000) {
      expect(await clock.run(get())).toBe(first)
      await clock.advance(1_000)
    }
    for (const { at } of events.slice(1)) attempts.push(at - startedAt)
    const pauses = attempts.slice(1).map((at, index) => Math.round((at - (attempts[index] ?? 0)) / 1000))
    expect(pauses).toEqual([7, 12, 22, 42, 82, 162, 302, 302])
    await clock.advance(startedAt + dayMs * 0.1 - clock.now() - 30_000)
    expect(await clock.run(get())).toBe(first)
    await clock.advance(31_000)
    expect(verdictOf(await clock.run(failure(get())))).toBe('unavailable no after')
    server.fates.length = 0
    expect(await clock.run(get())).toBe(server.current())
  })

  test('does not depend on the wall clock for a fresh token', async () => {
    const clock = testClock()
    const server = tokenServer(clock)
    server.skewMs = 365 * 86_400_000
    const { get } = refresher(clock, server)
    const first = await clock.run(get())
    server.skewMs = -server.skewMs
    await clock.advance(dayMs * 0.85)
    expect(await clock.run(get())).toBe(first)
  })

  test('judges a stored token by the clock of the service', async () => {
    for (const skewMs of [-86_400_000, 86_400_000]) {
      const { clock, server, store } = setupTokens()
      server.skewMs = skewMs
      await clock.run(refresher(clock, server, { store }).get())
      const other = refresher(clock, server, { store })
      other.provider.observe?.(new Date(clock.now() + skewMs).toUTCString(), clock.now(), clock.now())
      expect(await clock.run(other.get())).toBe(server.current())
      expect(server.count.rotations).toBe(1)
      await clock.advance(dayMs - 60_000)
      await clock.run(other.get())
      expect(server.count.rotations).toBe(2)
    }
  })
})

describe('a refused token', () => {
  test('is refreshed at most once a minute, however many calls are refused', async () => {
    const { clock, server, store } = setupTokens()
    let reads = 0
    const counted: TokenStore = { ...store, read: (key) => ((reads += 1), store.read(key)) }
    const { get, renew } = refresher(clock, server, { store: counted })
    const first = await clock.run(get())
    expect(await clock.run(Promise.all(Array.from({ length: 100 }, () => renew(first))))).not.toContain(false)
    expect(server.count.rotations).toBe(2)
    const second = await get()
    expect(await renew(first)).toBe(true)
    await clock.advance(59_000)
    reads = 0
    expect(await renew(second)).toBe(false)
    // The store is not read either.
    expect(reads).toBe(0)
    await clock.advance(1_000)
    expect(await clock.run(renew(second))).toBe(true)
    expect(server.count.rotations).toBe(3)
  })

  test('is not refreshed after another process did', async () => {
    const { clock, server, store } = setupTokens()
    const [one, other] = [refresher(clock, server, { store }), refresher(clock, server, { store })]
    const first = await clock.run(one.get())
    await clock.run(other.get())
    await clock.run(one.renew(first))
    expect(await clock.run(other.renew(first))).toBe(true)
    expect(await other.get()).toBe(server.current())
    expect(server.count.rotations).toBe(2)
    expect(other.events.at(-1)?.outcome).toBe('adopted')
    // Not even when that token is refused within the same minute.
    const second = await other.get()
    await clock.advance(10_000)
    expect(await clock.run(other.renew(second))).toBe(false)
    expect(server.count.rotations).toBe(2)
    const third = refresher(clock, server, { store })
    await clock.run(third.get())
    expect(await clock.run(third.renew(second))).toBe(false)
    expect(server.count.rotations).toBe(2)
  })
})
