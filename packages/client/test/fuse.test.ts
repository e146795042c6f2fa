import { getEventListeners } from 'node:events'
import { virtualClock } from '@block-slots/mock'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../src/clock.ts'
import { heed, light } from '../src/fuse.ts'
import { remember, sharedBy } from '../src/shared.ts'

describe('a fuse', () => {
  test('burns down at its time, and asks only then for the reason', async () => {
    const clock = virtualClock()
    const reasons: string[] = []
    const fuse = light(clock, 100, undefined, (why) => reasons.push(why))
    await clock.advance(99)
    expect([fuse.signal.aborted, reasons]).toEqual([false, []])
    await clock.advance(1)
    expect([fuse.signal.aborted, fuse.signal.reason, reasons]).toEqual([true, 1, ['time']])
  })

  test('that is taken out leaves no timer and no listener, and never burns', async () => {
    const clock = virtualClock()
    const parent = new AbortController()
    const fuse = light(clock, 100, parent.signal, () => expect.unreachable())
    fuse.end()
    expect(getEventListeners(parent.signal, 'abort')).toEqual([])
    await clock.advance(200)
    parent.abort()
    expect([fuse.signal.aborted, clock.pending()]).toEqual([false, 0])
  })

  test('burns with its parent, at once where that has burnt before', () => {
    const parent = new AbortController()
    const fuse = light(virtualClock(), 100, parent.signal, (why) => why)
    parent.abort()
    expect(fuse.signal.reason).toBe('parent')
    expect(light(virtualClock(), 100, AbortSignal.abort(), (why) => why).signal.reason).toBe('parent')
  })
})

describe('work under a signal', () => {
  test('ends as it ends, and leaves no listener', async () => {
    const { signal } = new AbortController()
    await expect(heed(signal, Promise.resolve(7))).resolves.toBe(7)
    await expect(heed(signal, Promise.reject(new Error('own')))).rejects.toThrow('own')
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('is left alone when the signal aborts, though it goes on', async () => {
    const controller = new AbortController()
    const work = heed(controller.signal, new Promise(() => {}))
    controller.abort(new Error('enough'))
    await expect(work).rejects.toThrow('enough')
    await expect(heed(controller.signal, Promise.resolve(7))).rejects.toThrow('enough')
  })

  test('that fails after the signal aborted is nobody’s unhandled rejection', async () => {
    const clock = virtualClock()
    const late = clock.sleep(10).then(() => Promise.reject(new Error('late')))
    await expect(heed(AbortSignal.abort(new Error('enough')), late)).rejects.toThrow('enough')
    await clock.advance(10)
  })
})

describe('the machine’s clock', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())
  const { signal } = new AbortController()

  test('waits for nothing where there is nothing to wait for', async () => {
    await systemClock.sleep(0, signal)
    await systemClock.sleep(-5, signal)
    await expect(systemClock.sleep(0, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  })

  test('waits longer than a timer can', async () => {
    let awake = false
    const sleep = systemClock.sleep(5_000_000_000, signal).then(() => (awake = true))
    await vi.advanceTimersByTimeAsync(4_999_999_999)
    expect(awake).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await sleep
    expect([vi.getTimerCount(), getEventListeners(signal, 'abort')]).toEqual([0, []])
  })

  test('leaves no timer and no listener when a signal ends the wait', async () => {
    const controller = new AbortController()
    const sleep = systemClock.sleep(1000, controller.signal)
    controller.abort(new Error('enough'))
    await expect(sleep).rejects.toThrow('enough')
    expect(vi.getTimerCount()).toBe(0)
    await expect(systemClock.sleep(1000, controller.signal)).rejects.toThrow('enough')
  })

  test('never goes back, and counts from the epoch', () => {
    const before = systemClock.now()
    expect(systemClock.now()).toBeGreaterThanOrEqual(before)
    expect(Math.abs(before - Date.now())).toBeLessThan(86_400_000)
  })
})

describe('what clients share', () => {
  test('is one for each clock', () => {
    const [one, other] = [virtualClock(), virtualClock()]
    expect(sharedBy(one)).toBe(sharedBy(one))
    expect(sharedBy(one)).not.toBe(sharedBy(other))
    expect(sharedBy(systemClock)).toBe(sharedBy(systemClock))
  })

  test('is bounded: the oldest entry is forgotten, and one that is used is young again', () => {
    const entries = new Map<string, number>()
    for (let index = 0; index < 10_000; index++) remember(entries, `${index}`, index)
    expect(remember(entries, '0', 0)).toBe(0)
    remember(entries, 'new', 1)
    expect([entries.size, entries.has('0'), entries.has('1'), entries.has('2')]).toEqual([
      10_000,
      true,
      false,
      true,
    ])
  })
})
