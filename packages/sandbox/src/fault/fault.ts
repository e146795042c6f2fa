import type { OperationId, OperationOf } from '../operation.ts'

/** Which of the matching requests, counted from 1, a fault hits. */
export type FaultSchedule = 'every' | 'first' | 'second' | readonly number[] | { readonly share: number }

type Target<Operation extends OperationId> = {
  /** The operations it hits. When missing, the ones it makes sense for, but never token requests: name those. */
  readonly operation?: Operation | readonly Operation[]
  /**
   * When it fires, counted over the requests for its operations: `'first'` when missing. `{ share: 0.3 }` draws for
   * each request from the seed of the sandbox.
   */
  readonly on?: FaultSchedule
}

/** When the service commits the change of a request, independent of its response. */
export type CommitTiming = {
  /** Before the response; `commitDelayMs` after the response or the end of the connection; or never. */
  readonly commit?: 'after-response' | 'before-response' | 'never'
  /** Milliseconds from the response to the commit: 2000 when missing. Only with `commit: 'after-response'`. */
  readonly commitDelayMs?: number
  /** Milliseconds before the response or the end of the connection: 0 when missing. */
  readonly delayMs?: number
}

/**
 * A `Retry-After` header: a number of seconds (negative and huge ones too), any text, or the date that many
 * milliseconds from now.
 */
type RetryAfter = { readonly retryAfter?: number | string | { readonly dateInMs: number } }

/** The service is not reached. Nothing arrives. Only on `sandbox.fetch`: a socket cannot refuse its own request. */
type Unreachable = Target<OperationId> & { readonly fault: 'connect-timeout' | 'dns' | 'refused' | 'tls' }

/**
 * The connection is open, and the request is lost on it. Nothing arrives. `reset-unread`: reset before the request was
 * read. `idle-closed`: closed as idle while the request was on its way. `half-open`: the other side is gone without a
 * FIN.
 */
type Lost = Target<OperationId> & { readonly fault: 'half-open' | 'idle-closed' | 'reset-unread' }

/**
 * The request arrives, and there is no response: the connection is reset, closed or silent. Committed before that when
 * `commit` is missing, which is the dangerous case.
 */
type NoResponse = Target<OperationId> & CommitTiming & { readonly fault: 'close' | 'reset' | 'stall' }

/** The response is not valid HTTP. Committed before it when `commit` is missing. */
type Malformed = Target<OperationId> &
  CommitTiming &
  (
    | {
        /** Two `Content-Length` headers that differ. */
        readonly fault: 'conflicting-lengths'
      }
    | {
        /** Not an HTTP status line. */
        readonly fault: 'not-http'
        /** The code of the parser's error on `sandbox.fetch`, such as `HPE_INVALID_CONSTANT`; Node 24 gives none. */
        readonly code?: string
      }
  )

/**
 * A server error. `internal-error`: 500 in JSON. `bad-gateway`: 502 in HTML. `gateway-timeout`: 504 in HTML. Committed
 * before it when `commit` is missing; a `gateway-timeout` is committed after it.
 */
type ServerError = Target<OperationId> &
  CommitTiming &
  RetryAfter & { readonly fault: 'bad-gateway' | 'gateway-timeout' | 'internal-error' }

/** A rejection. Nothing is committed when `commit` is missing. */
type Rejected = Target<OperationId> &
  CommitTiming &
  RetryAfter &
  (
    | {
        /**
         * `conflict`: 409. `route-not-supported`: 500 with the sentence about the IAM service, which is permanent.
         * `request-timeout`: 408. `unavailable`: 503.
         */
        readonly fault: 'conflict' | 'request-timeout' | 'route-not-supported' | 'unavailable'
      }
    | {
        /** 401. */
        readonly fault: 'unauthorized'
        /** The message: that the token is invalid when missing. */
        readonly message?: string
      }
    | {
        /** 403. */
        readonly fault: 'forbidden'
        /** True for the page of a firewall instead of JSON. */
        readonly html?: boolean
      }
    | {
        /** 429. */
        readonly fault: 'rate-limited'
        /** The limit that is exceeded: `burst` when missing. */
        readonly limit?: 'burst' | 'daily'
        /** `false` leaves the five `X-RateLimit-*` headers out. */
        readonly headers?: boolean
      }
    | {
        /** Any status from 200 to 599. */
        readonly fault: 'status'
        readonly status: number
        /** JSON, or a text that is sent as HTML; the status in JSON when missing. */
        readonly body?: Readonly<Record<string, unknown>> | string
        readonly headers?: Readonly<Record<string, string>>
      }
  )

/**
 * A success that cannot be read, or only slowly. Committed when `commit` is missing. `broken-gzip`: not compressed as
 * its header says. `not-json`: a page.
 */
type Unreadable = Target<OperationId> &
  CommitTiming &
  (
    | { readonly fault: 'broken-gzip' | 'not-json' }
    | {
        /** The body is truncated. */
        readonly fault: 'truncated'
        /** The length that is sent, in bytes: half of the body when missing. */
        readonly atByte?: number
        /** The end of the connection: FIN (when missing), RST or none. */
        readonly end?: 'close' | 'reset' | 'stall'
      }
    | {
        /** The body arrives byte by byte. */
        readonly fault: 'slow-body'
        /** Milliseconds before each byte: 1000 when missing. */
        readonly byteIntervalMs?: number
      }
    | {
        /** The body is padded with blanks. */
        readonly fault: 'oversized'
        /** Its length in bytes: 20 MB when missing. */
        readonly bytes?: number
      }
  )

/** A success with other content than the request. Committed when `commit` is missing. */
type Altered = Target<OperationOf<'save'>> &
  CommitTiming &
  (
    | {
        /** Without the id. */
        readonly fault: 'missing-id'
      }
    | {
        /** Other values than the ones that were sent, as a service that rounds or normalizes them gives. */
        readonly fault: 'altered'
        readonly title?: string
        readonly startTime?: string
        readonly endTime?: string
        /** Stores the altered values as well: `true` when missing. */
        readonly stored?: boolean
      }
  )

/** A correct response after `delayMs`, 5000 when missing. */
type Slow = Target<OperationId> & CommitTiming & { readonly fault: 'slow' }

/** A success whose change is committed `commitDelayMs` later. */
type LateCommit = Target<OperationOf<'delete' | 'save'>> & CommitTiming & { readonly fault: 'late-commit' }

/** A correct response with wrong rate limit headers. */
type LimitHeaders = Target<OperationId> & {
  readonly fault: 'limit-headers'
  /**
   * `missing`: none. `high`: ten times the published limits. `low`: nothing remains. `changing`: other limits each
   * time. Or the headers themselves.
   */
  readonly headers: 'changing' | 'high' | 'low' | 'missing' | Readonly<Record<string, string>>
}

/** A correct response with a wrong `Date` header, as from a gateway whose clock is not the one that dates events. */
type WrongDate = Target<OperationId> &
  (
    | {
        /** A `Date` off the clock of the sandbox. */
        readonly fault: 'skewed-date'
        /** Lead of the header in milliseconds, negative for a lag: 660,000, eleven minutes, when missing. */
        readonly skewMs?: number
      }
    | {
        /** No `Date`. */
        readonly fault: 'missing-date'
      }
  )

/** A correct response with its times in another zone; they are the same instants. */
type ShiftedZone = Target<Exclude<OperationId, OperationOf<'token'>>> & {
  readonly fault: 'shifted-zone'
  /** Such as `-05:00`; `Z` when missing. */
  readonly offset?: string
}

/** A success that shows titles in another form than they were sent in. The state keeps them. */
type ChangedTitle = Target<OperationOf<'list' | 'save'>> & {
  readonly fault: 'changed-title'
  /**
   * `escaped` (when missing): with HTML entities. `shortened`: the first 20 characters. `default`: `Busy` for an empty
   * title. `trimmed`: without spaces at its ends, and with one in place of several. `visible`: without characters that are not
   * seen, such as a zero-width joiner.
   */
  readonly form?: 'default' | 'escaped' | 'shortened' | 'trimmed' | 'visible'
  /** `false` leaves the dates `dateAdded` and `dateUpdated` out of lists. */
  readonly dated?: boolean
}

/** The response to another request, as on a connection that is out of step. */
type MismatchedResponse = Target<OperationOf<'list' | 'save'>> &
  CommitTiming & {
    readonly fault: 'mismatched-response'
    /**
     * What differs besides the ids. `times` (when missing): the events are a day later. `owner`: they are of another
     * calendar or user. `location`: of another location. A list shows at least one event.
     */
    readonly differs?: 'location' | 'owner' | 'times'
  }

/** A list that differs from the state. */
export type ListFault = Target<OperationOf<'list'>> &
  (
    | {
        /** The state of a while ago. */
        readonly fault: 'stale-list'
        /** Age of the list in milliseconds: 2000 when missing. */
        readonly lagMs?: number
      }
    | {
        /** The response that a cache stored a while ago: the list, its `Date`, and an `Age` header. */
        readonly fault: 'cached-list'
        /** Age of the response in milliseconds: 60,000 when missing. */
        readonly ageMs?: number
      }
    | {
        /** Shows every event more than once. */
        readonly fault: 'repeated-rows'
        /** How often: 2 when missing. */
        readonly copies?: number
      }
    | {
        /** Without `dateAdded` and `dateUpdated`. */
        readonly fault: 'undated-rows'
      }
    | {
        /** Ends too early. */
        readonly fault: 'truncated-list'
        /** The maximum number of events: 200 when missing. */
        readonly at?: number
      }
    | {
        /** Empty, as under a token that cannot see the calendar. */
        readonly fault: 'empty-list'
      }
    | {
        /**
         * Contains three more events that are similar to a block: a deleted one, one synchronised from Google, and an
         * instance of a recurring one.
         */
        readonly fault: 'similar-rows'
        /** The block they are similar to: the last one that a create asked for in that location when missing. */
        readonly of?: { readonly title: string; readonly startTime: string; readonly endTime: string }
      }
  )

/** A fault that keeps the request from arriving. */
export type UnreachedFault = Lost | Unreachable

/** A fault that replaces the reply by an error response. */
export type ErrorFault = Rejected | ServerError

/** A fault that replaces, delays or relabels the response, success or not. */
type ResponseFault = ErrorFault | LimitHeaders | Malformed | NoResponse | Slow | WrongDate

/** A fault that changes a success and has no effect on an error. */
export type SuccessFault =
  | Altered
  | ChangedTitle
  | LateCommit
  | ListFault
  | MismatchedResponse
  | ShiftedZone
  | Unreadable

/** A fault of a request that arrives. */
export type ArrivingFault = ResponseFault | SuccessFault

/** A fault, as data. Of several that are due for one request, the first in the list is applied. */
export type Fault = ResponseFault | SuccessFault | UnreachedFault

/** The name of a fault. */
export type FaultName = Fault['fault']

/** The fault of a name. */
export type FaultOf<Name extends FaultName> = MemberOf<Fault, Name>

type MemberOf<Each, Name> = Each extends { readonly fault: infer Names }
  ? Name extends Names
    ? Each
    : never
  : never

/** The names of the fields of any fault that take values of a type. */
export type FieldOf<Value> = FieldsOfEach<Fault, Value>

type FieldsOfEach<Each, Value> = Each extends unknown
  ? { [Name in keyof Each]-?: NonNullable<Each[Name]> extends Value ? Name : never }[keyof Each]
  : never
