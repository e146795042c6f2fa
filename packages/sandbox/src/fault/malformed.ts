import type { Scene } from './plan.ts'
import type { Delivery } from '../transport/wire.ts'
import type { Fault } from './fault.ts'

/**
 * What goes out when it is no HTTP.
 *
 * @param fault The fault.
 * @param scene What is known about the request.
 * @returns The bytes, and what Node's fetch makes of them.
 */
export function noise(
  fault: Extract<Fault, { fault: 'conflicting-lengths' | 'not-http' }>,
  { answer }: Scene,
): Delivery {
  if (fault.fault === 'not-http') {
    return {
      wire: 'noise',
      bytes: 'SSH-2.0-OpenSSH_9.2\r\n\r\n',
      error: {
        name: 'HTTPParserError',
        ...(fault.code === undefined ? {} : { code: fault.code }),
        message: 'Response does not match the HTTP/1.1 protocol (Expected HTTP/, RTSP/ or ICE/)',
      },
    }
  }
  const body = JSON.stringify(answer.body)
  const length = Buffer.byteLength(body)
  const head = [
    `HTTP/1.1 ${answer.status} Created`,
    'Content-Type: application/json',
    `Content-Length: ${length}`,
    `Content-Length: ${length + 15}`,
  ]
  return {
    wire: 'noise',
    bytes: `${head.join('\r\n')}\r\n\r\n${body}`,
    error: {
      name: 'ResponseContentLengthMismatchError',
      code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
      message: 'Response body length does not match content-length header',
    },
  }
}
