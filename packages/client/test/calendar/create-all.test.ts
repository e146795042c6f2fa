import { startSandbox, type Sandbox } from '@block-slots/sandbox'
import { getEventListeners } from 'node:events'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { blockCalendar, type BlockCalendarOptions } from '../../src/index.ts'
import { watchRejections } from '../support/server.ts'
import { failure, json } from '../support/service.ts'
import { eventCalendar, free, plainClient, roundRobin } from '../support/calendar.ts'

watchRejections()

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
beforeEach(() => sandbox.reset())
afterAll(() => sandbox.close())

const client = (fetch?: (request: Request) => Promise<Response>) =>
  plainClient(sandbox.url, sandbox.token, fetch)
const operations = (): (string | null)[] =>
  sandbox.audit.flatMap((entry) => (entry.kind === 'request' ? [entry.operation] : []))

describe('two concurrent calls', () => {
  test('for the same time create one set of blocks', async () => {
    const one = client()
    const block = { calendarId: roundRobin, ...free }
    const calls = await Promise.all([blockCalendar(one, block), blockCalendar(one, block)])
    // Either call may be the first to get its responses.
    const outcomes = calls.map(({ blocks }) => blocks.map(({ outcome }) => outcome).join())
    expect(new Set(outcomes)).toEqual(new Set(['created,created', 'existing,existing']))
    expect(sandbox.blocks()).toHaveLength(2)
  })

  test('leave the other call with its blocks when one fails', async () => {
    let creates = 0
    const one = client(async (request) => {
      if (request.method === 'POST') creates += 1
      return creates === 2 && request.method === 'POST' ? json(422, { message: 'no' }) : fetch(request)
    })
    const block = { calendarId: roundRobin, ...free }
    const results = await Promise.allSettled([
      blockCalendar(one, block),
      blockCalendar(one, { ...block, calendarId: 'ServiceBookingCal001' }),
    ])
    // Either call may be the first to get its responses, and to fail.
    const fulfilled = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(fulfilled).toHaveLength(1)
    expect(sandbox.blocks()).toHaveLength(2)
    expect(sandbox.blocks().map(({ id }) => id)).toEqual(fulfilled[0]?.blocks.map(({ id }) => id))
  })

  test('do not wait for each other with different times or owners', async () => {
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const one = client(async (request) => {
      const body = request.method === 'POST' ? await request.clone().text() : ''
      if (body.includes('"slow"')) await gate
      return fetch(request)
    })
    const slow = blockCalendar(one, { calendarId: roundRobin, ...free, title: 'slow' })
    await blockCalendar(one, { calendarId: roundRobin, ...free, endTime: '2021-06-24T18:00:00+05:30' })
    await blockCalendar(one, { calendarId: eventCalendar, ...free })
    expect(sandbox.blocks()).toHaveLength(3)
    open()
    await slow
  })

  /** Three calls for the same time. The first hangs in its first create, the second takes the options. */
  async function queue(options: BlockCalendarOptions) {
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    let responses = 0
    const one = client(async (request) => {
      if (request.method === 'POST') await gate
      const response = await fetch(request)
      responses += 1
      return response
    })
    const block = { calendarId: roundRobin, ...free }
    const first = blockCalendar(one, block)
    await expect.poll(operations).toContain('listBlockedSlots')
    const second = failure(blockCalendar(one, block, options))
    const third = blockCalendar(one, block)
    // A calendar and two lists of appointments of each call, and the list of the first.
    await expect.poll(() => responses).toBe(10)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return { open, first, second, third }
  }

  test('stop waiting for each other when their signal aborts', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const { open, first, second, third } = await queue({ signal })
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    controller.abort()
    expect(await second).toMatchObject({ code: 'aborted', applied: 'no', leftover: [] })
    expect(getEventListeners(signal, 'abort')).toEqual([])
    open()
    await first
    expect((await third).blocks.map(({ outcome }) => outcome)).toEqual(['existing', 'existing'])
    expect(sandbox.blocks()).toHaveLength(2)
  })

  test('stop waiting for each other at their deadline', async () => {
    let now = 0
    // Ends a sleep as soon as it starts.
    const sleep = async (ms: number): Promise<void> => {
      now += ms
    }
    const { open, first, second, third } = await queue({ timeoutMs: 1_000, clock: { now: () => now, sleep } })
    expect(await second).toMatchObject({ code: 'deadline-exceeded', applied: 'no', leftover: [] })
    open()
    await first
    expect((await third).blocks.map(({ outcome }) => outcome)).toEqual(['existing', 'existing'])
    expect(sandbox.blocks()).toHaveLength(2)
  })

  test('leave no listener on a signal, and no sleep on a clock', async () => {
    const { signal } = new AbortController()
    let sleeping = 0
    const clock = {
      now: () => 0,
      sleep: async (_: number, stop: AbortSignal) => {
        sleeping += 1
        await new Promise((resolve) => stop.addEventListener('abort', resolve))
        sleeping -= 1
      },
    }
    const one = client()
    const block = { calendarId: roundRobin, ...free }
    await Promise.all([1, 2, 3].map(() => blockCalendar(one, block, { signal, timeoutMs: 60_000, clock })))
    await new Promise((resolve) => setTimeout(resolve, 1))
    expect(sleeping).toBe(0)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
