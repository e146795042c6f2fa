import type { Answer } from '../reply.ts'

/** What keeps a body from coming whole and at once. */
export type Flaw =
  /** Only the first bytes are sent, and then the connection is closed, reset, or left as it is. */
  | { cutAt: number; end: Ending }
  /** Byte by byte, with a pause of that many milliseconds before each. */
  | { dripMs: number }

/** How a connection ends: with a FIN, with an RST, or not at all. */
export type Ending = 'close' | 'reset' | 'stall'

/** Why a service cannot be reached at all. */
export type Unreachable = 'connect-timeout' | 'dns' | 'refused' | 'tls'

/** What a parser of HTTP says about bytes that are none. The code is missing where Node's fetch gives none. */
export type ParserError = { name: string; code?: string; message: string }

/** What goes out on the wire for one request, as data. A carrier brings it out. */
export type Delivery =
  | { wire: 'answer'; status: number; headers: Record<string, string>; body: string; flaw?: Flaw }
  | { wire: 'close' }
  | { wire: 'reset' }
  | { wire: 'stall' }
  /** Bytes that are no HTTP, and what Node's fetch says about them. */
  | { wire: 'noise'; bytes: string; error: ParserError }
  | { wire: 'unreachable'; why: Unreachable }

/**
 * Puts an answer into the shape that goes out.
 *
 * @param answer What was decided.
 * @returns JSON with its usual headers.
 */
export function deliver(answer: Answer): Delivery & { wire: 'answer' } {
  return {
    wire: 'answer',
    status: answer.status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...answer.headers },
    body: JSON.stringify(answer.body),
  }
}
