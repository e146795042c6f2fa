import { type AuditEntry, openAudit } from './audit.ts'
import type { Delivery } from './delivery.ts'
import { exchange, type Incoming } from './exchange.ts'
import { closed } from './failure.ts'
import { listen } from './http.ts'
import { machineSleep, type SandboxClock } from './machine.ts'
import type { World } from './outcome.ts'
import type { Server } from './prism.ts'
import { seededNames } from './random.ts'
import { seedState } from './seed.ts'
import type { SandboxAppointment, SandboxBlock, SandboxState } from './state.ts'
import { openStore } from './store.ts'
import { openWire, type RequestLike } from './wire.ts'

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
  listDeleted?: boolean
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
  tokenNamed: (name: string) => string
  /** The blocks that exist now; copies, in the order of their creation. */
  blocks: () => SandboxBlock[]
  /** The appointments that exist now; copies. */
  appointments: () => SandboxAppointment[]
  /** Every arrival, commit and answer since the start or the last reset. The judge of a test. It grows in place. */
  audit: readonly AuditEntry[]
  /** Goes back to the state, the ids and the empty log it started with. Its address stays. */
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
 * console.log(sandbox.blocks().map((block) => block.title)) // [ 'Test Event' ]
 * console.log(sandbox.audit.map((entry) => entry.kind)) // [ 'arrival', 'commit', 'answer' ]
 * await sandbox.close()
 * ```
 *
 * @param options Where to listen, and what there is to begin with.
 * @returns The running sandbox.
 * @throws {Error} When the port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', seed = 1 } = options
  const clock: SandboxClock = options.clock ?? Date
  const state = { ...seedState(), ...options.state }
  const now = (): number => clock.now()
  const audit = openAudit(now)
  const world: World = {
    store: openStore(state),
    names: seededNames(seed),
    audit,
    now,
    successStatus: options.successStatus ?? 201,
    listDeleted: options.listDeleted ?? false,
  }
  const life = new AbortController()
  const wait = async (ms: number, gone?: AbortSignal): Promise<void> => {
    const signal = gone === undefined ? life.signal : AbortSignal.any([life.signal, gone])
    return clock.sleep === undefined ? machineSleep(ms, signal) : clock.sleep(ms, signal)
  }
  const respond = async (incoming: Incoming): Promise<Delivery | undefined> => exchange(incoming, world)
  const server = await listen(port, host, respond, wait)

  const tokenNamed = (name: string): string => {
    const token = state.tokens.find((candidate) => candidate.name === name)
    if (token !== undefined) return token.value
    const names = state.tokens.map((candidate) => candidate.name).join(', ')
    throw new RangeError(`This sandbox has no token named "${name}", only ${names}`)
  }
  return {
    ...server,
    close: async () => {
      life.abort(closed())
      await server.close()
    },
    fetch: openWire(respond, wait, life.signal),
    token: state.tokens[0]?.value ?? '',
    tokenNamed,
    blocks: () => existing(world.store.blocks),
    appointments: () => existing(world.store.appointments),
    audit: audit.entries,
    reset: () => {
      world.store = openStore(state)
      world.names = seededNames(seed)
      audit.clear()
    },
  }
}

function existing<Event extends { deleted?: boolean }>(events: Map<string, Event>): Event[] {
  return structuredClone([...events.values()].filter(({ deleted }) => deleted !== true))
}
