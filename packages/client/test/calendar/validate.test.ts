import { startSandbox, type Sandbox } from '@block-slots/sandbox'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { blockCalendar } from '../../src/index.ts'
import { forced, hostile, hostileObject, refusal, revoked } from '../support/refusal.ts'
import { watchRejections } from '../support/server.ts'
import { failure } from '../support/service.ts'
import { anna, free, plainClient } from '../support/calendar.ts'

watchRejections()

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
beforeEach(() => sandbox.reset())
afterAll(() => sandbox.close())

const client = (fetch?: (request: Request) => Promise<Response>) =>
  plainClient(sandbox.url, sandbox.token, fetch)

describe('an invalid argument', () => {
  const block = { calendarId: 'x', ...free }
  test.each<[string, unknown, unknown, string]>([
    ['no block', undefined, undefined, 'a block must be an object'],
    ['no calendar', { ...free }, undefined, 'calendarId must be given'],
    ['a user', { ...free, assignedUserId: anna }, undefined, 'assignedUserId cannot be given'],
    ['both owners', { ...block, assignedUserId: anna }, undefined, 'assignedUserId cannot be given'],
    ['an empty calendar', { ...block, calendarId: '' }, undefined, 'calendarId must be an id of HighLevel'],
    ['no location', { ...block, locationId: undefined }, undefined, 'locationId must be an id of HighLevel'],
    [
      'an end before the start',
      { ...block, endTime: free.startTime },
      undefined,
      'startTime must be earlier',
    ],
    ['epoch milliseconds', { ...block, startTime: 0 }, undefined, 'startTime must be an RFC 3339'],
    ['two lines', { ...block, title: 'a\nb' }, undefined, 'title must be one line'],
    ['an unknown field', { ...block, notes: 'x' }, undefined, 'notes: there is no such field'],
    ['a block with throwing getters', hostileObject(), undefined, 'the arguments cannot be read'],
    ['a function', hostile(), undefined, 'a block must be an object'],
    ['a revoked proxy', revoked(), undefined, 'the arguments cannot be read'],
    ['options of another type', block, 7, 'options must be an object'],
    ['options with throwing getters', block, hostileObject(), 'the arguments cannot be read'],
    ['an unknown policy', block, { onAppointments: 'ask' }, 'onAppointments must be'],
    ['no time', block, { timeoutMs: 0 }, 'timeoutMs must be'],
    ['a signal of another type', block, { signal: {} }, 'signal must be an AbortSignal'],
    ['a clock without sleep', block, { clock: Date }, 'clock must have the functions'],
  ])('such as %s is rejected before anything is sent', async (_, given, options, problem) => {
    const error = await refusal((asked) => blockCalendar(asked, forced(given), forced(options)))
    expect(error.message).toContain(problem)
  })

  test.each([undefined, null, 'x', {}, hostileObject()])(
    'such as a value that is not a client is rejected: %#',
    async (given) => {
      expect((await failure(blockCalendar(forced(given), block))).code).toBe('invalid-input')
    },
  )

  test('that is a token is not repeated in the error', async () => {
    const token = 'pit-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d'
    const error = await failure(blockCalendar(client(), { ...block, startTime: token }))
    expect(error.message).not.toContain('1a2b3c4d')
  })
})
