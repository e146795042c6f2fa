/**
 * The numbers of the rate policy. The limiter of one process and the Lua scripts of the Redis limiter both take them from
 * here, so that one process and many decide alike.
 */

/** Requests in one window that HighLevel allows each app and sub-account. */
export const defaultMax = 100

/** Length of that window. */
export const defaultIntervalMs = 10_000

/** Longest window and longest wait that are believed: even the daily quota resets within a day. */
export const maxIntervalMs = 86_400_000

/** After a response was lost, its request may reach the service this much later, and counts from then on. */
export const graceMs = 5000

/**
 * Factor that a 429 multiplies the throttle by, which is the share of the quota in use. Additive increase, multiplicative
 * decrease, with the factor of TCP CUBIC (RFC 9438).
 */
export const throttleFactor = 0.7

/** Growth of the throttle with each window without a 429: six windows offset one 429. */
export const throttleStep = 0.05

/** While other programs use the quota as well, the throttle grows no further: full use would soon meet another 429. */
export const maxSharedThrottle = 0.9

/** Bulk requests leave one slot in this many to interactive ones. */
export const bulkReserveDivisor = 10

/** Interactive requests in a row that may pass a waiting bulk request; then bulk goes first, so that it never starves. */
export const maxBypasses = 8

/** Shortest pause after a 429, and shortest stretch in which requests are paced after it. Windows may be far shorter. */
export const minPauseMs = 1000

/** A pause is longer by a random part of up to this factor, so that processes do not come back at the same moment. */
export const maxJitter = 0.25

/** Responses in a row that have to announce a looser limit before it is believed. A stricter one is believed at once. */
export const confirmations = 3

/** Bulk requests stop when one in this many (2 %) of the daily quota is left. */
export const dailyReserveDivisor = 50

/** Interval between requests that probe for the reset of the daily quota, where no header gives its time. */
export const dailyProbeMs = 900_000

/** An idle quota is remembered this long, with the limits that the service announced for it. */
export const memoryMs = 3_600_000

/** Beyond this many quotas, idle ones are forgotten sooner. */
export const maxIdleQuotas = 10_000

/**
 * A key that was merged into another is remembered in Redis this long after its last use. A Private Integration Token, by
 * whose hash requests count until its sub-account is known, has no end.
 */
export const mergeMemoryMs = 2_592_000_000
