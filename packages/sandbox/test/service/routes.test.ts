import { expect, test } from 'vitest'
import { location, open } from '../support/client.ts'

test('routes outside the contract', async () => {
  const { sandbox, send } = await open()
  for (const [method, path, status] of [
    ['GET', '/calendars/events/any', 401],
    ['DELETE', '/calendars/events/appointments/any', 401],
    ['POST', '/calendars/blocked-slots', 404],
    ['DELETE', '/calendars/events/block-slots/any', 404],
    ['GET', '//', 404],
    ['GET', '/locations/', 404],
    ['GET', '/calendars//', 404],
  ] as const) {
    const reply = await send(method, path)
    expect([path, reply.status]).toEqual([path, status])
    expect(sandbox.audit.at(-2)).toMatchObject({ kind: 'request', operation: null, path })
  }
})

test.each(['/calendars', '/users'])('the list at %s needs no slash at its end', async (path) => {
  const { sandbox } = await open()
  const headers = { Authorization: `Bearer ${sandbox.token}`, Version: '2021-07-28' }
  const lists = [path, `${path}/`].map(async (target) => {
    const response = await fetch(`${sandbox.url}${target}?locationId=${location}`, { headers })
    const { traceId: _, ...list } = (await response.json()) as Record<string, unknown>
    return { status: response.status, list }
  })
  const [bare, slashed] = await Promise.all(lists)
  expect(bare).toEqual(slashed)
  expect(bare).toMatchObject({ status: 200 })
})
