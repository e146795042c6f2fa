import { describe, expect, test } from 'vitest'
import { createBlockSlotsClient } from '../../src/index.ts'
import { calls, clientOf, failure, once, operations, verdictOf, wordsOf } from '../support/service.ts'
import { openTransports } from '../support/transports.ts'

const transports = openTransports()

/** An error as the platform throws it: the reason lies below a `TypeError` that says nothing. */
function fetchFailed(fields: { code?: unknown; syscall?: string }, message = 'reason'): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), fields) })
}

const throwing = (thrown: unknown) => (): Promise<Response> => Promise.reject(thrown)

/** No connection was established, so no operation was applied. */
const before: readonly (readonly [string, unknown])[] = [
  ['a refused connection', fetchFailed({ code: 'ECONNREFUSED', syscall: 'connect' })],
  ['a name that does not resolve', fetchFailed({ code: 'ENOTFOUND', syscall: 'getaddrinfo' })],
  ['a resolver that is busy', fetchFailed({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' })],
  ['any other trouble with the resolver', fetchFailed({ code: 'ESERVFAIL', syscall: 'getaddrinfo' })],
  ['no route', fetchFailed({ code: 'EHOSTUNREACH' })],
  ['no network', fetchFailed({ code: 'ENETUNREACH' })],
  ['no local address left', fetchFailed({ code: 'EADDRNOTAVAIL' })],
  ['a connection that took too long', fetchFailed({ code: 'UND_ERR_CONNECT_TIMEOUT' })],
  ['an error before a byte was written', fetchFailed({ code: 'ERR_NOT_SENT' })],
  ['a connect that the kernel gave up', fetchFailed({ code: 'ETIMEDOUT', syscall: 'connect' })],
  ['a reset while connecting', fetchFailed({ code: 'ECONNRESET', syscall: 'connect' })],
  ['a certificate that expired', fetchFailed({ code: 'CERT_HAS_EXPIRED' })],
  ['a certificate from the future', fetchFailed({ code: 'CERT_NOT_YET_VALID' })],
  ['a certificate signed by itself', fetchFailed({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })],
  ['a chain that ends in itself', fetchFailed({ code: 'SELF_SIGNED_CERT_IN_CHAIN' })],
  ['an unknown issuer', fetchFailed({ code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' })],
  ['an unknown issuer further up', fetchFailed({ code: 'UNABLE_TO_GET_ISSUER_CERT' })],
  ['a certificate that cannot be verified', fetchFailed({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })],
  ['a certificate for another name', fetchFailed({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })],
  [
    'a refused connection in Bun',
    Object.assign(new Error('Unable to connect'), { code: 'ConnectionRefused' }),
  ],
  [
    'every address of a name timing out',
    new TypeError('fetch failed', {
      cause: Object.assign(
        new AggregateError([
          Object.assign(new Error('connect ETIMEDOUT ::1:443'), { code: 'ETIMEDOUT', syscall: 'connect' }),
          Object.assign(new Error('connect ETIMEDOUT 127.0.0.1:443'), {
            code: 'ETIMEDOUT',
            syscall: 'connect',
          }),
        ]),
        { code: 'ETIMEDOUT' },
      ),
    }),
  ],
  [
    'a reason four causes deep',
    new Error('1', {
      cause: new Error('2', {
        cause: new Error('3', { cause: fetchFailed({ code: 'ECONNREFUSED' }) }),
      }),
    }),
  ],
]

/** The request may have arrived. */
const after: readonly (readonly [string, unknown])[] = [
  ['a reset', fetchFailed({ code: 'ECONNRESET', syscall: 'read' })],
  ['a reset without a call', fetchFailed({ code: 'ECONNRESET' })],
  ['a broken pipe', fetchFailed({ code: 'EPIPE', syscall: 'write' })],
  ['a socket that closed', fetchFailed({ code: 'UND_ERR_SOCKET' }, 'other side closed')],
  ['headers that never came', fetchFailed({ code: 'UND_ERR_HEADERS_TIMEOUT' })],
  ['a body that never came', fetchFailed({ code: 'UND_ERR_BODY_TIMEOUT' })],
  ['an answer that is no HTTP', fetchFailed({ code: 'HPE_INVALID_CONSTANT' })],
  ['a read that timed out', fetchFailed({ code: 'ETIMEDOUT', syscall: 'read' })],
  // The same code comes when something on the way answers in the clear after the request.
  ['a server that speaks no TLS', fetchFailed({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' })],
  ['a TLS record that broke later', fetchFailed({ code: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC' })],
  ['a browser that says nothing', new TypeError('Failed to fetch')],
  ['a string', 'ECONNREFUSED'],
  ['nothing', undefined],
  ['a code that is no text', fetchFailed({ code: 7 })],
  ['a code that cannot become text', fetchFailed({ code: Object.create(null) })],
  ['words that only mention a refused connection', new Error('ECONNREFUSED')],
  ['a ring of causes', ring()],
  [
    'one address refused and one reset',
    new TypeError('fetch failed', {
      cause: new AggregateError([
        Object.assign(new Error('connect'), { code: 'ECONNREFUSED', syscall: 'connect' }),
        Object.assign(new Error('read'), { code: 'ECONNRESET', syscall: 'read' }),
      ]),
    }),
  ],
  ['no addresses at all', new AggregateError([])],
]

function ring(): Error {
  const error = new Error('ring')
  error.cause = error
  return error
}

describe('before the connection stood, nothing was sent', () => {
  test.each(before.flatMap(([name, thrown]) => operations.map((operation) => ({ name, thrown, operation }))))(
    '$name: $operation',
    async ({ thrown, operation }) => {
      const error = await failure(calls[operation](clientOf(throwing(thrown))))
      expect(verdictOf(error)).toBe('not-sent no now')
      expect(wordsOf(error)).toBe(`${operation}: no connection`)
      expect(error.hint).toContain('Check the network')
      expect(error.attempts).toHaveLength(1)
      expect(error).not.toHaveProperty('status')
    },
  )
})

describe('after that, a write may have happened', () => {
  test.each(after.flatMap(([name, thrown]) => operations.map((operation) => ({ name, thrown, operation }))))(
    '$name: $operation',
    async ({ thrown, operation }) => {
      const error = await failure(calls[operation](clientOf(throwing(thrown))))
      const expected = {
        createBlockSlot: 'outcome-unknown unknown never',
        updateBlockSlot: 'outcome-unknown unknown after',
        deleteEvent: 'outcome-unknown unknown after',
        listBlockedSlots: 'unavailable no after',
        listEvents: 'unavailable no after',
        getCalendar: 'unavailable no after',
        getAppointment: 'unavailable no after',
        getUser: 'unavailable no after',
        listCalendars: 'unavailable no after',
        listUsers: 'unavailable no after',
        getLocation: 'unavailable no after',
      }
      expect(verdictOf(error)).toBe(expected[operation])
      expect(error.attempts).toHaveLength(1)
      expect(wordsOf(error)).toBe(`${operation}: no response`)
    },
  )
})

test("the cause keeps the platform's message", async () => {
  const error = await failure(
    calls.createBlockSlot(
      clientOf(
        throwing(
          fetchFailed({ code: 'ECONNREFUSED', syscall: 'connect' }, 'connect ECONNREFUSED 127.0.0.1:9'),
        ),
      ),
    ),
  )
  expect(error.cause).toMatchObject({
    name: 'TypeError',
    message: 'fetch failed',
    cause: { message: 'connect ECONNREFUSED 127.0.0.1:9', code: 'ECONNREFUSED' },
  })
})

test('the address and the code of the platform stand in the message', async () => {
  const refused = Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error(), { code: 'ENOTFOUND' }),
  })
  const error = await failure(
    calls.listEvents(clientOf(throwing(refused), { baseUrl: 'https://example.test/v1' })),
  )
  expect(error.message).toBe('listEvents: no connection to https://example.test (ENOTFOUND)')
})

test.each(transports)(
  'a port that fetch never connects to counts as not sent: $over',
  async ({ options }) => {
    const client = createBlockSlotsClient({
      ...once,
      token: 'pit-token',
      baseUrl: 'http://127.0.0.1:9',
      ...options,
    })
    expect(verdictOf(await failure(calls.createBlockSlot(client)))).toBe('not-sent no now')
  },
)

test('an open outcome comes with advice: a create is looked for first, the others are sent again', async () => {
  const hints = await Promise.all(
    (['createBlockSlot', 'updateBlockSlot', 'deleteEvent', 'listEvents'] as const).map(
      async (operation) => (await failure(calls[operation](clientOf(throwing(new Error('reset')))))).hint,
    ),
  )
  expect(hints).toMatchInlineSnapshot(`
    [
      "The block may have been created. error.reconcile() finds out; client.ensure(block) creates it only if it is not there.",
      "It may have been applied. It is idempotent, so it can be sent again.",
      "It may have been applied. It is idempotent, so it can be sent again.",
      undefined,
    ]
  `)
})
