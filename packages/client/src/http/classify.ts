import type { Applied, ErrorCode, Operation, Retry } from '../error.ts'
import { isRecord } from '../redact.ts'

/** What an attempt that did not succeed means for the caller. */
export type Verdict = { readonly code: ErrorCode; readonly applied: Applied; readonly retry: Retry }

/** How an operation may be repeated: reads change nothing, a replacement or delete can be sent twice, a create cannot. */
export type Kind = 'read' | 'idempotent-write' | 'create'

const kinds: Partial<Record<Operation, Kind>> = {
  createBlockSlot: 'create',
  updateBlockSlot: 'idempotent-write',
  deleteEvent: 'idempotent-write',
}

/** How an operation may be repeated. */
export const kindOf = (operation: Operation): Kind => kinds[operation] ?? 'read'

/** Whether the operation changes anything. */
export const isWrite = (operation: Operation): boolean => kindOf(operation) !== 'read'

/** Statuses with which the service, or what stands before it, certainly did not carry the request out. */
const notApplied: Readonly<Record<number, readonly [ErrorCode, Retry]>> = {
  401: ['unauthenticated', 'after-reauth'],
  403: ['forbidden', 'never'],
  404: ['not-found', 'never'],
  425: ['unavailable', 'now'],
  429: ['rate-limited', 'after'],
  501: ['unavailable', 'never'],
  505: ['unavailable', 'never'],
  // Cloudflare could not reach the service at all.
  521: ['unavailable', 'after'],
  523: ['unavailable', 'after'],
  525: ['unavailable', 'after'],
  526: ['unavailable', 'after'],
}

/** 4xx that a gateway may send although the service has, or will have, done the work. */
const inconclusive = new Set([408, 409])

/** Messages that mean something else than their status says. The status is not looked at where none is given. */
const messages: readonly { text: RegExp; status?: number; verdict: readonly [ErrorCode, Retry] }[] = [
  // Permanent, although also seen as 401 and 500.
  { text: /not yet supported by the IAM Service/i, verdict: ['forbidden', 'never'] },
  // No other token of the same kind will do, so a refresh is of no use.
  { text: /not authorized for this scope/i, status: 401, verdict: ['forbidden', 'never'] },
  { text: /user type mismatch/i, status: 401, verdict: ['forbidden', 'never'] },
  { text: /authClass type is not allowed/i, verdict: ['forbidden', 'never'] },
  { text: /version header/i, status: 401, verdict: ['rejected', 'never'] },
]

/** Decides what an answer means that is not a success. */
export function classifyStatus(operation: Operation, status: number, message: string): Verdict {
  const known = messages.find((rule) => (rule.status ?? status) === status && rule.text.test(message))
  const [code, retry] = known?.verdict ?? notApplied[status] ?? []
  if (code !== undefined && retry !== undefined) return { code, applied: 'no', retry }
  if (status >= 400 && status < 500 && !inconclusive.has(status)) {
    return { code: 'rejected', applied: 'no', retry: 'never' }
  }
  if (status < 400 && !isWrite(operation)) return { code: 'invalid-response', applied: 'no', retry: 'never' }
  return classifyNoResponse(operation)
}

/** Decides what it means that a request left and no answer came that settles it. */
function classifyNoResponse(operation: Operation): Verdict {
  const kind = kindOf(operation)
  if (kind === 'read') return { code: 'unavailable', applied: 'no', retry: 'after' }
  return { code: 'outcome-unknown', applied: 'unknown', retry: kind === 'create' ? 'never' : 'after' }
}

/** Decides what it means that a request is given up of which the head of an answer came, or not even that. */
export function classifyPartial(operation: Operation, { status }: { readonly status?: number }): Verdict {
  return status === undefined ? classifyNoResponse(operation) : classifyHead(operation, status)
}

/** Decides what the head of an answer means by itself, when the rest of it cannot be read. */
function classifyHead(operation: Operation, status: number): Verdict {
  if (status < 200 || status > 299) return classifyStatus(operation, status, '')
  return isWrite(operation) ? classifyInvalidBody(operation) : classifyNoResponse(operation)
}

/** Decides what it means that a success could not be read: a write was carried out all the same. */
export function classifyInvalidBody(operation: Operation): Verdict {
  return { code: 'invalid-response', applied: isWrite(operation) ? 'yes' : 'no', retry: 'never' }
}

/** Names of failures before a connection stood, in Node, Deno and Bun. Whatever is not listed counts as unknown. */
const beforeConnection = new Set([
  'ECONNREFUSED',
  'ConnectionRefused',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  // What `nodeTransport` says when a connection closed before a byte was written.
  'ERR_NOT_SENT',
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
])

/** Decides what it means that the transport threw. */
export function classifyTransportError(operation: Operation, thrown: unknown): Verdict {
  try {
    if (neverConnected(thrown)) return { code: 'not-sent', applied: 'no', retry: 'now' }
  } catch {
    // What throws when it is read tells nothing.
  }
  return classifyNoResponse(operation)
}

/** True when an error or one of its causes says so; of several errors, one for each address, all have to. */
function neverConnected(error: unknown, depth = 0): boolean {
  if (!isRecord(error) || depth > 4) return false
  const { code, syscall, errors, cause, message } = error
  const parts: unknown[] = Array.isArray(errors) ? errors : []
  if (parts.length > 0) return parts.every((part) => neverConnected(part, depth + 1))
  // A connection that stood can lose its route, too; then these are what says so.
  if (syscall === 'read' || syscall === 'write') return false
  if (typeof code === 'string' && beforeConnection.has(code)) return true
  // What fetch says of ports that it never connects to, such as 9 and 6000; it has no code.
  if (message === 'bad port') return true
  return syscall === 'connect' || syscall === 'getaddrinfo' || neverConnected(cause, depth + 1)
}
