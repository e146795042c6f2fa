import { invalidInput } from '../validate/block.ts'
import { readConnection, readFields, type ApiOptions, type Connection } from './connection.ts'
import type { ClientEvent, OnEvent } from '../event.ts'
import type { Limiter } from '../rate-limit/limiter.ts'
import { invalidOption, type OnUnknown } from './call.ts'
import { isRecord } from '../redact.ts'
import { historyOf, sharedBy, type ListTrust, type ServiceHistory, type Shared } from './shared.ts'

/** How to reach the service, and how a call behaves when something fails. Everything but the token has a default. */
export type ClientOptions = ApiOptions & {
  /**
   * The sub-account that the token belongs to. The rate limit is counted for it; without this, it is learned from the first
   * call that names it. Give it where several processes share a limiter.
   */
  readonly locationId?: string | undefined
  /**
   * Bounds every call in milliseconds, however many requests it needs. Default: 60,000 for reads, 180,000 for writes. One
   * request is given up after 30,000 and 75,000, since the service has been seen to answer a write after 62 seconds.
   */
  readonly timeoutMs?: number | undefined
  /** `false` sends every request once and reports. Default: `true`. */
  readonly retry?: boolean | undefined
  /**
   * What a create does when nobody knows whether it was carried out: look for the block in the list, or throw. Default:
   * `reconcile`.
   */
  readonly onUnknown?: OnUnknown | undefined
  /**
   * How many milliseconds a block may still appear after its create broke off. Until then it is looked for, only then is it
   * sent again. Default: 10,000, and 75,000 after a request that was given up without an answer.
   */
  readonly reconcileTimeoutMs?: number | undefined
  /** What keeps the rate limit; `false` for nothing. Default: one for all clients of this process. */
  readonly limiter?: Limiter | false | undefined
  /** Is told of every attempt, wait, reconciliation, limit and refresh. What it throws is ignored. */
  readonly onEvent?: OnEvent | undefined
}

/** All that the calls of one client have in common. */
export type Settings = Connection & {
  readonly timeoutMs: number | undefined
  readonly retry: boolean
  readonly onUnknown: OnUnknown
  readonly reconcileTimeoutMs: number | undefined
  readonly limiter: Limiter | undefined
  readonly notify: (event: ClientEvent) => void
  /** What all clients of this process and clock know together. */
  readonly shared: Shared
  /** What was done on this service. */
  readonly history: ServiceHistory
  /** What is known of the list of each owner, as this client's token shows it. */
  readonly listTrust: Map<string, ListTrust>
  /** Whose quota calls count to that name no sub-account. */
  readonly defaultQuota: { key: string; known: boolean }
}

/** What a client takes; `close` comes along when a transport is spread. */
const known = new Set(
  'baseUrl clock close fetch reconcileTimeoutMs limiter locationId onEvent onUnknown Request retry timeoutMs token version'.split(
    ' ',
  ),
)

/** Checks what a person or a configuration file gave. */
export function readSettings(options: ClientOptions): Settings {
  const strangers = readFields(options, Object.keys).filter((name) => !known.has(name))
  if (strangers.length > 0) {
    // A baseURL that is passed over would send a test to the real service.
    throw invalidInput(
      'configure',
      `${strangers.slice(0, 5).join(', ')}: there is no such option. There are ${[...known].join(', ')}.`,
    )
  }
  const connection = readConnection(options)
  const given = readFields(options, (fields) => {
    const { locationId, timeoutMs, retry, onUnknown, reconcileTimeoutMs, limiter, onEvent } = fields
    return { locationId, timeoutMs, retry, onUnknown, reconcileTimeoutMs, limiter, onEvent }
  })
  const {
    locationId,
    timeoutMs,
    retry = true,
    onUnknown = 'reconcile',
    reconcileTimeoutMs,
    limiter,
    onEvent,
  } = given
  const fault = invalidOption({ timeoutMs, retry, onUnknown }) ?? invalidClientOption(given)
  if (fault !== undefined) throw invalidInput('configure', fault)
  const shared = sharedBy(connection.clock)
  return {
    ...connection,
    timeoutMs,
    retry,
    onUnknown,
    reconcileTimeoutMs,
    limiter: limiter === false ? undefined : (limiter ?? shared.limiter),
    notify: (event) => emit(onEvent, event),
    shared,
    history: historyOf(shared, connection.fetch),
    listTrust: new Map(),
    defaultQuota: {
      key: `${connection.baseUrl} ${locationId ?? `#${shared.clients++}`}`,
      known: locationId !== undefined,
    },
  }
}

/** What is wrong with the options that only a client has. */
function invalidClientOption({
  locationId,
  reconcileTimeoutMs,
  limiter,
  onEvent,
}: Partial<Record<keyof ClientOptions, unknown>>): string | undefined {
  if (locationId !== undefined && (typeof locationId !== 'string' || !/^\S+$/.test(locationId))) {
    return 'locationId must be the id of the sub-account.'
  }
  if (
    reconcileTimeoutMs !== undefined &&
    !(typeof reconcileTimeoutMs === 'number' && reconcileTimeoutMs >= 0 && reconcileTimeoutMs < Infinity)
  ) {
    return 'reconcileTimeoutMs must be a number of milliseconds, 0 or more.'
  }
  if (
    limiter !== undefined &&
    limiter !== false &&
    !(isRecord(limiter) && typeof limiter.acquire === 'function')
  ) {
    return 'limiter must be a limiter, or false for none.'
  }
  if (onEvent !== undefined && typeof onEvent !== 'function') return 'onEvent must be a function.'
  return undefined
}

/** Telling must not change what happens: neither what is thrown nor what is rejected gets out. */
function emit(onEvent: OnEvent | undefined, event: ClientEvent): void {
  try {
    const told: unknown = onEvent?.(event)
    if (told instanceof Promise) told.catch(() => {})
  } catch {
    // The caller's own affair.
  }
}
