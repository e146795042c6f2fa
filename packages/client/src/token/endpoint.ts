import { isRecord } from '../guard.ts'
import { withDeadline, type AbortScope } from '../abort.ts'
import { BlockSlotsError, type BlockSlotsErrorFields } from '../error.ts'
import { describe, excerptError, messagesOf, parseJson, readText } from '../http/body.ts'
import { classifyStatus, classifyTransportError, type Verdict } from '../http/classify.ts'
import { readRetryAt } from '../http/retry-after.ts'
import { controllerKey, createRequest, isTransport } from '../request/plain-request.ts'
import { scrub, scrubCause } from '../redact.ts'
import { readLifetimeMs } from './expiry.ts'
import type { TokenRequest } from './provider.ts'
import { invalidToken } from './source.ts'

/** Tokens as the service issues them. */
export type IssuedTokens = {
  readonly accessToken: string
  /** The only refresh token that works from now on; `undefined` when the old one stays valid. */
  readonly refreshToken: string | undefined
  readonly lifetimeMs: number
  readonly locationId: string | undefined
  readonly companyId: string | undefined
}

/** Result of a token request. */
export type TokenResponse = {
  /** Moments of the client's clock at which the request was sent and its outcome known. */
  readonly sentMs: number
  readonly endedMs: number
  /** The `Date` header. */
  readonly date: string | null
} & TokenOutcome

type TokenOutcome =
  | { readonly kind: 'issued'; readonly issued: IssuedTokens }
  /**
   * `unknown`: a token may have been issued. `invalid-grant`: the grant does not work and never will. `refused`: nothing was
   * issued.
   */
  | { readonly kind: 'unknown' | 'invalid-grant' | 'refused'; readonly error: BlockSlotsError }

/** Form to send to an endpoint that issues tokens. */
export type TokenEndpointRequest = {
  /** Name of the request in errors. */
  readonly name: string
  readonly path: string
  readonly form: Readonly<Record<string, string | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Values to redact from errors. */
  readonly secrets: readonly string[]
}

/** The part of a client that a token request needs. */
export type TokenEndpoint = Pick<TokenRequest, 'baseUrl' | 'fetch' | 'clock'>

type RawResponse = { readonly status: number; readonly headers: Headers; readonly text: string }

/** Bounds one response, its body included. */
const timeoutMs = 30_000

/** Phrases of servers for a code or a refresh token that was used, revoked, or never valid. */
const invalidGrant =
  /invalid_grant|(invalid|expired|revoked)\s+(refresh|authorization|grant|code)|refresh.?token\s+(is\s+)?(invalid|expired|revoked|not found)/i

/** Sends a form once. Never rejects. */
export async function requestToken(
  endpoint: TokenEndpoint,
  request: TokenEndpointRequest,
): Promise<TokenResponse> {
  const { clock } = endpoint
  const sentMs = clock.now()
  let date: string | null = null
  let outcome: TokenOutcome
  try {
    const send = (scope: AbortScope): Promise<RawResponse> => sendForm(endpoint, request, scope)
    const response = await withDeadline(clock, timeoutMs, send, request.signal)
    date = response.headers.get('date')
    outcome = classifyTokenResponse(request, response, clock.now())
  } catch (cause) {
    const verdict = classifyTransportError('createAccessToken', cause)
    outcome = {
      kind: 'unknown',
      error: createTokenError(request, verdict, { message: 'no response', cause }),
    }
  }
  return { ...outcome, sentMs, endedMs: clock.now(), date }
}

async function sendForm(
  { baseUrl, fetch }: TokenEndpoint,
  { path, form, headers }: TokenEndpointRequest,
  { controller }: AbortScope,
): Promise<RawResponse> {
  const fields = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) if (value !== undefined) fields.set(name, value)
  const request = createRequest(isTransport(fetch), baseUrl + path, {
    method: 'POST',
    headers: new Headers({
      'Content-Type': 'application/x-www-form-urlencoded',
      Accept: 'application/json',
      ...headers,
    }),
    body: fields.toString(),
    redirect: 'manual',
    signal: controller.signal,
    [controllerKey]: controller,
  })
  const response = await fetch(request)
  // Tokens take a few kilobytes. A body above 64 kB is truncated, and is no JSON then.
  const text = await readText(await excerptError(response, controller), controller)
  return { status: response.status, headers: response.headers, text: text ?? '' }
}

function classifyTokenResponse(
  request: TokenEndpointRequest,
  { status, headers, text }: RawResponse,
  nowMs: number,
): TokenOutcome {
  const body = parseJson(text)
  if (status >= 200 && status < 300) {
    const issued = readIssued(body)
    if (issued !== undefined) return { kind: 'issued', issued }
    const verdict = { code: 'invalid-response', applied: 'no', retry: 'after' } as const
    const message = `${status} with ${body === undefined ? 'a body that is not JSON' : 'no token'}`
    // No detail: an unreadable body may hold a token all the same.
    return { kind: 'unknown', error: createTokenError(request, verdict, { message, status }) }
  }
  const detail = describe(body ?? text)
  const { error, error_description: description } = isRecord(body) ? body : {}
  const words = [error, description, ...messagesOf(body)]
  if ((status === 400 || status === 401) && words.some((one) => invalidGrant.test(String(one)))) {
    const verdict = { code: 'reauthorization-required', applied: 'no', retry: 'never' } as const
    const message = `${status} the refresh token, or the code, does not work any more`
    const hint = 'Install the app again and pass the new code or refresh token.'
    return {
      kind: 'invalid-grant',
      error: createTokenError(request, verdict, { message, status, detail, hint }),
    }
  }
  const isGone = isMissingRoute(status)
  const verdict: Verdict = isGone
    ? { code: 'token-unavailable', applied: 'no', retry: 'never' }
    : classifyStatus('createAccessToken', status, messagesOf(body))
  const hint = isGone
    ? 'There is no such token endpoint at this address. Check baseUrl, and look for a newer version of this package.'
    : undefined
  const retryAt = verdict.retry === 'after' ? readRetryAt(status, headers, nowMs) : undefined
  const message = `${status} ${status < 400 ? 'redirect, which is not followed' : detail}`.trim()
  return {
    kind: verdict.code === 'unavailable' ? 'unknown' : 'refused',
    error: createTokenError(request, verdict, { message, status, detail, hint, retryAt }),
  }
}

/** True for the status of an endpoint that does not exist, or does not any more. */
export const isMissingRoute = (status: number | undefined): boolean => status === 404 || status === 410

/** Reads issued tokens, as version v3 names their fields and as the earlier ones do. Only the access token has to be valid: the refresh token beside it may be the last one. */
function readIssued(body: unknown): IssuedTokens | undefined {
  if (!isRecord(body)) return undefined
  const accessToken = body.access_token ?? body.accessToken
  const { locationId, companyId } = body
  if (typeof accessToken !== 'string' || invalidToken(accessToken) !== undefined) return undefined
  return {
    accessToken,
    refreshToken: nonEmpty(body.refresh_token ?? body.refreshToken),
    lifetimeMs: readLifetimeMs(body.expires_in ?? body.expiresIn),
    locationId: nonEmpty(locationId),
    companyId: nonEmpty(companyId),
  }
}

const nonEmpty = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Creates an error with every secret redacted. */
export function createTokenError(
  { name, secrets }: Pick<TokenEndpointRequest, 'name' | 'secrets'>,
  verdict: Verdict,
  fields: Pick<BlockSlotsErrorFields, 'message' | 'status' | 'detail' | 'hint' | 'retryAt' | 'cause'>,
): BlockSlotsError {
  const { message, detail, cause, ...plain } = fields
  return new BlockSlotsError({
    ...verdict,
    ...plain,
    operation: 'createAccessToken',
    message: `${name}: ${scrub(message, secrets)}`,
    detail: scrub(detail ?? '', secrets) || undefined,
    cause: cause === undefined ? undefined : scrubCause(cause, secrets),
  })
}
