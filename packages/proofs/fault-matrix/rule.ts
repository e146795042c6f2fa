/** Operations with the same expectations. */
export type Kind = 'create' | 'delete' | 'ensure' | 'read' | 'token' | 'update'

/** One way for a call to end. */
export type Expected = {
  /** `done` or, of a create, its `outcome`; of an error its `code`, `applied` and `retry`. */
  readonly outcome: string
  /** Requests that were sent. */
  readonly sends: readonly [min: number, max: number]
  /** Blocks or changes that the call asked for and that exist afterwards. */
  readonly effect: 0 | 1
}

/** With one of its requests hit, and with every one hit. */
type Expectations = readonly [one: Expected, every: Expected]

/** Expectations by kind of operation; `ensure` ends as `create` where it has none of its own. */
export type Rule = Readonly<Partial<Record<Kind, Expectations>>>

export type RuleName =
  | 'harmless'
  | 'unreached'
  | 'lostBefore'
  | 'lostAfter'
  | 'silentBefore'
  | 'silentAfter'
  | 'slowResponse'
  | 'limited'
  | 'quotaExhausted'
  | 'unauthorized'
  | 'forbidden'
  | 'closed'
  | 'retryAfterTooLong'
  | 'invalidBody'
  | 'truncated'
  | 'stalledBody'
  | 'foundInList'
  | 'hiddenFromList'
  | 'listFails'
  | 'listForbidden'
  | 'truncatedListAfter'
  | 'truncatedListBefore'
  | 'sentAgain'
  | 'absentFromList'
  | 'titleLearned'
  | 'storeUnavailable'
  | 'storeHangs'
  | 'noToken'

const expected = (
  outcome: string,
  sends: number | readonly [min: number, max: number],
  effect: 0 | 1,
): Expected => ({ outcome, sends: typeof sends === 'number' ? [sends, sends] : sends, effect })

const same = (outcome: string, sends: number, effect: 0 | 1): Expectations => {
  const both = expected(outcome, sends, effect)
  return [both, both]
}

/** Every operation fails in the same way. */
const fatal = (outcome: string, sends = 1): Rule => {
  const ends = same(outcome, sends, 0)
  return { read: ends, update: ends, delete: ends, create: ends, token: ends }
}

const readsAgain: Expectations = [expected('done', 2, 0), expected('unavailable no after', 5, 0)]

/** A success whose body is truncated. A delete that is sent again gets an error, which can be read, and learns that it was done. */
const truncated: Rule = {
  read: readsAgain,
  update: [expected('done', 2, 1), expected('outcome-unknown unknown after', 4, 1)],
  delete: same('done', 2, 1),
  create: same('reconciled', 1, 1),
  token: [expected('done', 2, 0), expected('invalid-response no after', [5, 15], 0)],
}

/**
 * Expectations by the way in which a request fails, written by hand: nothing here is computed by the client. A call tries
 * five times to get a token, and each try sends up to three requests.
 */
export const rules: Readonly<Record<RuleName, Rule>> = {
  /** Nothing is noticed. */
  harmless: {
    read: same('done', 1, 0),
    update: same('done', 1, 1),
    delete: same('done', 1, 1),
    create: same('created', 1, 1),
    token: same('done', 1, 0),
  },
  /** The service was not reached, so everything is safe to send again at once. */
  unreached: {
    read: [expected('done', 2, 0), expected('not-sent no now', 5, 0)],
    update: [expected('done', 2, 1), expected('not-sent no now', 4, 0)],
    delete: [expected('done', 2, 1), expected('not-sent no now', 4, 0)],
    create: [expected('created', 2, 1), expected('not-sent no now', 5, 0)],
    token: [expected('done', 2, 0), expected('not-sent no now', [5, 15], 0)],
  },
  /** The outcome is unknown; not applied. */
  lostBefore: {
    read: readsAgain,
    update: [expected('done', 2, 1), expected('outcome-unknown unknown after', 4, 0)],
    delete: [expected('done', 2, 1), expected('outcome-unknown unknown after', 4, 0)],
    create: [expected('created', 2, 1), expected('unavailable no after', 3, 0)],
    token: [expected('done', 2, 0), expected('unavailable no after', [5, 15], 0)],
  },
  /** The outcome is unknown; applied. */
  lostAfter: {
    read: readsAgain,
    update: [expected('done', 2, 1), expected('outcome-unknown unknown after', 4, 1)],
    delete: [expected('done', 2, 1), expected('outcome-unknown unknown after', 4, 1)],
    create: same('reconciled', 1, 1),
    token: [expected('done', 2, 0), expected('unavailable no after', [5, 15], 0)],
  },
  /** The same without a response until the attempt times out: 30 s for a read, 75 s for a write. */
  silentBefore: {
    read: [expected('done', 2, 0), expected('deadline-exceeded no now', 2, 0)],
    update: [expected('done', 2, 1), expected('deadline-exceeded unknown after', 3, 0)],
    delete: [expected('done', 2, 1), expected('deadline-exceeded unknown after', 3, 0)],
    create: [expected('created', 2, 1), expected('unavailable no after', 3, 0)],
    token: [expected('done', 2, 0), expected('deadline-exceeded no now', 2, 0)],
  },
  silentAfter: {
    read: [expected('done', 2, 0), expected('deadline-exceeded no now', 2, 0)],
    update: [expected('done', 2, 1), expected('deadline-exceeded unknown after', 3, 1)],
    delete: [expected('done', 2, 1), expected('deadline-exceeded unknown after', 3, 1)],
    create: same('reconciled', 1, 1),
    token: [expected('done', 2, 0), expected('deadline-exceeded no now', 2, 0)],
  },
  /** A response after 62 s: too late for a read, in time for a write. */
  slowResponse: {
    read: [expected('done', 2, 0), expected('deadline-exceeded no now', 2, 0)],
    update: same('done', 1, 1),
    delete: same('done', 1, 1),
    create: same('created', 1, 1),
  },
  /** Calls wait as the service asks: five attempts for a create and a read, four for an idempotent write. */
  limited: {
    read: [expected('done', 2, 0), expected('rate-limited no after', 5, 0)],
    update: [expected('done', 2, 1), expected('rate-limited no after', 4, 0)],
    delete: [expected('done', 2, 1), expected('rate-limited no after', 4, 0)],
    create: [expected('created', 2, 1), expected('rate-limited no after', 5, 0)],
    token: [expected('done', 2, 0), expected('rate-limited no after', 5, 0)],
  },
  /** The daily quota opens later than any deadline. */
  quotaExhausted: fatal('rate-limited no after'),
  /** A single 401 is retried with the same token; with nothing to refresh it, the second is final. */
  unauthorized: {
    read: [expected('done', 2, 0), expected('unauthenticated no after-reauth', 2, 0)],
    update: [expected('done', 2, 1), expected('unauthenticated no after-reauth', 2, 0)],
    delete: [expected('done', 2, 1), expected('unauthenticated no after-reauth', 2, 0)],
    create: [expected('created', 2, 1), expected('unauthenticated no after-reauth', 2, 0)],
    token: same('unauthenticated no after-reauth', 1, 0),
  },
  forbidden: fatal('forbidden no never'),
  /** Words for a permanent refusal with status 500, which leaves a write open; not applied. */
  closed: {
    ...fatal('forbidden no never'),
    update: [expected('done', 2, 1), expected('outcome-unknown unknown after', 4, 0)],
    delete: [expected('done', 2, 1), expected('outcome-unknown unknown after', 4, 0)],
    create: [expected('created', 2, 1), expected('unavailable no after', 3, 0)],
  },
  /** The service asks for more time than the call has, so neither a retry nor a reconcile is sent. */
  retryAfterTooLong: {
    read: same('unavailable no after', 1, 0),
    update: same('outcome-unknown unknown after', 1, 0),
    delete: same('outcome-unknown unknown after', 1, 0),
    create: same('outcome-unknown unknown never', 1, 0),
    token: same('unavailable no after', 1, 0),
  },
  /** A success with an unusable body: a write may have been applied, and a read has no result. */
  invalidBody: {
    read: same('invalid-response no never', 1, 0),
    update: [expected('done', 2, 1), expected('outcome-unknown unknown after', 4, 1)],
    delete: same('done', 2, 1),
    create: same('reconciled', 1, 1),
    token: [expected('done', 2, 0), expected('invalid-response no after', [5, 15], 0)],
  },
  truncated,
  /** A success whose body does not end before the deadline. */
  stalledBody: {
    read: [expected('done', 2, 0), expected('deadline-exceeded no after', 2, 0)],
    update: [expected('done', 2, 1), expected('deadline-exceeded unknown after', 3, 1)],
    // The error of the second one can be read.
    delete: same('done', 2, 1),
    create: same('reconciled', 1, 1),
    token: [expected('done', 2, 0), expected('deadline-exceeded no now', 2, 0)],
  },

  // In each of the following the create is lost, and the fault hits the lists it is reconciled with.

  /** Applied, and the list is wrong once, or always. */
  foundInList: { create: same('reconciled', 1, 1) },
  hiddenFromList: { create: [expected('reconciled', 1, 1), expected('outcome-unknown unknown never', 1, 1)] },
  /** No list at all: `ensure`, which begins with one, sends nothing. */
  listFails: {
    create: [expected('reconciled', 1, 1), expected('outcome-unknown unknown never', 1, 1)],
    ensure: [expected('reconciled', 1, 1), expected('unavailable no after', 0, 0)],
  },
  listForbidden: {
    create: same('outcome-unknown unknown never', 1, 1),
    ensure: same('forbidden no never', 0, 0),
  },
  /** A list that may be truncated does not show whether a block exists. */
  truncatedListAfter: {
    create: [expected('reconciled', 1, 1), expected('outcome-unknown unknown never', 1, 1)],
    ensure: [expected('reconciled', 1, 1), expected('outcome-unknown unknown never', 0, 0)],
  },
  truncatedListBefore: {
    // No block of this process has to be in a list of 201 rows, so it proves nothing either.
    create: same('outcome-unknown unknown never', 1, 0),
    ensure: [expected('created', 2, 1), expected('outcome-unknown unknown never', 0, 0)],
  },
  /** Not applied. */
  sentAgain: { create: same('created', 2, 1) },
  absentFromList: { create: [expected('created', 2, 1), expected('outcome-unknown unknown never', 1, 0)] },
  /** An earlier block got another title, so the title that the lost one would have is known. */
  titleLearned: { create: [expected('created', 2, 1), expected('unavailable no after', 3, 0)] },

  // Failures outside of the service.

  /** A shared store is unreachable: nothing is sent, and the store is retried like the service. */
  storeUnavailable: {
    read: [expected('done', 1, 0), expected('store-unavailable no after', 0, 0)],
    update: [expected('done', 1, 1), expected('store-unavailable no after', 0, 0)],
    delete: [expected('done', 1, 1), expected('store-unavailable no after', 0, 0)],
    create: [expected('created', 1, 1), expected('store-unavailable no after', 0, 0)],
    // A permit is keyed by the token, so the token is read before the limiter is asked.
    token: [expected('done', 1, 0), expected('store-unavailable no after', [0, 1], 0)],
  },
  /** A shared store does not respond. */
  storeHangs: fatal('deadline-exceeded no now', 0),
  /** The token function throws. */
  noToken: fatal('unauthenticated no after-reauth', 0),
}
