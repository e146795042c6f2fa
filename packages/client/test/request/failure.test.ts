import { describe, expect, test } from 'vitest'
import {
  answeredBlock,
  calendarBlock,
  calls,
  clientOf,
  failure,
  json,
  operations,
  verdictOf,
  type Called,
} from '../support/service.ts'

/** Every message the service is known for, and a piece of the advice that has to come with it. */
const known: readonly (readonly [status: number, message: string | string[], advice: string])[] = [
  [400, 'The calendar is not an event calendar.', 'client.calendar(calendarId) returns the type'],
  [422, 'Either calendarId or assignedUserId must be present', 'Send exactly one of the two'],
  [401, 'version header was not found.', 'Leave the version option out'],
  [401, 'version header is invalid', 'Leave the version option out'],
  [400, "Invalid API version segment 'bogus-version' at position 0", 'Leave the version option out'],
  [403, 'The token does not have access to this location.', 'belongs to another sub-account'],
  [401, "Token's user type mismatch!", 'token of the agency'],
  [403, 'This authClass type is not allowed to access this scope. Use another.', 'token of the agency'],
  [401, 'Invalid JWT', 'expired, was replaced, or was copied in part'],
  [401, 'Invalid Private Integration token', 'expired, was replaced, or was copied in part'],
  [500, 'This route is not yet supported by the IAM Service.', 'closed to this kind of token'],
  [422, 'Title must be a valid text', 'one line of text'],
  [422, ['startTime must be a valid ISO 8601 date string'], 'RFC 3339 date-times with an offset'],
  [422, ['endTime must be a valid ISO 8601 date string'], 'RFC 3339 date-times with an offset'],
  [
    422,
    'Either of userId, calendarId or groupId is required',
    'exactly one of userId, calendarId and groupId',
  ],
  [422, ['property limit should not exist'], 'Leave the named field out'],
  [422, 'property notes should not exist', 'Leave the named field out'],
]

test.each(
  known.flatMap(([status, message, advice]) =>
    operations.map((operation) => ({ status, message, operation, advice })),
  ),
)('$status "$message" gets its hint in $operation', async ({ status, message, operation, advice }) => {
  const error = await failure(calls[operation](clientOf(() => json(status, { statusCode: status, message }))))
  expect(error.hint).toContain(advice)
  expect(error.detail).toBe([message].flat().join('; '))
})

test.each<[Called, string]>([
  ['createBlockSlot', 'calendars/events.write'],
  ['updateBlockSlot', 'calendars/events.write'],
  ['deleteEvent', 'calendars/events.write'],
  ['listBlockedSlots', 'calendars/events.readonly'],
  ['listEvents', 'calendars/events.readonly'],
  ['getCalendar', 'calendars.readonly'],
])('a missing scope is named by %s: %s', async (operation, scope) => {
  const error = await failure(
    calls[operation](clientOf(() => json(401, { message: 'The token is not authorized for this scope.' }))),
  )
  expect(error.hint).toMatch(new RegExp(`lacks the scope ${scope.replace('.', String.raw`\.`)}[ .]`))
})

test('an unknown message gets no hint', async () => {
  const error = await failure(calls.createBlockSlot(clientOf(() => json(422, { message: 'Teapot' }))))
  expect(error).not.toHaveProperty('hint')
  expect(error.message).toBe('createBlockSlot: 422 Teapot')
})

test('an HTML page of the edge is distinguished from a response of the service', async () => {
  const page = '<!DOCTYPE html><html><body>Error 1010: Access denied</body></html>'
  const error = await failure(
    calls.listBlockedSlots(
      clientOf(() => new Response(page, { status: 403, headers: { 'content-type': 'text/html' } })),
    ),
  )
  expect(error.code).toBe('forbidden')
  expect(error.hint).toContain('not from HighLevel itself')
  expect(error.detail).toBe(page)
})

test.each([
  [
    'a page in its words',
    '<html>\n<h1 class="x">Bad Gateway</h1>\n<hr>cloudflare</html>',
    'Bad Gateway cloudflare',
  ],
  ['a page that breaks off as far as it goes', '<html><p>Bad<p', 'Bad<p'],
  ['a sentence as it is', 'a < b and c > d', 'a < b and c > d'],
])('a message quotes %s', async (_, said, quoted) => {
  const error = await failure(calls.getCalendar(clientOf(() => new Response(said, { status: 404 }))))
  expect(error.message).toBe(`getCalendar: 404 ${quoted}`)
})

describe('the message of an error is found', () => {
  test.each<[string, unknown, string | undefined]>([
    ['in a message', { statusCode: 422, message: 'one' }, 'one'],
    ['in several messages', { message: ['one', 'two'] }, 'one; two'],
    [
      'in a message and details elsewhere',
      { message: 'one', errors: [{ field: 'x' }] },
      'one; [{"field":"x"}]',
    ],
    ['in issues', { message: 'Unprocessable Entity', issues: ['x'] }, 'Unprocessable Entity; ["x"]'],
    [
      'in meta',
      { message: 'Unprocessable Entity', meta: { errors: ['x'] } },
      'Unprocessable Entity; {"errors":["x"]}',
    ],
    ['in the other shape', { status: 400, message: 'MongoError', name: 'HttpException' }, 'MongoError'],
    ['in an OAuth error', { error: 'invalid_grant', error_description: 'used' }, 'invalid_grant; used'],
    ['in a problem of RFC 9457', { title: 'T', detail: 'one', validation: [1] }, 'one; [1]'],
    ['in a bare string', 'one', 'one'],
    ['between junk', { message: [null, 7, { a: 1 }, 'one', ['deep']] }, 'one; deep'],
    ['nowhere in an empty object', {}, undefined],
    ['nowhere in null', null, undefined],
    ['nowhere in a number', 7, undefined],
    ['nowhere in a list', [1], undefined],
    ['nowhere in an object for a message', { message: { a: 'b' } }, undefined],
    ['on one line', { message: 'one\r\n\u2028two\u001b[31m\u0007 three' }, 'one two [31m three'],
    ['up to 500 characters', { message: 'é'.repeat(900) }, `${'é'.repeat(499)}…`],
  ])('%s', async (_, body, detail) => {
    const error = await failure(calls.createBlockSlot(clientOf(() => json(422, body))))
    expect(error.detail).toBe(detail)
    expect(error.code).toBe('rejected')
  })

  test('nested too deep for recursion', async () => {
    const deep = `{"message":"one","errors":${'['.repeat(30_000)}${']'.repeat(30_000)}}`
    const error = await failure(calls.createBlockSlot(clientOf(() => new Response(deep, { status: 422 }))))
    expect(error).toMatchObject({
      code: 'rejected',
      applied: 'no',
      status: 422,
      detail: expect.stringMatching(/^one/),
    })
  })
})

describe('the trace id', () => {
  test.each(operations)('comes with an error response of %s', async (operation) => {
    const error = await failure(
      calls[operation](clientOf(() => json(422, { message: 'no', traceId: '2fe61dc1-8a0b' }))),
    )
    expect(error.traceId).toBe('2fe61dc1-8a0b')
  })

  test('comes with a body that is not what the contract says', async () => {
    const error = await failure(
      calls.createBlockSlot(clientOf(() => json(200, { traceId: '2fe61dc1-8a0b' }))),
    )
    expect(error).toMatchObject({ code: 'outcome-unknown', traceId: '2fe61dc1-8a0b' })
  })

  test('is left out when it is no text', async () => {
    const error = await failure(
      calls.createBlockSlot(clientOf(() => json(422, { message: 'no', traceId: 7 }))),
    )
    expect(error).not.toHaveProperty('traceId')
  })
})

test.each(operations)('a refused input and a 429 have a hint: %s', async (operation) => {
  const limited = await failure(calls[operation](clientOf(() => json(429, { message: 'Too Many Requests' }))))
  expect(limited.hint).toContain('retryAt')
  const invalid = await failure(
    calls[operation](
      clientOf(() => json(200, {})),
      { timeoutMs: -1 },
    ),
  )
  expect(invalid.hint).toContain('Nothing was sent')
})

test('a list of objects keeps its texts, and nothing of what was sent', async () => {
  const message = [
    {
      property: 'startTime',
      value: 'sent',
      target: { title: 'sent' },
      constraints: { isIso8601: 'startTime must be a valid ISO 8601 date string' },
    },
    { property: 'owner', children: [{ constraints: { isId: 'owner.id must be an id' } }] },
  ]
  const error = await failure(calls.createBlockSlot(clientOf(() => json(422, { statusCode: 422, message }))))
  expect(error.message).toBe(
    'createBlockSlot: 422 startTime must be a valid ISO 8601 date string; owner.id must be an id',
  )
  expect(error.hint).toContain('RFC 3339')
})

describe('a success about another block', () => {
  const mock = () => json(201, { ...answeredBlock, id: 'another', startTime: '2021-06-23T02:30:00+05:30' })

  test.each([
    ['createBlockSlot', 'outcome-unknown unknown never'],
    ['updateBlockSlot', 'outcome-unknown unknown after'],
  ] as const)('leaves a write unknown, and says why: %s', async (operation, verdict) => {
    const error = await failure(calls[operation](clientOf(mock)))
    expect(verdictOf(error)).toBe(verdict)
    expect(error.message).toBe(`${operation}: 201 with another block than the one that was sent`)
    expect(error.hint).toContain('A mock that responds with a fixed example does this')
  })

  test('is not one that names the id of the update, whatever else it has', async () => {
    const client = clientOf(() => json(200, { ...answeredBlock, startTime: '2021-06-23T02:30:00+05:30' }))
    expect(await client.update(answeredBlock.id, calendarBlock)).toMatchObject({ id: answeredBlock.id })
  })

  test('says nothing of a body that is no block', async () => {
    const error = await failure(calls.createBlockSlot(clientOf(() => json(201, { id: 'another' }))))
    expect(error.message).toBe('createBlockSlot: 201 with a body that is not what the contract says')
    expect(error.hint).not.toContain('mock')
  })
})
