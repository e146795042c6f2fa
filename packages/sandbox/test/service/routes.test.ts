import { expect, test } from 'vitest'
import { open } from '../support/client.ts'

test('routes outside the contract', async () => {
  const { sandbox, send } = await open()
  for (const [method, path, status] of [
    ['GET', '/calendars/events/any', 401],
    ['DELETE', '/calendars/events/appointments/any', 401],
    ['POST', '/calendars/blocked-slots', 404],
    ['DELETE', '/calendars/events/block-slots/any', 404],
    ['GET', '//', 404],
    ['GET', '/calendars/', 404],
  ] as const) {
    const reply = await send(method, path)
    expect([path, reply.status]).toEqual([path, status])
    expect(sandbox.audit.at(-2)).toMatchObject({ kind: 'request', operation: null, path })
  }
})
