import { takeAim } from './fault/schedule.ts'
import { type AuditEntry, openAudit } from './audit/audit.ts'
import type { Delivery } from './transport/wire.ts'
import { exchange, type Incoming } from './transport/handle.ts'
import type { Fault } from './fault/fault.ts'
import type { OAuthOptions } from './service/oauth.ts'
import { listen, type Server } from './transport/http.ts'
import { type LimitOptions, openMeter } from './service/rate-limit.ts'
import { machineSleep, type SandboxClock } from './system-clock.ts'
import type { World } from './context.ts'
import { seededNames } from './ids.ts'
import { seedState } from './state/seed.ts'
import type { SandboxAppointment, SandboxBlock, SandboxState } from './state/state.ts'
import { openStore } from './state/store.ts'
import { openWire, type RequestLike } from './transport/in-process.ts'

/** What can be chosen when a sandbox is started. */
export type SandboxOptions = {
  /** The port to listen on. A free one is taken when this is missing or 0. */
  port?: number
  /** The address to listen on; `127.0.0.1` when missing. */
  host?: string
  /** Decides every id and trace id: the same requests get the same ones. An integer; 1 when missing. */
  seed?: number
  /** What time it is and how to wait: the machine's clock when missing. `virtualClock()` makes one that jumps. */
  clock?: SandboxClock
  /** What there is. A list that is given replaces the one of `seedState()`; the others stay. */
  state?: Partial<SandboxState>
  /** The status of a create, update or delete that succeeded. 201, as published, when missing. */
  successStatus?: 200 | 201
  /** Whether lists of blocked time contain deleted rows, marked `deleted: true`. `false` when missing. */
  includeDeleted?: boolean
  /** What goes wrong. Nothing when missing. */
  faults?: readonly Fault[]
  /** How many requests a location may send; nothing is counted when missing. */
  limit?: LimitOptions
  /** How long tokens live, and what becomes of a refresh token that is used again. */
  oauth?: OAuthOptions
}

/** A running sandbox. */
export type Sandbox = Server & {
  /**
   * The same sandbox without a socket: takes a `Request`, or whatever looks like one, and gives a `Response`. Its address
   * does not matter, only path and query do. What goes wrong looks as it does with Node's `fetch`. With a virtual clock
   * everything happens in the same order every time.
   */
  fetch: (request: RequestLike) => Promise<Response>
  /** A token that may do everything in its location: the first in the state. */
  token: string
  /** The value of a token by its name, such as `read-only`. Throws a `RangeError` when there is none. */
  tokenByName: (name: string) => string
  /** The blocks that exist now; copies, in the order of their creation. */
  blocks: () => SandboxBlock[]
  /** The appointments that exist now; copies. */
  appointments: () => SandboxAppointment[]
  /** Every arrival, fault, commit and answer since the start or the last reset. The judge of a test. It grows in place. */
  audit: readonly AuditEntry[]
  /** Replaces the faults, and counts from 1 again. Throws a `RangeError` for one that there is not. */
  setFaults: (faults: readonly Fault[]) => void
  /** Goes back to the state, the ids, the faults and the empty log it started with; what is pending is lost. Its address stays. */
  reset: () => void
}

/**
 * Starts a stand-in for the service that remembers: what is created can be listed, replaced and deleted, and it
 * refuses what the service refuses, in its words. What nobody has shown on the service is marked as assumed in the
 * README.
 *
 * Judge a test by `audit` and `blocks()`, never by what the code under test says about itself.
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
 * @param options Where to listen, and what there is to begin with.
 * @returns The running sandbox.
 * @throws {Error} When the port is taken.
 * @throws {RangeError} When a fault or the limit says something that there is not.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', seed = 1 } = options
  const clock: SandboxClock = options.clock ?? Date
  const state = { ...seedState(), ...options.state }
  const now = (): number => clock.now()
  const audit = openAudit(now)
  let life = new AbortController()
  const wait = async (ms: number, gone?: AbortSignal): Promise<boolean> => {
    const signal = gone === undefined ? life.signal : AbortSignal.any([life.signal, gone])
    const over = clock.sleep === undefined ? machineSleep(ms, signal) : clock.sleep(ms, signal)
    return over.then(
      () => true,
      (reason: unknown) => {
        if (signal.aborted) return false
        throw reason
      },
    )
  }
  const world: World = {
    ...beginning(state, options),
    audit,
    now,
    successStatus: options.successStatus ?? 201,
    includeDeleted: options.includeDeleted ?? false,
    oauth: options.oauth ?? {},
    wait,
  }
  let ended = false
  const respond = async (incoming: Incoming): Promise<Delivery | undefined> => exchange(incoming, world)
  const server = await listen(port, host, respond, wait)

  const tokenByName = (name: string): string => {
    const token = state.tokens.find((candidate) => candidate.name === name)
    if (token !== undefined) return token.value
    const names = state.tokens.map((candidate) => candidate.name).join(', ')
    throw new RangeError(`This sandbox has no token named "${name}", only ${names}`)
  }
  return {
    ...server,
    fetch: openWire(respond, wait, () => ended),
    token: state.tokens[0]?.value ?? '',
    tokenByName,
    blocks: () => existing(world.store.blocks),
    appointments: () => existing(world.store.appointments),
    audit: audit.entries,
    setFaults: (next) => {
      world.aim = takeAim(next, seed)
    },
    reset: () => {
      life.abort()
      life = new AbortController()
      Object.assign(world, beginning(state, options))
      audit.clear()
    },
    close: async () => {
      ended = true
      life.abort()
      await server.close()
    },
  }
}

/** Whatever changes while a sandbox runs, as it is in the beginning. */
function beginning(
  state: SandboxState,
  { seed = 1, faults = [], limit }: SandboxOptions,
): Pick<World, 'aim' | 'asked' | 'meter' | 'names' | 'store'> {
  return {
    store: openStore(state),
    names: seededNames(seed),
    aim: takeAim(faults, seed),
    asked: new Map(),
    ...(limit === undefined ? {} : { meter: openMeter(limit) }),
  }
}

function existing<Event extends { deleted?: boolean }>(events: Map<string, Event>): Event[] {
  return structuredClone([...events.values()].filter(({ deleted }) => deleted !== true))
}
