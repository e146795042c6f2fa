import { getEventListeners } from 'node:events'
import { virtualClock } from '@block-slots/sandbox'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../src/clock.ts'
import { abortAttempt, abortCall, createAbortScope, raceAbort, startDeadline } from '../src/abort.ts'
import { createBlockSlotsClient } from '../src/index.ts'
import { setBounded } from '../src/bounded-map.ts'
import { sharedBy } from '../src/options/shared.ts'
import { answering, calendarBlock, failure, json, verdictOf } from './support/service.ts'

const fresh = createAbortScope

describe('an abort scope', () => {
  test('aborts at its deadline, and creates the reason only then', async () => {
    const clock = virtualClock()
    const scope = fresh()
    const { signal } = scope.controller
    const reasons: string[] = []
    startDeadline(scope, {
      clock,
      timeoutMs: 100,
      signal: undefined,
      reasonOf: (cause) => reasons.push(cause),
    })
    await clock.advance(99)
    expect([signal.aborted, reasons]).toEqual([false, []])
    await clock.advance(1)
    expect([signal.aborted, signal.reason, reasons]).toEqual([true, 1, ['timeout']])
  })

  test('that is released leaves no timer and no listener, and never aborts', async () => {
    const clock = virtualClock()
    const scope = fresh()
    const parent = new AbortController()
    startDeadline(scope, {
      clock,
      timeoutMs: 100,
      signal: parent.signal,
      reasonOf: () => expect.unreachable(),
    })()
    expect(getEventListeners(parent.signal, 'abort')).toEqual([])
    await clock.advance(200)
    parent.abort()
    expect([scope.controller.signal.aborted, clock.pending()]).toEqual([false, 0])
  })

  test('aborts with a signal, at once if that has aborted before', () => {
    const clock = virtualClock()
    const [first, second] = [fresh(), fresh()]
    const parent = new AbortController()
    startDeadline(first, { clock, timeoutMs: 100, signal: parent.signal, reasonOf: (cause) => cause })
    parent.abort()
    expect(first.controller.signal.reason).toBe('signal')
    startDeadline(second, {
      clock: virtualClock(),
      timeoutMs: 100,
      signal: parent.signal,
      reasonOf: (cause) => cause,
    })()
    expect(second.controller.signal.reason).toBe('signal')
  })

  test('that aborts an attempt ends its wait and no later one', async () => {
    const scope = fresh()
    const { signal } = scope.controller
    const work = raceAbort(scope, new Promise(() => {}))
    abortAttempt(scope, new Error('too slow'))
    await expect(work).rejects.toThrow('too slow')
    expect([signal.aborted, scope.controller.signal.aborted]).toEqual([true, false])
    await expect(raceAbort(scope, Promise.resolve(7))).resolves.toBe(7)
  })

  test('that is aborted stays aborted when its attempt is aborted as well', () => {
    const scope = fresh()
    abortCall(scope, 'over')
    abortAttempt(scope, 'too slow')
    expect(scope.controller.signal.reason).toBe('over')
  })
})

describe('work that is raced against a scope', () => {
  test('ends as it ends, and leaves no listener', async () => {
    const scope = fresh()
    await expect(raceAbort(scope, Promise.resolve(7))).resolves.toBe(7)
    await expect(raceAbort(scope, Promise.reject(new Error('own')))).rejects.toThrow('own')
    expect(getEventListeners(scope.controller.signal, 'abort')).toEqual([])
  })

  test('is not awaited after the abort, though it goes on', async () => {
    const scope = fresh()
    const work = raceAbort(scope, new Promise(() => {}))
    abortCall(scope, new Error('enough'))
    await expect(work).rejects.toThrow('enough')
    await expect(raceAbort(scope, Promise.resolve(7))).rejects.toThrow('enough')
  })

  test('that fails after the abort is no unhandled rejection', async () => {
    const clock = virtualClock()
    const scope = fresh()
    abortCall(scope, new Error('enough'))
    const late = clock.sleep(10).then(() => Promise.reject(new Error('late')))
    await expect(raceAbort(scope, late)).rejects.toThrow('enough')
    await clock.advance(10)
  })
})

describe('a clock that fails', () => {
  test.each([
    [
      'now',
      {
        now: () => {
          throw new Error('no clock')
        },
        sleep: async () => {},
      },
    ],
    [
      'sleep',
      {
        now: () => 0,
        sleep: () => {
          throw new Error('no clock')
        },
      },
    ],
  ])('at once when it is asked by %s ends the call in our error, and nothing is sent', async (_, clock) => {
    const { fetch, requests } = answering(() => json(200, {}))
    const client = createBlockSlotsClient({ token: 'pit-token', fetch, clock })
    const error = await failure(client.create(calendarBlock))
    expect(verdictOf(error)).toBe('invalid-input no never')
    expect(error.cause).toMatchObject({ message: 'no clock' })
    expect(requests).toEqual([])
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

  test('is bounded: the oldest entries are forgotten, and one that is used is young again', () => {
    const entries = new Map<string, number>()
    for (let index = 0; index < 10_000; index++) setBounded(entries, `${index}`, index)
    expect(setBounded(entries, '0', 0)).toBe(0)
    setBounded(entries, 'new', 1)
    // A tenth goes at once.
    expect([entries.size, entries.has('0'), entries.has('1000'), entries.has('1001')]).toEqual([
      9001,
      true,
      false,
      true,
    ])
  })
})
