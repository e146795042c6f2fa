import { describe, expect, test } from 'vitest'
import { createBlockSlotsClient } from '../../src/index.ts'
import { httpServer, watchRejections } from '../support/server.ts'
import { calls, failure, goodAnswers, once, operations, verdictOf } from '../support/service.ts'
import { openTransports } from '../support/transports.ts'

watchRejections()
const transports = openTransports()

const verdicts = {
  createBlockSlot: 'outcome-unknown unknown never',
  updateBlockSlot: 'outcome-unknown unknown after',
  deleteEvent: 'outcome-unknown unknown after',
  listBlockedSlots: 'invalid-response no never',
  listEvents: 'invalid-response no never',
  getCalendar: 'invalid-response no never',
  getAppointment: 'invalid-response no never',
  getUser: 'invalid-response no never',
  listCalendars: 'invalid-response no never',
  listUsers: 'invalid-response no never',
  getLocation: 'invalid-response no never',
}

describe.each(
  transports.flatMap((transport) => operations.map((operation) => ({ ...transport, operation }))),
)('$operation over $over does not follow', ({ operation, options }) => {
  test.each([301, 302, 303, 307, 308])('%s to another server, which never sees the token', async (status) => {
    const other = await httpServer((_, response) => response.end(JSON.stringify(goodAnswers[operation])))
    const server = await httpServer((_, response) => {
      response.writeHead(status, { location: `${other.url}/elsewhere` }).end()
    })
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl: server.url, ...options })
    const error = await failure(calls[operation](client))
    expect(verdictOf(error)).toBe(verdicts[operation])
    expect(error.message).toBe(`${operation}: ${status} redirect, which is not followed`)
    expect(error.hint).toContain('Check baseUrl')
    expect(server.heads).toHaveLength(1)
    expect(other.heads).toEqual([])
  })

  test('one within the same server', async () => {
    const server = await httpServer((request, response) => {
      if (request.url?.startsWith('/elsewhere') === true) response.end(JSON.stringify(goodAnswers[operation]))
      else response.writeHead(307, { location: '/elsewhere' }).end()
    })
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl: server.url, ...options })
    expect(verdictOf(await failure(calls[operation](client)))).toBe(verdicts[operation])
    expect(server.heads).toHaveLength(1)
  })

  test.each([300, 302, 304, 399])('%s without a Location', async (status) => {
    const server = await httpServer((_, response) => response.writeHead(status).end())
    const client = createBlockSlotsClient({ ...once, token: 'pit-token', baseUrl: server.url, ...options })
    const error = await failure(calls[operation](client))
    expect(verdictOf(error)).toBe(verdicts[operation])
    expect(error.status).toBe(status)
  })
})

test('a redirect as browsers show it, without a status, is recognised', async () => {
  const opaque = new Response(null)
  Object.defineProperties(opaque, {
    status: { value: 0 },
    ok: { value: false },
    type: { value: 'opaqueredirect' },
  })
  const client = createBlockSlotsClient({ ...once, token: 'pit-token', fetch: async () => opaque })
  const error = await failure(calls.createBlockSlot(client))
  expect(verdictOf(error)).toBe('outcome-unknown unknown never')
  expect(error.message).toBe('createBlockSlot: 0 redirect, which is not followed')
})
