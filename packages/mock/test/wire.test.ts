import { expect, test } from 'vitest'
import { virtualClock } from '../src/index.ts'
import { block, calendar, open, slots } from './caller.ts'

function create(token: string, more: RequestInit = {}): Request {
  return new Request(`https://services.leadconnectorhq.com${slots}?x=1`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Version: '2021-04-15' },
    body: JSON.stringify({ ...block, calendarId: calendar }),
    ...more,
  })
}

test('a request without a socket does and says what it does over one', async () => {
  const { sandbox } = await open({ clock: virtualClock() })
  const over = create(sandbox.token)
  const socket = await fetch(sandbox.url + slots, {
    method: 'POST',
    headers: over.headers,
    body: await over.text(),
  })
  const [heard, log] = [await socket.json(), JSON.stringify(sandbox.audit)]
  sandbox.reset()
  const answer = await sandbox.fetch(
    create(sandbox.token, { body: JSON.stringify({ ...block, calendarId: calendar }) }),
  )
  expect(answer.status).toBe(socket.status)
  expect(await answer.json()).toEqual(heard)
  expect(JSON.stringify(sandbox.audit).replace('"x":"1"', '')).toBe(log)
  for (const name of ['content-type', 'content-length', 'date']) {
    expect([name, answer.headers.get(name)]).toEqual([name, socket.headers.get(name)])
  }
})

test('whatever looks like a request will do', async () => {
  const { sandbox } = await open()
  const headers = new Map([
    ['authorization', `Bearer ${sandbox.token}`],
    ['version', '2021-04-15'],
  ])
  const { signal } = new AbortController()
  for (const url of [`/calendars/${calendar}`, `http://x/calendars/${calendar}#part`]) {
    const answer = await sandbox.fetch({
      method: 'GET',
      url,
      headers: { get: (name) => headers.get(name) ?? null },
      signal,
      text: async () => '',
    })
    expect([url, answer.status]).toEqual([url, 200])
  }
})

test('a request that was called off before it was sent does not arrive', async () => {
  const { sandbox } = await open()
  const reason = new Error('never mind')
  const request = create(sandbox.token, { signal: AbortSignal.abort(reason) })
  await expect(sandbox.fetch(request)).rejects.toBe(reason)
  expect(sandbox.audit).toEqual([])
})

test('after the end nobody is reached', async () => {
  const { sandbox } = await open()
  await sandbox.close()
  await expect(sandbox.fetch(create(sandbox.token))).rejects.toMatchObject({
    name: 'TypeError',
    message: 'fetch failed',
    cause: { code: 'ECONNREFUSED', syscall: 'connect' },
  })
})

test('a body that is too long is refused as over a socket', async () => {
  const { sandbox } = await open()
  const answer = await sandbox.fetch(create(sandbox.token, { body: 'ä'.repeat(600_000) }))
  expect([answer.status, await answer.json()]).toMatchObject([400, { message: 'request entity too large' }])
})
