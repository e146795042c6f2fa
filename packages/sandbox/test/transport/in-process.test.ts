import { expect, test } from 'vitest'
import { virtualClock } from '../../src/index.ts'
import { block, calendar, open, slots } from '../support/client.ts'

function create(token: string, more: RequestInit = {}): Request {
  return new Request(`https://services.leadconnectorhq.com${slots}?x=1`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Version: '2021-04-15' },
    body: JSON.stringify({ ...block, calendarId: calendar }),
    ...more,
  })
}

test('sandbox.fetch gives the response and the log of a request over a socket', async () => {
  const { sandbox } = await open({ clock: virtualClock() })
  const over = create(sandbox.token)
  const socket = await fetch(sandbox.url + slots, {
    method: 'POST',
    headers: over.headers,
    body: await over.text(),
  })
  const [heard, log] = [await socket.json(), JSON.stringify(sandbox.audit)]
  sandbox.reset()
  const response = await sandbox.fetch(
    create(sandbox.token, { body: JSON.stringify({ ...block, calendarId: calendar }) }),
  )
  expect(response.status).toBe(socket.status)
  expect(await response.json()).toEqual(heard)
  expect(JSON.stringify(sandbox.audit).replace('"x":"1"', '')).toBe(log)
  for (const name of ['content-type', 'content-length', 'date']) {
    expect([name, response.headers.get(name)]).toEqual([name, socket.headers.get(name)])
  }
})

test('an object like a Request is enough', async () => {
  const { sandbox } = await open()
  const headers = new Map([
    ['authorization', `Bearer ${sandbox.token}`],
    ['version', '2021-04-15'],
  ])
  const { signal } = new AbortController()
  for (const url of [`/calendars/${calendar}`, `http://x/calendars/${calendar}#part`]) {
    const response = await sandbox.fetch({
      method: 'GET',
      url,
      headers: { get: (name) => headers.get(name) ?? null },
      signal,
      text: async () => '',
    })
    expect([url, response.status]).toEqual([url, 200])
  }
})

test('a request aborted before it was sent does not arrive', async () => {
  const { sandbox } = await open()
  const reason = new Error('never mind')
  const request = create(sandbox.token, { signal: AbortSignal.abort(reason) })
  await expect(sandbox.fetch(request)).rejects.toBe(reason)
  expect(sandbox.audit).toEqual([])
})

test('a closed sandbox is unreachable', async () => {
  const { sandbox } = await open()
  await sandbox.close()
  await expect(sandbox.fetch(create(sandbox.token))).rejects.toMatchObject({
    name: 'TypeError',
    message: 'fetch failed',
    cause: { code: 'ECONNREFUSED', syscall: 'connect' },
  })
})

test('a too long body is rejected as over a socket', async () => {
  const { sandbox } = await open()
  const response = await sandbox.fetch(create(sandbox.token, { body: 'ä'.repeat(600_000) }))
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { message: 'request entity too large' },
  ])
})

test('a request aborted before its arrival has no effect; after its arrival it is committed', async () => {
  const clock = virtualClock()
  const { sandbox } = await open({ clock, faults: [{ fault: 'slow' }] })
  const early = new AbortController()
  const lost = sandbox.fetch(create(sandbox.token, { signal: early.signal }))
  early.abort(new Error('at once'))
  await expect(lost).rejects.toThrow('at once')
  await clock.advance(0)
  expect(sandbox.audit).toEqual([])

  sandbox.setFaults([{ fault: 'slow' }])
  const late = new AbortController()
  const given = sandbox.fetch(create(sandbox.token, { signal: late.signal }))
  void clock.sleep(1000).then(() => late.abort(new Error('too slow')))
  await expect(clock.run(given)).rejects.toThrow('too slow')
  await clock.advance(60_000)
  expect(sandbox.audit.map(({ kind }) => kind)).toEqual(['request', 'fault', 'commit', 'response'])
})

test('a hundred requests leave no listener on a shared signal', async () => {
  const { sandbox } = await open()
  const { signal } = new AbortController()
  let listening = 0
  const counted = new Proxy(signal, {
    get: (target, name) => {
      if (name === 'addEventListener') listening += 1
      if (name === 'removeEventListener') listening -= 1
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  for (let count = 0; count < 100; count += 1) {
    await sandbox.fetch({
      method: 'GET',
      url: '/calendars/any',
      headers: new Headers(),
      signal: counted,
      text: async () => '',
    })
  }
  expect(listening).toBe(0)
})

test('the same seed and requests give the same log, faults included', async () => {
  const run = async (): Promise<string> => {
    const clock = virtualClock()
    const faults = (['reset', 'stall', 'slow', 'late-commit', 'internal-error'] as const).map((fault) => ({
      fault,
      on: { share: 0.1 },
      delayMs: 700,
    }))
    const { sandbox } = await open({ clock, faults, limit: { max: 20, intervalMs: 1000 } })
    await clock.run(async () => {
      await Promise.all(
        Array.from({ length: 200 }, async (_, index) => {
          await clock.sleep(index * 37)
          const signal = AbortSignal.any([new AbortController().signal])
          await sandbox.fetch(create(sandbox.token, { signal })).catch(() => undefined)
        }),
      )
    })
    await clock.advance(10_000)
    return JSON.stringify([sandbox.audit, sandbox.blocks()])
  }
  const first = await run()
  expect(first).toContain('"kind":"fault"')
  expect(await run()).toBe(first)
})
