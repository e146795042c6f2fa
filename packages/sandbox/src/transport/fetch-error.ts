import type { Ending, ParserError, Unreachable } from './wire.ts'

// The errors of Node's fetch, as Node 24 throws them: a `TypeError` that says hardly anything, and a cause that does.

/**
 * The service cannot be reached.
 *
 * @param why What stands between.
 * @returns What fetch throws.
 */
export function unreachable(why: Unreachable): TypeError {
  if (why === 'refused') {
    return failed(cause('connect ECONNREFUSED 127.0.0.1:443', { code: 'ECONNREFUSED', syscall: 'connect' }))
  }
  if (why === 'dns') {
    return failed(cause('getaddrinfo ENOTFOUND sandbox', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }))
  }
  return why === 'tls'
    ? failed(cause('self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }))
    : failed(
        cause('Connect Timeout Error (attempted address: sandbox:443, timeout: 10000ms)', {
          name: 'ConnectTimeoutError',
          code: 'UND_ERR_CONNECT_TIMEOUT',
        }),
      )
}

/**
 * The connection was reset before the head of the answer.
 *
 * @returns What fetch throws.
 */
export function reset(): TypeError {
  return failed(resetCause())
}

/**
 * The connection was closed before the head of the answer.
 *
 * @returns What fetch throws.
 */
export function closed(): TypeError {
  return failed(closedCause())
}

/**
 * No answer began for too long.
 *
 * @returns What fetch throws.
 */
export function slowHead(): TypeError {
  return failed(
    cause('Headers Timeout Error', { name: 'HeadersTimeoutError', code: 'UND_ERR_HEADERS_TIMEOUT' }),
  )
}

/**
 * The answer is not HTTP.
 *
 * @param error What the parser says.
 * @returns What fetch throws.
 */
export function unparsable({ message, ...fields }: ParserError): TypeError {
  return failed(cause(message, fields))
}

/**
 * The connection ended in the middle of the body.
 *
 * @param end How it ended.
 * @returns What reading the body throws.
 */
export function terminated(end: Ending): TypeError {
  const timeout = { name: 'BodyTimeoutError', code: 'UND_ERR_BODY_TIMEOUT' }
  const reason = { close: closedCause, reset: resetCause, stall: () => cause('Body Timeout Error', timeout) }
  return new TypeError('terminated', { cause: reason[end]() })
}

/**
 * The body is not compressed as its header says.
 *
 * @returns What reading the body throws.
 */
export function undecodable(): TypeError {
  return new TypeError('terminated', {
    cause: cause('incorrect header check', { code: 'Z_DATA_ERROR', errno: -3 }),
  })
}

function failed(reason: Error): TypeError {
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
