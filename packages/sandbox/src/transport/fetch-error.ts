import type { ConnectionEnd, ParserError, UnreachableReason } from './wire.ts'

// The errors of Node 24's fetch: a `TypeError` with a general message, and the details in its cause.

/**
 * The error when the service cannot be reached.
 *
 * @param reason The reason.
 * @returns The error that fetch throws.
 */
export function unreachable(reason: UnreachableReason): TypeError {
  switch (reason) {
    case 'refused':
      return fetchFailed(
        cause('connect ECONNREFUSED 127.0.0.1:443', { code: 'ECONNREFUSED', syscall: 'connect' }),
      )
    case 'dns':
      return fetchFailed(
        cause('getaddrinfo ENOTFOUND sandbox', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }),
      )
    case 'tls':
      return fetchFailed(cause('self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }))
    case 'connect-timeout':
      return fetchFailed(
        cause('Connect Timeout Error (attempted address: sandbox:443, timeout: 10000ms)', {
          name: 'ConnectTimeoutError',
          code: 'UND_ERR_CONNECT_TIMEOUT',
        }),
      )
    default:
      reason satisfies never
      return fetchFailed(new Error(String(reason)))
  }
}

/**
 * The error when the connection is reset before the head of the response.
 *
 * @returns The error that fetch throws.
 */
export function reset(): TypeError {
  return fetchFailed(resetCause())
}

/**
 * The error when the connection is closed before the head of the response.
 *
 * @returns The error that fetch throws.
 */
export function closed(): TypeError {
  return fetchFailed(closedCause())
}

/**
 * The error when no response begins before the timeout.
 *
 * @returns The error that fetch throws.
 */
export function headersTimeout(): TypeError {
  return fetchFailed(
    cause('Headers Timeout Error', { name: 'HeadersTimeoutError', code: 'UND_ERR_HEADERS_TIMEOUT' }),
  )
}

/**
 * The error when the response is not valid HTTP.
 *
 * @param error The error of the parser.
 * @returns The error that fetch throws.
 */
export function malformed({ message, ...fields }: ParserError): TypeError {
  return fetchFailed(cause(message, fields))
}

/**
 * The error when the connection ends in the middle of the body.
 *
 * @param end How it ends.
 * @returns The error that reading the body throws.
 */
export function terminated(end: ConnectionEnd): TypeError {
  const timeout = { name: 'BodyTimeoutError', code: 'UND_ERR_BODY_TIMEOUT' }
  const causes = { close: closedCause, reset: resetCause, stall: () => cause('Body Timeout Error', timeout) }
  return new TypeError('terminated', { cause: causes[end]() })
}

/**
 * The error when the body is not compressed as its header says.
 *
 * @returns The error that reading the body throws.
 */
export function undecodable(): TypeError {
  return new TypeError('terminated', {
    cause: cause('incorrect header check', { code: 'Z_DATA_ERROR', errno: -3 }),
  })
}

function fetchFailed(reason: Error): TypeError {
  return new TypeError('fetch failed', { cause: reason })
}

function closedCause(): Error {
  return cause('other side closed', { name: 'SocketError', code: 'UND_ERR_SOCKET' })
}

function resetCause(): Error {
  return cause('read ECONNRESET', { errno: -104, code: 'ECONNRESET', syscall: 'read' })
}

function cause(message: string, fields: object): Error {
  return Object.assign(new Error(message), fields)
}
