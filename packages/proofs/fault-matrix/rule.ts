/** How an operation may be repeated, as far as the table tells them apart. */
export type Kind = 'create' | 'delete' | 'ensure' | 'read' | 'token' | 'update'

/**
 * How a call ends: with one of its requests hit, and with every one hit. In words: how it ends (`done`, or for a create how
 * the block came about; else code, applied and retry of the error), how many requests were sent, and whether what was
 * wanted exists afterwards, such as `created ×2 =1`. A call tries five times to have a token, and each try asks up to three
 * times.
 */
type Ends = readonly [once: string, always: string]

/** What a fault comes to for each kind of operation. Without a word on `ensure`, it ends as `create`. */
export type Rule = Readonly<Partial<Record<Kind, Ends>>>

/** The names of the rules. */
export type RuleName =
  | 'harmless'
  | 'unreached'
  | 'lostBefore'
  | 'lostAfter'
  | 'silentBefore'
  | 'silentAfter'
  | 'patient'
  | 'limited'
  | 'spent'
  | 'refused'
  | 'forbidden'
  | 'muchLater'
  | 'unreadable'
  | 'cutShort'
  | 'endless'
  | 'soonFound'
  | 'hiddenOnce'
  | 'unlisted'
  | 'unlistable'
  | 'cutAfter'
  | 'cutBefore'
  | 'soonSent'
  | 'provenOnce'
  | 'unproven'
  | 'storeDown'
  | 'storeSilent'
  | 'tokenless'

const reads = { done: 'done ×2 =0', lost: 'unavailable no after ×5 =0' } as const
const readsAgain: Ends = [reads.done, reads.lost]

/** One of every request is refused in the same way. */
const fatal = (end: string, sends = 1): Rule => {
  const ends: Ends = [`${end} ×${sends} =0`, `${end} ×${sends} =0`]
  return { read: ends, update: ends, delete: ends, create: ends, token: ends }
}
const certain = (end: string): Ends => [`${end} =1`, `${end} =1`]

/** What is expected, by the way in which a request fails. Written by hand: nothing here is computed by the client. */
export const rules: Readonly<Record<RuleName, Rule>> = {
  /** It is as if nothing had happened. */
  harmless: {
    read: ['done ×1 =0', 'done ×1 =0'],
    update: certain('done ×1'),
    delete: certain('done ×1'),
    create: certain('created ×1'),
    token: ['done ×1 =0', 'done ×1 =0'],
  },
  /** The service was never reached, so everything may be sent again at once. */
  unreached: {
    read: ['done ×2 =0', 'not-sent no now ×5 =0'],
    update: ['done ×2 =1', 'not-sent no now ×4 =0'],
    delete: ['done ×2 =1', 'not-sent no now ×4 =0'],
    create: ['created ×2 =1', 'not-sent no now ×5 =0'],
    token: ['done ×2 =0', 'not-sent no now ×5-15 =0'],
  },
  /** Nobody knows, and nothing was done. */
  lostBefore: {
    read: readsAgain,
    update: ['done ×2 =1', 'outcome-unknown unknown after ×4 =0'],
    delete: ['done ×2 =1', 'outcome-unknown unknown after ×4 =0'],
    create: ['created ×2 =1', 'unavailable no after ×3 =0'],
    token: ['done ×2 =0', 'unavailable no after ×5-15 =0'],
  },
  /** Nobody knows, and it was done. */
  lostAfter: {
    read: readsAgain,
    update: ['done ×2 =1', 'outcome-unknown unknown after ×4 =1'],
    delete: ['done ×2 =1', 'outcome-unknown unknown after ×4 =1'],
    create: certain('reconciled ×1'),
    token: ['done ×2 =0', 'unavailable no after ×5-15 =0'],
  },
  /** The same without a word, until the client gives up: 30 s for a read, 75 s for a write. */
  silentBefore: {
    read: ['done ×2 =0', 'deadline-exceeded no now ×2 =0'],
    update: ['done ×2 =1', 'deadline-exceeded unknown after ×3 =0'],
    delete: ['done ×2 =1', 'deadline-exceeded unknown after ×3 =0'],
    create: ['created ×2 =1', 'deadline-exceeded unknown never ×2 =0'],
    token: ['done ×2 =0', 'deadline-exceeded no now ×2 =0'],
  },
  silentAfter: {
    read: ['done ×2 =0', 'deadline-exceeded no now ×2 =0'],
    update: ['done ×2 =1', 'deadline-exceeded unknown after ×3 =1'],
    delete: ['done ×2 =1', 'deadline-exceeded unknown after ×3 =1'],
    create: certain('reconciled ×1'),
    token: ['done ×2 =0', 'deadline-exceeded no now ×2 =0'],
  },
  /** An answer after 62 s: too late for a read, in time for a write. */
  patient: {
    read: ['done ×2 =0', 'deadline-exceeded no now ×2 =0'],
    update: certain('done ×1'),
    delete: certain('done ×1'),
    create: certain('created ×1'),
  },
  /** Everybody waits until the service says; five times for a create and a read, four for what replaces. */
  limited: {
    read: ['done ×2 =0', 'rate-limited no after ×5 =0'],
    update: ['done ×2 =1', 'rate-limited no after ×4 =0'],
    delete: ['done ×2 =1', 'rate-limited no after ×4 =0'],
    create: ['created ×2 =1', 'rate-limited no after ×5 =0'],
    token: ['done ×2 =0', 'rate-limited no after ×5 =0'],
  },
  /** A day is longer than any call. */
  spent: fatal('rate-limited no after'),
  /** A single 401 is tried again with the same token; with nothing to renew it, the second is the last. */
  refused: {
    read: ['done ×2 =0', 'unauthenticated no after-reauth ×2 =0'],
    update: ['done ×2 =1', 'unauthenticated no after-reauth ×2 =0'],
    delete: ['done ×2 =1', 'unauthenticated no after-reauth ×2 =0'],
    create: ['created ×2 =1', 'unauthenticated no after-reauth ×2 =0'],
    token: ['unauthenticated no after-reauth ×1 =0', 'unauthenticated no after-reauth ×1 =0'],
  },
  forbidden: fatal('forbidden no never'),
  /** The service asks for more time than a call has, so nothing is asked again; not even what became of it. */
  muchLater: {
    read: ['unavailable no after ×1 =0', 'unavailable no after ×1 =0'],
    update: ['outcome-unknown unknown after ×1 =0', 'outcome-unknown unknown after ×1 =0'],
    delete: ['outcome-unknown unknown after ×1 =0', 'outcome-unknown unknown after ×1 =0'],
    create: ['outcome-unknown unknown never ×1 =0', 'outcome-unknown unknown never ×1 =0'],
    token: ['unavailable no after ×1 =0', 'unavailable no after ×1 =0'],
  },
  /** A success that says nothing: done, and what a read asked for is not there. */
  unreadable: {
    read: ['invalid-response no never ×1 =0', 'invalid-response no never ×1 =0'],
    update: certain('invalid-response yes never ×1'),
    delete: certain('invalid-response yes never ×1'),
    create: certain('reconciled ×1'),
    token: ['done ×2 =0', 'invalid-response no after ×5-15 =0'],
  },
  /** A success that breaks off. */
  cutShort: {
    read: readsAgain,
    update: certain('invalid-response yes never ×1'),
    delete: certain('invalid-response yes never ×1'),
    create: certain('reconciled ×1'),
    token: ['done ×2 =0', 'invalid-response no after ×5-15 =0'],
  },
  /** A success that does not come to its end in time. */
  endless: {
    read: ['done ×2 =0', 'deadline-exceeded no after ×2 =0'],
    update: certain('invalid-response yes never ×1'),
    delete: certain('invalid-response yes never ×1'),
    create: certain('reconciled ×1'),
    token: ['done ×2 =0', 'deadline-exceeded no now ×2 =0'],
  },

  // The create is lost in each of the following, and the fault hits the lists that tell what became of it.

  /** It was carried out, and the list that tells so lies for a while, or for ever. */
  soonFound: { create: certain('reconciled ×1') },
  hiddenOnce: { create: ['reconciled ×1 =1', 'outcome-unknown unknown never ×1 =1'] },
  /** No list is to be had at all: `ensure`, which begins with one, sends nothing then. */
  unlisted: {
    create: ['reconciled ×1 =1', 'outcome-unknown unknown never ×1 =1'],
    ensure: ['reconciled ×1 =1', 'unavailable no after ×0 =0'],
  },
  unlistable: {
    create: certain('outcome-unknown unknown never ×1'),
    ensure: ['forbidden no never ×0 =0', 'forbidden no never ×0 =0'],
  },
  /** A list that may be cut does not tell whether a block exists. */
  cutAfter: {
    create: ['reconciled ×1 =1', 'outcome-unknown unknown never ×1 =1'],
    ensure: ['invalid-response no never ×0 =0', 'invalid-response no never ×0 =0'],
  },
  cutBefore: {
    create: ['created ×2 =1', 'outcome-unknown unknown never ×1 =0'],
    ensure: ['invalid-response no never ×0 =0', 'invalid-response no never ×0 =0'],
  },
  /** It was not carried out. */
  soonSent: { create: ['created ×2 =1', 'created ×2 =1'] },
  provenOnce: { create: ['created ×2 =1', 'outcome-unknown unknown never ×1 =0'] },
  /** What was made before shows in the list as something else, so that a list proves nothing. */
  unproven: { create: ['outcome-unknown unknown never ×1 =0', 'outcome-unknown unknown never ×1 =0'] },

  // What fails here is not the service.

  /** A shared store is out of reach: nothing is sent without it, and it is asked again like the service. */
  storeDown: {
    read: ['done ×1 =0', 'store-unavailable no after ×0 =0'],
    update: ['done ×1 =1', 'store-unavailable no after ×0 =0'],
    delete: ['done ×1 =1', 'store-unavailable no after ×0 =0'],
    create: ['created ×1 =1', 'store-unavailable no after ×0 =0'],
    token: ['done ×1 =0', 'store-unavailable no after ×0 =0'],
  },
  /** It says nothing at all. */
  storeSilent: fatal('deadline-exceeded no now', 0),
  /** There is no token, and nobody but the caller can say why. */
  tokenless: fatal('unauthenticated no after-reauth', 0),
}
