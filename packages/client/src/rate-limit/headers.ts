/** What an answer says about the quota, as far as it can be believed. */
export type Quota = {
  /** Requests that the service allows in one window. */
  readonly max: number | undefined
  /** How many of them are left. */
  readonly remaining: number | undefined
  /** How long a window is. */
  readonly intervalMs: number | undefined
  /** Requests left today. */
  readonly daily: number | undefined
  /** True when at most 2 % of the day is left, which long jobs leave to whoever waits in person. */
  readonly scarce: boolean
  /** How long it is until the day starts anew. */
  readonly resetMs: number | undefined
}

type Readable = Pick<Headers, 'get'>

/** Longer waits and windows are not believed: even the daily limit starts anew within a day. */
const longestMs = 86_400_000

/** A whole number in a header; anything else counts as missing. */
function whole(headers: Readable, name: string): number | undefined {
  const value = headers.get(name)?.trim() ?? ''
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

const believed = (ms: number | undefined): number | undefined =>
  ms !== undefined && ms > 0 && ms <= longestMs ? ms : undefined

/**
 * Reads the headers that tell of the quota. What cannot be is left out: a quota of nothing, more left than there is, a
 * window without length or of more than a day.
 */
export function readQuota(headers: Readable): Quota {
  const read = (name: string): number | undefined => whole(headers, `x-ratelimit-${name}`)
  const max = read('max')
  const left = read('remaining')
  const possible = max !== 0 && (left ?? 0) <= (max ?? Infinity)
  const day = read('limit-daily') ?? Infinity
  const today = read('daily-remaining') ?? NaN
  const daily = today <= day ? today : undefined
  // Only a moment of the epoch has one meaning; a short number may count seconds or milliseconds from now.
  const reset = read('daily-reset') ?? NaN
  return {
    max: possible ? max : undefined,
    remaining: possible ? left : undefined,
    intervalMs: believed(read('interval-milliseconds')),
    daily,
    scarce: day < Infinity && today <= day / 50,
    resetMs: believed((reset < 1e11 ? reset * 1000 : reset) - Date.parse(headers.get('date') ?? '')),
  }
}

/** The milliseconds of a Retry-After as RFC 9110 10.2.3 has it: seconds, or a date, relative to the answer's own clock. */
export function readRetryAfter(headers: Readable, nowMs: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? ''
  let wait: number | undefined
  if (/^\d+$/.test(value)) wait = Number(value) * 1000
  else if (/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(value)) {
    const serverNow = Date.parse(headers.get('date') ?? '')
    wait = Math.max(0, Date.parse(value) - (Number.isNaN(serverNow) ? nowMs : serverNow))
  }
  return wait !== undefined && wait <= longestMs ? wait : undefined
}

/** Reads from the headers when to send again; `undefined` when they do not tell. A 429 always does: after one window. */
export function readRetryAt(status: number, headers: Readable, nowMs: number): number | undefined {
  const burst = status === 429 ? (readQuota(headers).intervalMs ?? 10_000) : undefined
  const wait = readRetryAfter(headers, nowMs) ?? burst
  return wait === undefined ? undefined : nowMs + wait
}
