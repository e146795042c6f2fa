import type { Reply } from '../reply.ts'

/** A fault in the delivery of a body. */
export type BodyFault =
  /** Only the first bytes are sent, then the connection ends. */
  | { readonly truncateAt: number; readonly end: ConnectionEnd }
  /** The body is sent byte by byte, with that many milliseconds before each. */
  | { readonly byteIntervalMs: number }

/** The end of a connection: FIN, RST or none. */
export type ConnectionEnd = 'close' | 'reset' | 'stall'

/** The reason why a service cannot be reached. */
export type UnreachableReason = 'connect-timeout' | 'dns' | 'refused' | 'tls'

/** The error of an HTTP parser. The code is missing where Node's fetch gives none. */
export type ParserError = { readonly name: string; readonly code?: string; readonly message: string }

/** The outcome of one request on the wire, as data. The transport carries it out. */
export type WireResponse =
  | {
      readonly wire: 'response'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
      readonly bodyFault?: BodyFault
    }
  | { readonly wire: 'close' }
  | { readonly wire: 'reset' }
  | { readonly wire: 'stall' }
  /** Bytes that are not valid HTTP, and the error of Node's fetch for them. */
  | { readonly wire: 'malformed'; readonly bytes: string; readonly error: ParserError }
  | { readonly wire: 'unreachable'; readonly reason: UnreachableReason }

/**
 * Serializes a reply.
 *
 * @param reply The reply.
 * @returns A response in JSON with its usual headers.
 */
export function jsonResponse(reply: Reply): WireResponse & { readonly wire: 'response' } {
  return {
    wire: 'response',
    status: reply.status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...reply.headers },
    body: JSON.stringify(reply.body),
  }
}
