import { raceAbort } from '../abort.ts'
import { isBlockSlotsError, type BlockSlotsError } from '../error.ts'
import { isRecord } from '../guard.ts'
import type { Verdict } from '../http/classify.ts'
import { scrubCause } from '../redact.ts'
import type { AccessToken, TokenProvider, TokenRequest } from '../token/provider.ts'
import { secretsOf, throwIfAborted, type CallContext } from './context.ts'
import { createCallError } from './failure.ts'

/** Gets the token to send; at once where it is at hand. */
export function readToken(context: CallContext): Promise<AccessToken> {
  const keep = (token: AccessToken): AccessToken => {
    if (typeof token.value !== 'string') throw new TypeError('the token provider gave no token.')
    context.tokens.push(token.value)
    return token
  }
  return askProvider(context, (tokens, request) => {
    const token = tokens.get(request)
    return 'then' in token ? token.then(keep) : keep(token)
  })
}

/** Gets another token than the one that was refused; false when there is none. */
export const renewToken = (context: CallContext): Promise<boolean> =>
  askProvider(context, async (tokens, request) => tokens.renew(context.generation ?? 0, request))

/** Asks a token provider, and waits for it where it takes time; what it throws becomes the error of the call. */
async function askProvider<Result>(
  context: CallContext,
  ask: (tokens: TokenProvider, request: TokenRequest) => Result | Promise<Result>,
): Promise<Result> {
  const { settings, abort } = context
  const { baseUrl, fetch, clock, notify, tokens } = settings
  const { signal } = abort.controller
  try {
    const asked = ask(tokens, { baseUrl, fetch, clock, signal, notify })
    if (!isPending(asked)) return asked
    context.waitsForToken = true
    const result = await raceAbort(abort, asked)
    // The deadline may have passed meanwhile; nothing may be sent after it.
    throwIfAborted(context)
    return result
  } catch (thrown) {
    throw tokenError(context, thrown)
  } finally {
    context.waitsForToken = false
  }
}

const isPending = <Result>(asked: Result | Promise<Result>): asked is Promise<Result> =>
  isRecord(asked) && 'then' in asked

/** Creates the error of a call for what a token provider threw, unless the call has ended. */
function tokenError(context: CallContext, cause: unknown): BlockSlotsError {
  throwIfAborted(context)
  const verdict: Verdict = isBlockSlotsError(cause)
    ? { code: cause.code, applied: 'no', retry: cause.retry }
    : { code: 'unauthenticated', applied: 'no', retry: 'after-reauth' }
  const { hint, retryAt } = isBlockSlotsError(cause) ? cause : {}
  const message = 'could not get an access token; nothing was sent'
  // In the error itself, since not every log prints causes.
  const detail = scrubCause(cause, secretsOf(context)).message
  return createCallError(context, verdict, { message, cause, hint, retryAt, detail })
}
