import type { ServiceTime } from '../clock.ts'
import { ignoreEvent, type ClientEvent, type OnEvent } from '../event.ts'
import { hasMethods, ignoreThrow } from '../guard.ts'
import type { Limiter } from '../rate-limit/limiter.ts'
import { booleanRule, onUnknownRule, timeoutRule, type OnUnknown } from './call.ts'
import {
  apiOptionRules,
  checkConnection,
  sendOverPlatform,
  type ApiOptions,
  type Connection,
} from './connection.ts'
import { createQuotas, type Quotas } from './quota.ts'
import { readOptions } from './configure.ts'
import { defaultToken } from './default-token.ts'
import { functionRule, type OptionRules } from './read.ts'
import { asTransport, PlainRequest } from '../request/plain-request.ts'
import type { Rule } from '../rule.ts'
import { tokenHistory } from '../token/history.ts'
import type { TokenSource } from '../token/source.ts'
import { sharedBy, type Shared } from './shared.ts'

/**
 * No token: the client reads the variable `HIGHLEVEL_TOKEN`. The compiler reports the last member that has most in common, in
 * TypeScript 7 by name, so this one is the first.
 */
export type NoToken = { readonly token?: Rule<'leave token out to read the variable HIGHLEVEL_TOKEN'> }

/** A token that is given. */
export type TokenOption = {
  /**
   * An access token of user type Sub-Account, or a Private Integration Token of the sub-account; or a function that gives
   * one, called for every request; or the result of `refreshingToken` or `locationToken`. Left out, it is read from the
   * variable `HIGHLEVEL_TOKEN`; `undefined` is an error, since a variable may be missing.
   */
  readonly token: TokenSource | Rule<'leave token out to read the variable HIGHLEVEL_TOKEN'>
}

/** Options of a client: the connection, and the behaviour of calls on failure. Everything has a default. */
export type ClientOptions = (NoToken | TokenOption) &
  Omit<ApiOptions, 'token'> & {
    /**
     * The sub-account that the token belongs to. The rate limit is counted for it; without this, it is learned from the first
     * call or response that names it, and until then the limit is counted for the token. Give it where several processes
     * share a limiter, and where a token reaches several sub-accounts: a call that names none of them, such as `delete`, counts
     * to a quota apart otherwise.
     */
    readonly locationId?: string | undefined
    /**
     * Bounds every call in milliseconds, however many requests it needs. Default: 60,000 for reads, 480,000 for creates,
     * 180,000 for other writes. One request times out after 30,000 for reads and 75,000 for writes, since the service has
     * been seen to respond to a write after 62 seconds.
     */
    readonly timeoutMs?: number | undefined
    /** `false` sends every request once and reports. Default: `true`. */
    readonly retry?: boolean | undefined
    /** `reconcile` looks for the block in the list when the outcome of a create is unknown. Default: `reconcile`. */
    readonly onUnknown?: OnUnknown | undefined
    /**
     * Milliseconds in which a block may still appear after its create failed without a result. Until then it is looked for,
     * only then is it sent again. Default: 10,000, and 75,000 after a request that timed out.
     */
    readonly reconcileTimeoutMs?: number | undefined
    /** Keeps the rate limit; `false` for none. Default: one limiter for all clients of this process. */
    readonly limiter?: Limiter | false | undefined
    /** Called with every attempt, wait, reconciliation, limit and refresh. Errors that it throws are ignored. */
    readonly onEvent?: OnEvent | undefined
  }

/** The checked options of one client, and the state that its calls share. */
export type Settings = Connection & {
  readonly timeoutMs: number | undefined
  readonly retry: boolean
  readonly onUnknown: OnUnknown
  readonly reconcileTimeoutMs: number | undefined
  readonly limiter: Limiter | undefined
  /** `ignoreEvent` when there is no listener. */
  readonly notify: (event: ClientEvent) => void
  /** State of all clients of this process and clock. */
  readonly shared: Shared
  /** What the last response has told of the service. */
  readonly service: {
    /** The sandbox that it came from; empty for the service itself. */
    sandbox: string
    time: ServiceTime | undefined
  }
  readonly quotas: Quotas
}

/** The options that only a client has, not the connection. */
const clientOptionRules: OptionRules<Omit<ClientOptions, keyof ApiOptions>> = {
  locationId: ['the id of the sub-account', (value) => typeof value === 'string' && /^\S+$/.test(value)],
  timeoutMs: timeoutRule,
  retry: booleanRule,
  onUnknown: onUnknownRule,
  reconcileTimeoutMs: [
    'a number of milliseconds, 0 or more',
    (value) => typeof value === 'number' && value >= 0 && value < Infinity,
  ],
  limiter: ['a limiter, or false for none', (value) => value === false || hasMethods(value, 'acquire')],
  onEvent: functionRule,
}

/**
 * Checks the options of a client and fills in the defaults.
 *
 * @throws BlockSlotsError of code `invalid-input` when an option cannot be used.
 */
export function readSettings(options: ClientOptions = {}): Settings {
  const given = readOptions<ClientOptions>(options, { ...apiOptionRules, ...clientOptionRules })
  const token = given.token ?? defaultToken(options)
  const connection = checkConnection({ ...given, token, fetch: given.fetch ?? plainFetch }, tokenHistory())
  const { onEvent } = given
  const shared = sharedBy(connection.clock)
  const limiter = given.limiter === false ? undefined : (given.limiter ?? shared.limiter)
  return {
    ...connection,
    timeoutMs: given.timeoutMs,
    retry: given.retry ?? true,
    onUnknown: given.onUnknown ?? 'reconcile',
    reconcileTimeoutMs: given.reconcileTimeoutMs,
    limiter,
    notify: onEvent === undefined ? ignoreEvent : (event) => ignoreThrow(() => onEvent(event)),
    shared,
    service: { sandbox: '', time: undefined },
    quotas: createQuotas(connection, limiter, given.locationId),
  }
}

/** The platform's `fetch`, called without a `Request` unless a middleware needs one. */
const plainFetch = asTransport((request) =>
  request instanceof PlainRequest
    ? sendOverPlatform(request.method, request.url, request)
    : sendOverPlatform(request.method, request),
)
