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
import { functionRule, type OptionRules } from './read.ts'
import { asTransport, PlainRequest } from '../request/plain-request.ts'
import { tokenHistory } from '../token/history.ts'
import { sharedBy, type Shared } from './shared.ts'

/** Options of a client: the connection, and the behaviour of calls on failure. Everything but the token has a default. */
export type ClientOptions = ApiOptions & {
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
export function readSettings(options: ClientOptions): Settings {
  const given = readOptions<ClientOptions>(options, { ...apiOptionRules, ...clientOptionRules }, 'a token')
  const connection = checkConnection({ ...given, fetch: given.fetch ?? plainFetch }, tokenHistory())
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
