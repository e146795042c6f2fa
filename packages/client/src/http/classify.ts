import type { Applied, ErrorCode, Retry } from '../error.ts'
import { isRecord } from '../guard.ts'
import { isWrite, kindOf, type ApiOperation } from '../operation.ts'
import { knownMessages } from './hint.ts'

/** The meaning of a failed attempt for the caller. */
export type Verdict = {
  readonly code: ErrorCode
  readonly applied: Exclude<Applied, 'yes'>
  readonly retry: Retry
  /** True when the request timed out, so that the service may still be working on it. */
  readonly timedOut?: boolean
}

/** Statuses with which the service, or a gateway before it, certainly did not apply the request. */
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

/** 4xx that a gateway may send although the service has applied the request, or is about to. */
const inconclusive = new Set([408, 409])

/**
 * Classifies a response that is not a success. Words of the service never make a write certain that its status leaves open.
 *
 * @param messages Those of the service's own form of an error.
 */
export function classifyStatus(
  operation: ApiOperation,
  status: number,
  messages: readonly string[] = [],
): Verdict {
  const verdict = byStatus(operation, status)
  if (verdict.applied !== 'no') return verdict
  const known = knownMessages.find(
    (rule) => (rule.status ?? status) === status && messages.some((message) => rule.text.test(message)),
  )
  const [code, retry] = known?.means ?? [verdict.code, verdict.retry]
  return { code, applied: 'no', retry }
}

function byStatus(operation: ApiOperation, status: number): Verdict {
  const [code, retry] = notApplied[status] ?? []
  if (code !== undefined && retry !== undefined) return { code, applied: 'no', retry }
  if (status >= 400 && status < 500 && !inconclusive.has(status)) {
    return { code: 'rejected', applied: 'no', retry: 'never' }
  }
  return status < 400 ? classifyInvalidBody(operation) : classifyNoResponse(operation)
}

/** Classifies a request that was sent and got no response, or none that tells whether it was applied. */
function classifyNoResponse(operation: ApiOperation): Verdict {
  const kind = kindOf(operation)
  if (kind === 'read') return { code: 'unavailable', applied: 'no', retry: 'after' }
  return { code: 'outcome-unknown', applied: 'unknown', retry: kind === 'create' ? 'never' : 'after' }
}

/** Classifies a request that was aborted before or after the head of its response. */
export function classifyPartial(operation: ApiOperation, { status }: { readonly status?: number }): Verdict {
  return status === undefined ? classifyNoResponse(operation) : classifyHead(operation, status)
}

/** Classifies the head of a response whose body cannot be read. */
const classifyHead = (operation: ApiOperation, status: number): Verdict =>
  status < 200 || status > 299 ? classifyStatus(operation, status) : classifyNoResponse(operation)

/**
 * Classifies a response that is neither an error nor what the contract says, whatever its status: a captive portal and a
 * proxy say 200 as well, so a write is unknown.
 */
export function classifyInvalidBody(operation: ApiOperation): Verdict {
  return isWrite(operation)
    ? classifyNoResponse(operation)
    : { code: 'invalid-response', applied: 'no', retry: 'never' }
}

/** Error codes of Node, Deno and Bun for failures before a connection was established. Every other one counts as unknown. */
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
  // From `undiciTransport`, for an error without a code that came before a byte was written.
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

/** Classifies an error of the transport. */
export function classifyTransportError(operation: ApiOperation, thrown: unknown): Verdict {
  try {
    if (neverConnected(thrown)) return { code: 'not-sent', applied: 'no', retry: 'now' }
  } catch {
    // An error that throws when it is read proves nothing.
  }
  return classifyNoResponse(operation)
}

/** True when an error or one of its causes is from before a connection; of several errors, one for each address, all have to be. */
function neverConnected(error: unknown, depth = 0): boolean {
  if (!isRecord(error) || depth > 4) return false
  const { code, syscall, errors, cause, message } = error
  const parts: unknown[] = Array.isArray(errors) ? errors : []
  if (parts.length > 0) return parts.every((part) => neverConnected(part, depth + 1))
  // An established connection can lose its route with the same codes; only the system call tells the two apart.
  if (syscall === 'read' || syscall === 'write') return false
  if (typeof code === 'string' && beforeConnection.has(code)) return true
  // The error of fetch for ports that it never connects to, such as 9 and 6000; it has no code.
  if (message === 'bad port') return true
  return syscall === 'connect' || syscall === 'getaddrinfo' || neverConnected(cause, depth + 1)
}
