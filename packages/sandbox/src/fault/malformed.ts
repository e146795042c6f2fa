import type { WireResponse } from '../transport/wire.ts'
import type { FaultOf } from './fault.ts'
import type { FaultContext } from './plan.ts'

/**
 * Makes a response that is not valid HTTP.
 *
 * @param fault The fault.
 * @param context The request.
 * @returns The bytes, and the error of Node's fetch for them.
 */
export function malformedResponse(
  fault: FaultOf<'conflicting-lengths' | 'not-http'>,
  { reply }: FaultContext,
): WireResponse {
  if (fault.fault === 'not-http') {
    return {
      wire: 'malformed',
      bytes: 'SSH-2.0-OpenSSH_9.2\r\n\r\n',
      error: {
        name: 'HTTPParserError',
        ...(fault.code === undefined ? {} : { code: fault.code }),
        message: 'Response does not match the HTTP/1.1 protocol (Expected HTTP/, RTSP/ or ICE/)',
      },
    }
  }
  const body = JSON.stringify(reply.body)
  const length = Buffer.byteLength(body)
  const head = [
    `HTTP/1.1 ${reply.status} Created`,
    'Content-Type: application/json',
    `Content-Length: ${length}`,
    `Content-Length: ${length + 15}`,
  ]
  return {
    wire: 'malformed',
    bytes: `${head.join('\r\n')}\r\n\r\n${body}`,
    error: {
      name: 'ResponseContentLengthMismatchError',
      code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
      message: 'Response body length does not match content-length header',
    },
  }
}
