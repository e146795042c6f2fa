import { expect, test } from 'vitest'
import { checkAccess, readAccess, type Answer, type Answers, scopeNames } from '../../src/doctor/access.ts'

const answer = (status: number, message = ''): Answer => ({ status, message, durationMs: 120 })

test.each<[access: string, Answer]>([
  ['granted', answer(200)],
  ['granted', answer(404, 'Event not found')],
  ['granted', answer(422, 'Title must be a valid text')],
  ['granted', answer(400, 'Calendar not found')],
  ['no-scope', answer(401, 'The token is not authorized for this scope.')],
  ['invalid-token', answer(401, 'Invalid JWT')],
  ['invalid-token', answer(401)],
  ['other-location', answer(403, 'The token does not have access to this location.')],
  ['agency-token', answer(401, "Token's user type mismatch!")],
  ['agency-token', answer(403, 'This authClass type is not allowed to access this scope.')],
  ['wrong-version', answer(401, 'version header is invalid')],
  ['wrong-version', answer(400, "Invalid API version segment '1' at position 0")],
  ['closed', answer(500, 'This route is not yet supported by the IAM Service.')],
  ['no-route', answer(404, 'Cannot GET /calendars/')],
  ['limited', answer(429, 'Too Many Requests')],
  ['unknown', answer(503, 'Service Unavailable')],
  // A page of something before the service.
  ['unknown', answer(404)],
  ['unknown', answer(403)],
  ['unreachable', { failure: 'connect ECONNREFUSED' }],
])('%s: %j', (access, given) => {
  expect(readAccess(given)).toBe(access)
})

const account = {
  address: 'https://example.com',
  location: 'C2QujeCh8ZnC7al2InWR, from --location',
  version: '2021-04-15',
  token: 'an access token',
}
const answers = (given: Answer, others: Answers = {}): Answers => ({
  ...Object.fromEntries(scopeNames.map((scope) => [scope, given])),
  ...others,
})
const states = (given: Answers): Record<string, string> =>
  Object.fromEntries(checkAccess(given, account).map(({ id, state }) => [id, state]))

test('everything is in order', () => {
  expect(new Set(Object.values(states(answers(answer(200)))))).toEqual(new Set(['ok']))
})

test('a scope is shown by a request that was rejected for its content, and the check says so', () => {
  const rejected = answer(422, 'Title must be a valid text')
  const checks = checkAccess(answers(answer(200), { 'calendars/events.write': rejected }), account)
  expect(checks).toContainEqual({
    id: 'scope calendars/events.write',
    state: 'ok',
    text: 'Scope calendars/events.write, by a request that was rejected for its content',
  })
})

test('where nothing is reached nothing is known but that', () => {
  expect(checkAccess({ 'calendars/events.readonly': { failure: 'getaddrinfo ENOTFOUND' } }, account)).toEqual(
    [
      {
        id: 'service',
        state: 'failed',
        text: 'Service: no response from https://example.com (getaddrinfo ENOTFOUND)',
        remedy: 'Check the network, proxies and --base-url.',
      },
    ],
  )
})

test('what is not shown is unknown, and never in order', () => {
  const given = states(answers(answer(503, 'Service Unavailable')))
  expect(given).toMatchObject({ service: 'ok', token: 'unknown', location: 'unknown', version: 'unknown' })
  for (const scope of scopeNames) expect(given[`scope ${scope}`]).toBe('unknown')
})

test('a version that is not accepted fails', () => {
  expect(states(answers(answer(401, 'version header is invalid')))).toMatchObject({ version: 'failed' })
})

test('one request without a response is remarked on', () => {
  const given = states(answers(answer(200), { 'users.readonly': { failure: 'other side closed' } }))
  expect(given).toMatchObject({ service: 'warning', token: 'ok', 'scope users.readonly': 'unknown' })
})
