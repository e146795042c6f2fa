import { BlockSlotsError, type BlockSlotsErrorFields } from '../error.ts'
import { describe, excerptError, readText } from '../http/body.ts'
import { isRecord, scrub, scrubCause } from '../redact.ts'
import { classifyStatus, classifyTransportError, type Verdict } from '../http/classify.ts'
import { readRetryAt } from '../http/retry-after.ts'
import { readLifeMs } from './expiry.ts'
import type { TokenRequest } from './provider.ts'
import { invalidToken } from './source.ts'
import { bounded } from './wait.ts'

/** Tokens as the service gives them. */
export type Issued = {
  readonly accessToken: string
  /** The only refresh token that works from now on; `undefined` when there is no new one. */
  readonly refreshToken: string | undefined
  readonly lifeMs: number
  readonly locationId: string | undefined
  readonly companyId: string | undefined
}

/** What came of asking for a token. */
export type Reply = {
  /** By the clock, when it was sent and when it was decided. */
  readonly sentMs: number
  readonly endedMs: number
  /** The `Date` of the answer. */
  readonly date: string | null
} & (
  | { readonly kind: 'issued'; readonly issued: Issued }
  /**
   * `lost`: nobody knows whether a token was issued. `dead`: the grant does not work, and never will. `refused`: nothing
   * was issued.
   */
  | { readonly kind: 'lost' | 'dead' | 'refused'; readonly error: BlockSlotsError }
)

/** A form to send to an endpoint that issues tokens. */
export type Ask = {
  /** What errors call it. */
  readonly name: string
  readonly path: string
  readonly form: Readonly<Record<string, string | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  /** Ends the request. */
  readonly signal: AbortSignal
  /** What no error may repeat. */
  readonly secrets: readonly string[]
}

/** What asking needs of the client. */
export type Line = Pick<TokenRequest, 'baseUrl' | 'fetch' | 'Request' | 'clock'>

/** Longest wait for one answer, its body included. */
const timeoutMs = 30_000

/** How servers say that a code or a refresh token was used, revoked, or never was. */
const deadGrant =
  /invalid_grant|(invalid|expired|revoked)\s+(refresh|authorization|grant|code)|refresh.?token\s+(is\s+)?(invalid|expired|revoked|not found)/i

/** Sends the form once. Never rejects. */
export async function askForToken(line: Line, ask: Ask): Promise<Reply> {
  const { clock } = line
  const sentMs = clock.now()
  let date: string | null = null
  const end = (): Pick<Reply, 'sentMs' | 'endedMs' | 'date'> => ({ sentMs, endedMs: clock.now(), date })
  try {
    const work = (signal: AbortSignal): ReturnType<typeof exchange> => exchange(line, ask, signal)
    const { status, headers, text } = await bounded(clock, timeoutMs, work, ask.signal)
    date = headers.get('date')
    return { ...end(), ...judge(line, ask, status, headers, text) }
  } catch (cause) {
    const verdict = classifyTransportError('createAccessToken', cause)
    return { ...end(), kind: 'lost', error: fail(ask, verdict, { message: 'no answer', cause }) }
  }
}

async function exchange(
  { baseUrl, fetch, Request }: Line,
  { path, form, headers }: Ask,
  signal: AbortSignal,
): Promise<{ status: number; headers: Headers; text: string }> {
  const fields = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) if (value !== undefined) fields.set(name, value)
  const request = new Request(baseUrl + path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Accept: 'application/json',
      ...headers,
    },
    body: fields.toString(),
    redirect: 'manual',
    signal,
  })
  const response = await fetch(request)
  // Tokens take a few kilobytes; more than 64 is cut, and then no JSON.
  const text = await readText(excerptError(response, signal), signal)
  return { status: response.status, headers: response.headers, text: text ?? '' }
}

/** Decides what an answer means. */
function judge(
  { clock }: Line,
  ask: Ask,
  status: number,
  headers: Headers,
  text: string,
): { kind: 'issued'; issued: Issued } | { kind: 'lost' | 'dead' | 'refused'; error: BlockSlotsError } {
  const body = parse(text)
  if (status >= 200 && status < 300) {
    const issued = readIssued(body)
    if (issued !== undefined) return { kind: 'issued', issued }
    const verdict = { code: 'invalid-response', applied: 'no', retry: 'after' } as const
    const message = `${status} with ${body === undefined ? 'a body that is not JSON' : 'no token'}`
    // Not even as a detail: what cannot be read may be a token all the same.
    return { kind: 'lost', error: fail(ask, verdict, { message, status }) }
  }
  const said = describe(body ?? text)
  const code = isRecord(body) && typeof body.error === 'string' ? body.error : ''
  if ((status === 400 || status === 401) && deadGrant.test(`${code} ${said}`)) {
    const verdict = { code: 'reauthorization-required', applied: 'no', retry: 'never' } as const
    const message = `${status} the refresh token, or the code, does not work any more`
    const hint = 'Install the app again and pass the new code or refresh token.'
    return { kind: 'dead', error: fail(ask, verdict, { message, status, detail: said, hint }) }
  }
  const verdict = classifyStatus('createAccessToken', status, said)
  const retryAt = verdict.retry === 'after' ? readRetryAt(status, headers, clock.now()) : undefined
  const message = `${status} ${status < 400 ? 'redirect, which is not followed' : said}`.trim()
  return {
    kind: verdict.code === 'unavailable' ? 'lost' : 'refused',
    error: fail(ask, verdict, { message, status, detail: said, retryAt }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads what was issued. Only the access token has to be in order: the refresh token beside it may be the last one. */
function readIssued(body: unknown): Issued | undefined {
  if (!isRecord(body)) return undefined
  const { access_token: accessToken, refresh_token: refreshToken, expires_in, locationId, companyId } = body
  if (invalidToken(accessToken) !== undefined || typeof accessToken !== 'string') return undefined
  return {
    accessToken,
    refreshToken: text(refreshToken),
    lifeMs: readLifeMs(expires_in),
    locationId: text(locationId),
    companyId: text(companyId),
  }
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Builds an error, cleaned of every secret that was in use. */
export function fail(
  { name, secrets }: Pick<Ask, 'name' | 'secrets'>,
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
