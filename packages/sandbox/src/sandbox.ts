import { randomUUID } from 'node:crypto'
import { type AuditEntry, createAudit } from './audit/audit.ts'
import type { ListOptions, OAuthOptions, SandboxContext } from './context.ts'
import type { Fault } from './fault/fault.ts'
import { scheduleFaults } from './fault/schedule.ts'
import { createIdGenerator, mulberry32 } from './ids.ts'
import { createRateLimit, type LimitOptions } from './service/rate-limit.ts'
import type { Rule } from './rule.ts'
import { seedState } from './state/seed.ts'
import type { SandboxAppointment, SandboxBlock, SandboxState } from './state/state.ts'
import { createStore } from './state/store.ts'
import { type SandboxClock, systemSleep } from './system-clock.ts'
import { handleRequest, type IncomingRequest } from './transport/handle.ts'
import { listen, type Server } from './transport/http.ts'
import { createFetch, type RequestLike } from './transport/in-process.ts'
import type { WireResponse } from './transport/wire.ts'

/** The options of `startSandbox`. */
export type SandboxOptions = {
  /** The port to listen on: a free one when missing or 0. */
  readonly port?: number
  /** The address to listen on: `127.0.0.1` when missing. */
  readonly host?: string
  /** The seed of all ids and trace ids, an integer: 1 when missing. The same requests get the same ids. */
  readonly seed?: number
  /** The clock: the system's when missing. `virtualClock()` creates one that jumps. */
  readonly clock?: SandboxClock
  /** The initial state. A list in it replaces the list of `seedState()`; the others stay. */
  readonly state?: Partial<SandboxState>
  /** The status of a successful create, update or delete: 201, as published, when missing. */
  readonly successStatus?: 200 | 201
  /** True to list deleted blocked time, marked `deleted: true`: `false` when missing. */
  readonly includeDeleted?: boolean
  /** The faults to inject: none when missing. */
  readonly faults?: readonly Fault[] | Rule<'faults in a variable: declare it with `as const`'>
  /** The rate limit: none when missing. */
  readonly limit?: LimitOptions
  /** The order of lists, and whether they contain events that only touch their range. */
  readonly lists?: ListOptions
  /** The lifetime of tokens, and the reaction to a refresh token that is used again. */
  readonly oauth?: OAuthOptions
}

/** A running sandbox. `await using` closes it at the end of the block. */
export type Sandbox = Server & {
  /**
   * The identity of its state: random, whatever the seed, and another one after each `reset`. Every response carries it
   * in the header `x-block-slots-sandbox`, so that a client forgets what it knows of another sandbox, or of the time
   * before a reset. Responses that are not valid HTTP do not.
   */
  readonly id: string
  /**
   * The same sandbox without a socket: takes a `Request` (or an object like one) and gives a `Response`. The host in
   * the URL is ignored. Faults cause the errors of Node's `fetch`. With a virtual clock, events always happen in the
   * same order.
   */
  readonly fetch: (request: RequestLike) => Promise<Response>
  /** A token with all permissions in its location: the first in the state. */
  readonly token: string
  /** The value of a token by its name, such as `read-only`. Throws a `RangeError` for an unknown name. */
  readonly tokenByName: (name: string) => string
  /** The existing blocks: copies, in the order of their creation. */
  readonly blocks: () => SandboxBlock[]
  /** The existing appointments: copies. */
  readonly appointments: () => SandboxAppointment[]
  /** Every request, fault, commit and response since the start or the last reset: judge a test by it. It grows in place. */
  readonly audit: readonly AuditEntry[]
  /** Replaces the faults, and counts from 1 again. Throws a `RangeError` for an invalid fault. */
  readonly setFaults: (faults: readonly Fault[]) => void
  /** Restores the initial state, ids and faults, clears the log and drops pending work. The URL stays, `id` changes. */
  readonly reset: () => void
  /** Closes the sandbox, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/**
 * Starts a stateful stand-in for the service: a created block can be listed, replaced and deleted, and requests that
 * the service rejects are rejected with its messages. `guide/behaviour.md` marks behaviour that was never seen on the
 * service as assumed.
 *
 * Judge a test by `audit` and `blocks()`, never by what the code under test reports about itself.
 *
 * @example
 * ```ts
 * import { startSandbox } from '@block-slots/sandbox'
 *
 * const sandbox = await startSandbox()
 * await fetch(`${sandbox.url}/calendars/events/block-slots`, {
 *   method: 'POST',
 *   headers: {
 *     Authorization: `Bearer ${sandbox.token}`,
 *     'Content-Type': 'application/json',
 *     Version: '2021-04-15',
 *   },
 *   body: JSON.stringify({
 *     calendarId: 'CVokAlI8fgw4WYWoCtQz',
 *     locationId: 'C2QujeCh8ZnC7al2InWR',
 *     title: 'Test Event',
 *     startTime: '2021-06-23T03:30:00+05:30',
 *     endTime: '2021-06-23T04:30:00+05:30',
 *   }),
 * })
 * console.log(sandbox.blocks().map((block) => block.title)) // => [ 'Test Event' ]
 * console.log(sandbox.audit.map((entry) => entry.kind)) // => [ 'request', 'commit', 'response' ]
 * await sandbox.close()
 * ```
 *
 * @example
 * ```ts
 * import { startSandbox, virtualClock } from '@block-slots/sandbox'
 *
 * const clock = virtualClock()
 * const sandbox = await startSandbox({ clock, faults: [{ fault: 'stall', commit: 'after-response', commitDelayMs: 90_000 }] })
 * const request = new Request(`${sandbox.url}/calendars/events/block-slots`, {
 *   method: 'POST',
 *   headers: {
 *     Authorization: `Bearer ${sandbox.token}`,
 *     'Content-Type': 'application/json',
 *     Version: '2021-04-15',
 *   },
 *   body: JSON.stringify({
 *     calendarId: 'CVokAlI8fgw4WYWoCtQz',
 *     locationId: 'C2QujeCh8ZnC7al2InWR',
 *     title: 'Test Event',
 *     startTime: '2021-06-23T03:30:00+05:30',
 *     endTime: '2021-06-23T04:30:00+05:30',
 *   }),
 * })
 * const error = await clock.run(() => sandbox.fetch(request).catch((reason) => reason))
 * console.log(error.cause.code) // => UND_ERR_HEADERS_TIMEOUT
 * console.log(sandbox.audit.map((entry) => entry.kind)) // => [ 'request', 'fault', 'commit' ]
 * await sandbox.close()
 * ```
 *
 * @param options The port, the initial state, faults and limits.
 * @returns The running sandbox.
 * @throws {Error} When it cannot listen on the port.
 * @throws {RangeError} When a fault or the limit is invalid.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', seed = 1 } = options
  const clock: SandboxClock = options.clock ?? Date
  const state = { ...seedState(), ...options.state }
  const now = (): number => clock.now()
  const audit = createAudit(now)
  const lifetime = createLifetime(clock)
  const context: SandboxContext = {
    ...initialContext(state, options),
    audit,
    now,
    successStatus: options.successStatus ?? 201,
    includeDeleted: options.includeDeleted ?? false,
    oauth: options.oauth ?? {},
    lists: options.lists ?? {},
    wait: lifetime.wait,
  }
  const respond = async (incoming: IncomingRequest): Promise<WireResponse | undefined> =>
    handleRequest(incoming, context)
  const server = await listen(port, host, respond, lifetime.wait)
  let isClosed = false
  const close = async (): Promise<void> => {
    isClosed = true
    lifetime.end()
    await server.close()
  }
  return {
    url: server.url,
    get id() {
      return context.identity
    },
    fetch: createFetch(respond, lifetime.wait, () => isClosed),
    token: state.tokens[0]?.value ?? '',
    tokenByName: (name) => findToken(state, name),
    blocks: () => copyExisting(context.store.blocks),
    appointments: () => copyExisting(context.store.appointments),
    audit: audit.entries,
    setFaults: (faults) => {
      context.nextFault = scheduleFaults(faults, seed)
    },
    reset: () => {
      lifetime.restart()
      Object.assign(context, initialContext(state, options))
      audit.clear()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The waits of a sandbox, which all end when it is reset or closed. */
type Lifetime = {
  /** Resolves to false when the sandbox or the given signal ended the wait. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<boolean>
  readonly end: () => void
  readonly restart: () => void
}

function createLifetime(clock: SandboxClock): Lifetime {
  let controller = new AbortController()
  return {
    wait: async (ms, given) => {
      const signal = given === undefined ? controller.signal : AbortSignal.any([controller.signal, given])
      const sleep = clock.sleep === undefined ? systemSleep(ms, signal) : clock.sleep(ms, signal)
      return sleep.then(
        () => true,
        (reason: unknown) => {
          if (signal.aborted) return false
          throw reason
        },
      )
    },
    end: () => controller.abort(),
    restart: () => {
      controller.abort()
      controller = new AbortController()
    },
  }
}

/** The parts of the context that a reset restores. */
function initialContext(
  state: SandboxState,
  { seed = 1, faults = [], limit }: SandboxOptions,
): Pick<SandboxContext, 'identity' | 'ids' | 'lastCreates' | 'nextFault' | 'random' | 'rateLimit' | 'store'> {
  return {
    identity: randomUUID(),
    store: createStore(state),
    ids: createIdGenerator(seed),
    random: mulberry32(seed),
    nextFault: scheduleFaults(faults, seed),
    lastCreates: new Map(),
    ...(limit === undefined ? {} : { rateLimit: createRateLimit(limit) }),
  }
}

function findToken({ tokens }: SandboxState, name: string): string {
  const token = tokens.find((candidate) => candidate.name === name)
  if (token !== undefined) return token.value
  const names = tokens.map((candidate) => candidate.name).join(', ')
  throw new RangeError(`There is no token "${name}" in this sandbox. Use one of ${names}.`)
}

function copyExisting<Event extends { readonly deleted?: boolean }>(events: Map<string, Event>): Event[] {
  return structuredClone([...events.values()].filter(({ deleted }) => deleted !== true))
}
