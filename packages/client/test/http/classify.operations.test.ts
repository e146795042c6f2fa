import { expect, test } from 'vitest'
import { calls, clientOf, failure, json, operations, verdictOf, type Called } from '../support/service.ts'

/** The verdict of a status for each kind of operation: code, applied, retry. */
type Row = { readonly read: string; readonly replace: string; readonly create: string }

const same = (verdict: string): Row => ({ read: verdict, replace: verdict, create: verdict })
/** The service may have carried a write out: it is read again, sent again, or reconciled, in this order of kinds. */
const doubt: Row = {
  read: 'unavailable no after',
  replace: 'outcome-unknown unknown after',
  create: 'outcome-unknown unknown never',
}
/** Neither an error nor a response of the contract: a captive portal says 200 as well. */
const unread: Row = { ...doubt, read: 'invalid-response no never' }

const closedRead: Row = { ...doubt, read: 'forbidden no never' }

const kinds: Readonly<Record<Called, keyof Row>> = {
  createBlockSlot: 'create',
  updateBlockSlot: 'replace',
  deleteEvent: 'replace',
  listBlockedSlots: 'read',
  listEvents: 'read',
  getCalendar: 'read',
  getAppointment: 'read',
  getUser: 'read',
  listCalendars: 'read',
  listUsers: 'read',
  getLocation: 'read',
}

const rejected = same('rejected no never')
const statuses: Readonly<Record<number, Row>> = {
  200: unread,
  201: unread,
  202: unread,
  206: unread,
  299: unread,
  300: unread,
  301: unread,
  302: unread,
  303: unread,
  304: unread,
  307: unread,
  308: unread,
  400: rejected,
  401: same('unauthenticated no after-reauth'),
  402: rejected,
  403: same('forbidden no never'),
  404: same('not-found no never'),
  405: rejected,
  406: rejected,
  408: doubt,
  409: doubt,
  410: rejected,
  411: rejected,
  413: rejected,
  414: rejected,
  415: rejected,
  418: rejected,
  422: rejected,
  425: same('unavailable no now'),
  429: same('rate-limited no after'),
  431: rejected,
  451: rejected,
  500: doubt,
  501: same('unavailable no never'),
  502: doubt,
  503: doubt,
  504: doubt,
  505: same('unavailable no never'),
  507: doubt,
  520: doubt,
  521: same('unavailable no after'),
  522: doubt,
  523: same('unavailable no after'),
  524: doubt,
  525: same('unavailable no after'),
  526: same('unavailable no after'),
  527: doubt,
  530: doubt,
  599: doubt,
}

const rows = Object.entries(statuses).flatMap(([status, row]) =>
  operations.map((operation) => ({ status: Number(status), operation, verdict: row[kinds[operation]] })),
)

test.each(rows)('$status means "$verdict" for $operation', async ({ status, operation, verdict }) => {
  const body = status === 304 ? null : '{"message":"an unknown message"}'
  const error = await failure(calls[operation](clientOf(() => new Response(body, { status }))))
  expect(verdictOf(error)).toBe(verdict)
  expect(error).toMatchObject({ operation, status, attempts: [{ status }] })
})

test.each(rows.filter(({ status }) => status >= 400))(
  '$status means the same for $operation when its body breaks off',
  async ({ status, operation, verdict }) => {
    const broken = (): Response =>
      new Response(
        new ReadableStream({
          pull(controller) {
            controller.error(new TypeError('terminated'))
          },
        }),
        { status },
      )
    const error = await failure(calls[operation](clientOf(broken)))
    expect(verdictOf(error)).toBe(verdict)
    expect(error).toMatchObject({ operation, status, attempts: [{ status }] })
  },
)

/** Messages that mean something else than the status they come with. */
const messages: readonly (readonly [status: number, message: unknown, verdict: string | Row])[] = [
  [401, 'The token is not authorized for this scope.', 'forbidden no never'],
  [401, "Token's user type mismatch!", 'forbidden no never'],
  [401, 'version header was not found.', 'rejected no never'],
  [401, 'version header is invalid', 'rejected no never'],
  [401, 'This authClass type is not allowed to access this scope.', 'forbidden no never'],
  [403, 'This authClass type is not allowed to access this scope.', 'forbidden no never'],
  [
    401,
    'This route is not yet supported by the IAM Service. Please update your IAM config.',
    'forbidden no never',
  ],
  [403, 'This route is not yet supported by the IAM Service.', 'forbidden no never'],
  // The status leaves a write open, and no words of the service close it.
  [500, 'This route is not yet supported by the IAM Service for this resource', closedRead],
  [500, ['first', 'This route is not yet supported by the IAM Service'], closedRead],
  [500, 'Cannot save "authClass type is not allowed"', doubt],
  [500, 'This authClass type is not allowed to access this scope.', closedRead],
  [502, "Token's user type mismatch!", closedRead],
  [409, 'version header is invalid', doubt],
  // What repeats the request is not the service's own word.
  [
    401,
    'the title "The token is not authorized for this scope" is refused',
    'unauthenticated no after-reauth',
  ],
  [401, [{ property: 'title', constraints: { isTitle: 'Invalid JWT' } }], 'unauthenticated no after-reauth'],
  [401, 'Invalid JWT', 'unauthenticated no after-reauth'],
  [401, 'Invalid Private Integration token', 'unauthenticated no after-reauth'],
  [429, 'The token is not authorized for this scope.', 'rate-limited no after'],
]

test.each(
  messages.flatMap(([status, message, verdict]) =>
    operations.map((operation) => ({
      status,
      message,
      operation,
      verdict: typeof verdict === 'string' ? verdict : verdict[kinds[operation]],
    })),
  ),
)('$status "$message" means "$verdict" for $operation', async ({ status, message, operation, verdict }) => {
  const error = await failure(calls[operation](clientOf(() => json(status, { statusCode: status, message }))))
  expect(verdictOf(error)).toBe(verdict)
})

test('a gateway timeout after the commit leaves a create unknown, without retryAt', async () => {
  const error = await failure(
    calls.createBlockSlot(
      clientOf(() =>
        json(500, {
          statusCode: 500,
          message: '4 DEADLINE_EXCEEDED: Deadline exceeded after 62.463s',
          error: 'Internal Server Error',
        }),
      ),
    ),
  )
  expect(verdictOf(error)).toBe('outcome-unknown unknown never')
  expect(error.retryAt).toBeUndefined()
  expect(error.message).toMatchInlineSnapshot(
    `"createBlockSlot: 500 4 DEADLINE_EXCEEDED: Deadline exceeded after 62.463s"`,
  )
})

test.each(operations)('a page and other fields decide nothing by their words: %s', async (operation) => {
  const words = 'The token is not authorized for this scope.'
  const bodies = [
    words,
    `<p>${words}</p>`,
    JSON.stringify({ error: words }),
    JSON.stringify({ errors: [words] }),
  ]
  for (const body of bodies) {
    const error = await failure(calls[operation](clientOf(() => new Response(body, { status: 401 }))))
    expect(verdictOf(error)).toBe('unauthenticated no after-reauth')
    expect(error.hint === undefined).toBe(body !== words)
  }
})
