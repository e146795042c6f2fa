import {
  startSandbox,
  virtualClock,
  type Sandbox,
  type SandboxOptions,
  type VirtualClock,
} from '@block-slots/sandbox'
import { onTestFinished } from 'vitest'
import {
  createBlockSlotsClient,
  type BlockSlotsClient,
  type BlockSlotsError,
  type ClientEvent,
  type ClientOptions,
  type Operation,
} from '../../src/index.ts'
import { failure } from './service.ts'

/** A service and its clients in a time of their own. */
export type World = {
  readonly clock: VirtualClock
  readonly sandbox: Sandbox
  readonly client: BlockSlotsClient
  /** Events of the clients. */
  readonly events: ClientEvent[]
  /** Another client of the same process. */
  readonly another: (options?: Partial<ClientOptions>) => BlockSlotsClient
  /** Lets time pass until the work is done. */
  readonly run: <T>(work: Promise<T>) => Promise<T>
  /** The same for work that has to fail. */
  readonly fail: (work: Promise<unknown>) => Promise<BlockSlotsError>
  /** Number of requests of an operation that arrived. */
  readonly arrived: (operation: Operation) => number
  /** The events in short, in order: `createBlockSlot 201`, `wait backoff`, `reconcile absent` and so on. */
  readonly story: () => string[]
}

/** Starts a sandbox and its clients, without a rate limit by default. */
export async function openWorld(
  client: Partial<ClientOptions> = {},
  sandboxOptions: SandboxOptions = {},
): Promise<World> {
  const clock = virtualClock()
  const sandbox = await startSandbox({ clock, ...sandboxOptions })
  onTestFinished(() => sandbox.close())
  const events: ClientEvent[] = []
  const another = (options: Partial<ClientOptions> = {}): BlockSlotsClient =>
    createBlockSlotsClient({
      token: sandbox.token,
      fetch: sandbox.fetch,
      clock,
      limiter: false,
      onEvent: (event) => void events.push(event),
      ...options,
    })
  return {
    clock,
    sandbox,
    events,
    another,
    client: another(client),
    run: clock.run,
    fail: (work) => clock.run(failure(work)),
    arrived: (operation) =>
      sandbox.audit.filter((entry) => entry.kind === 'request' && entry.operation === operation).length,
    story: () => events.map(lineOf),
  }
}

function lineOf(event: ClientEvent): string {
  if (event.type === 'attempt') return `${event.operation} ${event.status ?? event.code ?? 'ok'}`
  if (event.type === 'wait') return `wait ${event.reason}`
  return `${event.type} ${event.type === 'limit' ? event.state : event.outcome}`
}

/** An earlier block of the same owner, which shows that the list can be trusted. */
export const earlier = {
  calendarId: 'CVokAlI8fgw4WYWoCtQz',
  locationId: 'C2QujeCh8ZnC7al2InWR',
  title: 'Earlier',
  startTime: '2021-06-24T03:30:00+05:30',
  endTime: '2021-06-24T04:30:00+05:30',
}
