/** Lifetime of a token: its end by the client's clock, and its whole length. */
export type Lifetime = { readonly expiresAtMs: number; readonly durationMs: number }

/** Urgency of a refresh. */
export type RefreshNeed =
  | 'none'
  /** Use the token, and refresh it in the background. */
  | 'advisory'
  /** Refresh the token before anything is sent. */
  | 'mandatory'
  /** The token cannot be used any more. */
  | 'expired'

/** A request that is sent in the last minute of a token may arrive after its end. */
const mandatoryMs = 60_000
/** Share of the lifetime that is left when a background refresh starts. */
const advisoryShare = 0.1
/** Largest addition to that share, so that many locations that began together do not refresh together. */
const jitterShare = 0.2

/** Tokens are refreshed at most this often because the service refused one, however many calls are refused. */
export const refusedRefreshIntervalMs = 60_000

/**
 * Decides by the time that is left.
 *
 * @param spread From 0 to 1, constant for a location.
 */
export function refreshNeed(
  { expiresAtMs, durationMs }: Lifetime,
  nowMs: number,
  spread: number,
): RefreshNeed {
  const leftMs = expiresAtMs - nowMs
  if (leftMs <= 0) return 'expired'
  // A whole minute would be most of a token that lives a few minutes.
  if (leftMs <= Math.min(mandatoryMs, durationMs * advisoryShare)) return 'mandatory'
  return leftMs <= durationMs * advisoryShare * (1 + jitterShare * spread) ? 'advisory' : 'none'
}

/** The service's documented lifetime of a day bounds one that is longer. */
const maxLifetimeMs = 86_400_000
const defaultLifetimeMs = 3_600_000

/** Reads `expires_in`. Never rejects the token for it: a wrong guess costs a refresh, and the token may be the only one. */
export function readLifetimeMs(expiresIn: unknown): number {
  const ms = typeof expiresIn === 'number' || typeof expiresIn === 'string' ? Number(expiresIn) * 1000 : 0
  if (!(ms >= 1000)) return defaultLifetimeMs
  return Math.min(ms, maxLifetimeMs)
}
