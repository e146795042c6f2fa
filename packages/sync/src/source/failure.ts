import { isBlockSlotsError } from '@block-slots/client'
import { syncError } from '../error.ts'

/** The meaning of each status of a feed, and the advice for it. */
const statuses: Readonly<Record<number, readonly [meaning: string, remedy: string]>> = {
  204: ['it has no content', 'Check that the address is that of a calendar.'],
  206: ['only a part of it was sent', 'Ask its provider.'],
  304: ['it says that it has not changed, and it was never read before', 'Try again, or ask its provider.'],
  401: ['it asks for a password', 'Use the address that works without one, or renew the password in it.'],
  403: ['access is refused', 'Share the calendar again, and use the address that this gives.'],
  404: ['it does not exist', 'Copy the address again from where the calendar is shared.'],
  410: ['it does not exist any more', 'Share the calendar again, and use the address that this gives.'],
  429: ['it was read too often', 'Try again later, and read it less often.'],
}

/** Describes a response that is not a feed. */
export function statusFailure(status: number): string {
  const [meaning, remedy] =
    statuses[status] ??
    (status >= 500
      ? ['its server failed', 'Try again later.']
      : ['that is no feed', 'Check that the address is that of a calendar.'])
  return `Expected the feed to be sent and got status ${status}: ${meaning}. ${remedy}`
}

/** The meaning of the codes of connection errors. */
const codes: Readonly<Record<string, string>> = {
  EAI_AGAIN: 'its host name could not be looked up',
  ENOTFOUND: 'its host name does not exist',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection ended before everything was sent',
  EPIPE: 'the connection ended before everything was sent',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection ended before everything was sent',
  ETIMEDOUT: 'the connection took too long',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is that of another host',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  Z_BUF_ERROR: 'its compressed content is incomplete',
  Z_DATA_ERROR: 'its compressed content is damaged',
}

/**
 * Turns what a connection has thrown into an error without the address, which is a secret: the messages of Node have parts of
 * it, so that they are neither repeated nor kept as the cause.
 */
export function connectionFailure(error: unknown): Error {
  if (isBlockSlotsError(error)) return error
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known =
    codes[code] ?? (/^[A-Z][A-Z\d_]{1,40}$/.test(code) ? `the request failed with ${code}` : undefined)
  return syncError(
    'guard',
    `Expected the feed to be read completely and ${known ?? 'the request failed'}. Try again later, and check its address.`,
  )
}
