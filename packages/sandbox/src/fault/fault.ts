import type { OperationId } from '../service/routes.ts'

/** Which of the requests that match a fault it hits; they are counted from 1. */
export type FaultSchedule = 'every' | 'first' | 'second' | number[] | { share: number }

type Aim<Operation extends OperationId> = {
  /**
   * What it hits. When missing, the operations it makes sense for, but never the exchange of tokens: that has to be
   * named.
   */
  operation?: Operation | Operation[]
  /**
   * When it hits, counted over the requests for these operations: `'first'` when missing. `{ share: 0.3 }` draws for each
   * request from the seed of the sandbox.
   */
  on?: FaultSchedule
}

/** When the service carries out what was asked, whatever it says about it. */
type Commits = {
  /** Before it answers; `commitDelayMs` after it answered, broke off or fell silent; or never. */
  commit?: 'after-response' | 'before-response' | 'never'
  /** How long after, in milliseconds: 2000 when missing. Only with `commit: 'after-response'`. */
  commitDelayMs?: number
  /** How long nothing is heard before the answer or the end of the connection, in milliseconds: 0 when missing. */
  delayMs?: number
}

/**
 * A `Retry-After` header: a number of seconds (negative and huge ones too), any text as it stands, or the date that many
 * milliseconds from now.
 */
type RetryAfter = { retryAfter?: number | string | { dateInMs: number } }

type Write = 'createBlockSlot' | 'deleteEvent' | 'updateBlockSlot'
type Saving = 'createBlockSlot' | 'updateBlockSlot'
type Listing = 'listBlockedSlots' | 'listEvents'

/** The service is not reached. Nothing arrives. Only on `sandbox.fetch`: a socket that is not there cannot be served. */
type Unreached = Aim<OperationId> & { fault: 'connect-timeout' | 'dns' | 'refused' | 'tls' }

/**
 * A connection is there, and the request is lost on it. Nothing arrives. `reset-unread`: reset before it was read.
 * `idle-closed`: closed because it was idle, as the request was on its way. `half-open`: the other side is gone and
 * nobody says so.
 */
type Unread = Aim<OperationId> & { fault: 'half-open' | 'idle-closed' | 'reset-unread' }

/**
 * The request arrives, and no answer comes: the connection is reset, is closed, or nothing happens any more. Carried out
 * before that when `commit` is missing, which is the dangerous case.
 */
type Unanswered = Aim<OperationId> & Commits & { fault: 'close' | 'reset' | 'stall' }

/** What comes is no HTTP. Carried out before that when `commit` is missing. */
type Noise = Aim<OperationId> &
  Commits &
  (
    | {
        /** Two lengths that differ. */
        fault: 'conflicting-lengths'
      }
    | {
        /** A status line that is none. */
        fault: 'not-http'
        /** The code of the parser's error on `sandbox.fetch`, such as `HPE_INVALID_CONSTANT`; Node 24 gives none. */
        code?: string
      }
  )

/**
 * A server error. `internal-error`: 500 in JSON. `bad-gateway`: 502 in HTML. `gateway-timeout`: 504 in HTML. Carried out
 * before that when `commit` is missing; after a `gateway-timeout`, later.
 */
type ServerError = Aim<OperationId> &
  Commits &
  RetryAfter & { fault: 'bad-gateway' | 'gateway-timeout' | 'internal-error' }

/** A refusal. Nothing is carried out when `commit` is missing. */
type Refused = Aim<OperationId> &
  Commits &
  RetryAfter &
  (
    | {
        /**
         * `conflict`: 409. `iam`: 500 with the sentence about the IAM service, which is permanent. `request-timeout`: 408.
         * `unavailable`: 503.
         */
        fault: 'conflict' | 'route-not-supported' | 'request-timeout' | 'unavailable'
      }
    | {
        /** 401. */
        fault: 'unauthorized'
        /** What it says: that the token is invalid, when missing. */
        message?: string
      }
    | {
        /** 403. */
        fault: 'forbidden'
        /** Whether a page of a firewall comes instead of JSON. */
        html?: boolean
      }
    | {
        /** 429. */
        fault: 'rate-limited'
        /** Which limit is spent: `burst` when missing. */
        limit?: 'burst' | 'daily'
        /** `false` leaves the five `X-RateLimit-*` headers out. */
        headers?: boolean
      }
    | {
        /** Any status from 200 to 599. */
        fault: 'status'
        status: number
        /** JSON, or a text that is sent as HTML; the status in JSON when missing. */
        body?: Record<string, unknown> | string
        headers?: Record<string, string>
      }
  )

/**
 * A success that cannot be read, or only slowly. Carried out when `commit` is missing. `broken-gzip`: not compressed as
 * its header says. `not-json`: a page.
 */
type Unreadable = Aim<OperationId> &
  Commits &
  (
    | { fault: 'broken-gzip' | 'not-json' }
    | {
        /** The answer breaks off. */
        fault: 'truncated'
        /** After that many bytes of the body: half of them when missing. */
        atByte?: number
        /** How: with a FIN (when missing), with an RST, or by silence. */
        end?: 'close' | 'reset' | 'stall'
      }
    | {
        /** The answer comes byte by byte. */
        fault: 'slow-body'
        /** Milliseconds before each byte: 1000 when missing. */
        byteIntervalMs?: number
      }
    | {
        /** The answer is followed by blanks. */
        fault: 'oversized'
        /** How long it is, in bytes: 20 MB when missing. */
        bytes?: number
      }
  )

/** A success that says something else than was asked. Carried out when `commit` is missing. */
type Distorted = Aim<Saving> &
  Commits &
  (
    | {
        /** Without the id. */
        fault: 'missing-id'
      }
    | {
        /** Other values than the ones that were sent, as a service that rounds or renames them gives. */
        fault: 'altered'
        title?: string
        startTime?: string
        endTime?: string
        /** Whether they are what is kept, too: `true` when missing. */
        stored?: boolean
      }
  )

/** The truth, in its own time. `slow`: after `delayMs`, 5000 when missing. `late-commit`: it is true `commitDelayMs` later. */
type Untimely = Commits & ((Aim<OperationId> & { fault: 'slow' }) | (Aim<Write> & { fault: 'late-commit' }))

/** An honest answer with headers about the limit that are not. */
type LimitHeaders = Aim<OperationId> & {
  fault: 'limit-headers'
  /**
   * `missing`: none. `high`: ten times what is allowed. `low`: nothing leftover. `changing`: something else every time. Or
   * headers as they stand.
   */
  headers: 'changing' | 'high' | 'low' | 'missing' | Record<string, string>
}

/** An honest answer with its times in another zone; they mean the same instants. */
type Zone = Aim<Exclude<OperationId, 'createAccessToken' | 'createLocationToken'>> & {
  fault: 'shifted-zone'
  /** Such as `-05:00`; `Z` when missing. */
  offset?: string
}

/** A list that is not the truth. */
type Lists = Aim<Listing> &
  (
    | {
        /** What was true a while ago. */
        fault: 'stale-list'
        /** How long ago, in milliseconds: 2000 when missing. */
        lagMs?: number
      }
    | {
        /** Ends too early. */
        fault: 'cut-list'
        /** How many events it has at most: 200 when missing. */
        at?: number
      }
    | {
        /** Has nothing, as under a token that cannot see the calendar. */
        fault: 'empty-list'
      }
    | {
        /**
         * Has, besides the truth, three events that look like the one that is looked for and are not it: a deleted one, one
         * synchronised from Google, and an instance of a recurring one.
         */
        fault: 'similar-rows'
        /** What they look like: the last block that somebody tried to create in that location, when missing. */
        of?: { title: string; startTime: string; endTime: string }
      }
  )

/** Something that goes wrong, as data. Of several that hit one request, the first in the list counts. */
export type Fault =
  | Distorted
  | LimitHeaders
  | Lists
  | Noise
  | Refused
  | ServerError
  | Unanswered
  | Unreached
  | Unread
  | Unreadable
  | Untimely
  | Zone

/** The name of something that goes wrong. */
export type FaultName = Fault['fault']
