import { describe, expect, test } from 'vitest'
import { readRetryAt } from '../../src/http/retry-after.ts'
import { classifyStatus, classifyTransportError, classifyPartial } from '../../src/http/classify.ts'

const coded = (code: unknown, more: object = {}): Error =>
  Object.assign(new Error('failed'), { code, ...more })
const within = (cause: unknown, depth: number): Error =>
  depth === 0
    ? new Error('fetch failed', { cause })
    : new Error('fetch failed', { cause: within(cause, depth - 1) })

const notSent = { code: 'not-sent', applied: 'no', retry: 'now' }
const unknown = { code: 'outcome-unknown', applied: 'unknown', retry: 'never' }

describe('a request never left', () => {
  test.each([
    'ECONNREFUSED',
    'ConnectionRefused',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EAI_FAIL',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EADDRNOTAVAIL',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'CERT_REVOKED',
    'CERT_SIGNATURE_FAILURE',
    'CERT_UNTRUSTED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('where the code is %s', (code) => {
    expect(classifyTransportError('createBlockSlot', coded(code))).toEqual(notSent)
    expect(classifyTransportError('createBlockSlot', within(coded(code), 0))).toEqual(notSent)
  })

  test.each(['connect', 'getaddrinfo'])('where %s failed, with any code', (syscall) => {
    expect(classifyTransportError('createBlockSlot', coded('EPERM', { syscall }))).toEqual(notSent)
  })

  test('where fetch knows the port for a bad one', () => {
    expect(classifyTransportError('createBlockSlot', within(new Error('bad port'), 0))).toEqual(notSent)
  })

  test('where every address failed', () => {
    const all = new AggregateError([coded('ECONNREFUSED'), within(coded('ENETUNREACH'), 1)])
    expect(classifyTransportError('createBlockSlot', within(all, 0))).toEqual(notSent)
  })
})

describe('it is unknown whether a request was applied', () => {
  test.each<[string, unknown]>([
    ['an error without a code', new Error('fetch failed')],
    ['a reset', coded('ECONNRESET')],
    ['a broken pipe', coded('EPIPE', { syscall: 'write' })],
    ['a timeout of the headers', coded('UND_ERR_HEADERS_TIMEOUT')],
    ['a code that is a number', coded(111)],
    ['a code as an object', coded({ toString: () => 'ECONNREFUSED' })],
    [
      'one address that failed later than the others',
      new AggregateError([coded('ECONNREFUSED'), coded('ECONNRESET')]),
    ],
    ['no address at all', new AggregateError([])],
    ['errors that are none', coded('ECONNRESET', { errors: ['ECONNREFUSED'] })],
    ['a text', 'ECONNREFUSED'],
    ['nothing', undefined],
    ['null', null],
  ])('after %s', (_, thrown) => {
    expect(classifyTransportError('createBlockSlot', thrown)).toEqual(unknown)
  })

  test('where the cause is nested too deep', () => {
    expect(classifyTransportError('createBlockSlot', within(coded('ECONNREFUSED'), 3))).toEqual(notSent)
    expect(classifyTransportError('createBlockSlot', within(coded('ECONNREFUSED'), 4))).toEqual(unknown)
    const endless = coded('ECONNRESET')
    endless.cause = endless
    expect(classifyTransportError('createBlockSlot', endless)).toEqual(unknown)
  })

  test('where several reasons lie within each other without end', () => {
    const endless: { errors: unknown[] } = { errors: [] }
    endless.errors.push(endless)
    expect(classifyTransportError('createBlockSlot', endless)).toEqual(unknown)
  })

  test('where reading the reason throws', () => {
    const hostile = new Proxy(new Error('x'), {
      get: () => {
        throw new Error('trap')
      },
    })
    expect(classifyTransportError('createBlockSlot', hostile)).toEqual(unknown)
  })

  test('which a replacement and a delete may be sent again for, and a read as well', () => {
    const after = { ...unknown, retry: 'after' }
    expect(classifyTransportError('updateBlockSlot', coded('ECONNRESET'))).toEqual(after)
    expect(classifyTransportError('deleteEvent', coded('ECONNRESET'))).toEqual(after)
    expect(classifyTransportError('listEvents', coded('ECONNRESET'))).toEqual({
      code: 'unavailable',
      applied: 'no',
      retry: 'after',
    })
  })
})

describe('a request that was given up', () => {
  test.each([
    [undefined, unknown, { code: 'unavailable', applied: 'no', retry: 'after' }],
    [200, unknown, { code: 'unavailable', applied: 'no', retry: 'after' }],
    [299, unknown, { code: 'unavailable', applied: 'no', retry: 'after' }],
    [199, unknown, { code: 'invalid-response', applied: 'no', retry: 'never' }],
    [300, unknown, { code: 'invalid-response', applied: 'no', retry: 'never' }],
    [
      422,
      { code: 'rejected', applied: 'no', retry: 'never' },
      { code: 'rejected', applied: 'no', retry: 'never' },
    ],
    [500, unknown, { code: 'unavailable', applied: 'no', retry: 'after' }],
  ])('after the head with status %s', (status, create, read) => {
    const flight = status === undefined ? {} : { status }
    expect(classifyPartial('createBlockSlot', flight)).toEqual(create)
    expect(classifyPartial('listBlockedSlots', flight)).toEqual(read)
  })
})

test('a known message counts only with its own status', () => {
  expect(classifyStatus('createBlockSlot', 401, ['The token is not authorized for this scope.']).code).toBe(
    'forbidden',
  )
  expect(classifyStatus('createBlockSlot', 400, ['The token is not authorized for this scope.']).code).toBe(
    'rejected',
  )
  const closed = ['This route is not yet supported by the IAM Service']
  expect(classifyStatus('listEvents', 500, closed).code).toBe('forbidden')
  // Its status leaves a write open, and words do not close it.
  expect(classifyStatus('createBlockSlot', 500, closed)).toEqual(unknown)
  expect(classifyStatus('listEvents', 400)).toEqual({ code: 'rejected', applied: 'no', retry: 'never' })
})

describe('headers that nearly say when', () => {
  const date = 'Thu, 01 Jan 2026 10:00:05 GMT'
  test.each<[string, number, Record<string, string>, number]>([
    ['a date with a word before it', 429, { 'retry-after': `at ${date}`, date }, 10_000],
    ['a date with a word behind it', 429, { 'retry-after': `${date} or so`, date }, 10_000],
    ['an interval with a unit', 429, { 'x-ratelimit-interval-milliseconds': '500ms' }, 10_000],
    ['an interval with a sign', 429, { 'x-ratelimit-interval-milliseconds': '-500' }, 10_000],
  ])('%s', (_, status, headers, waitMs) => {
    expect(readRetryAt(status, new Headers(headers), 0)).toBe(waitMs)
  })
})
