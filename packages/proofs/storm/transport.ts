import { inProcess as matrixInProcess, type Transport } from '../fault-matrix/transport.ts'
import { connectUndici, scaled } from '../fault-matrix/sockets.ts'

/** Connects the clients of a storm to its sandbox. */
export type StormTransport = Pick<Transport, 'connect' | 'name' | 'time'> & {
  /** Time after the last call in which late commits are made. */
  readonly restMs: number
  /** Searches of a client for duplicates, until nothing is pending. */
  readonly maxSearches: number
  /** Storms at a time. */
  readonly concurrency: number
  /** The same for storms that fail, where a busy machine can be the reason. */
  readonly slower?: StormTransport
}

/** `sandbox.fetch`, and a clock that jumps. */
export const inProcess: StormTransport = {
  ...matrixInProcess,
  restMs: 600_000,
  maxSearches: 5,
  concurrency: 1,
}

/** Sockets with `undiciTransport`, and a clock that is `scale` times faster. */
export const overUndici = (scale: number): StormTransport => ({
  ...socketsAt(scale, 4),
  slower: socketsAt(scale * 0.4, 1),
})

const socketsAt = (scale: number, concurrency: number): StormTransport => ({
  name: 'sockets, undiciTransport',
  time: () => scaled(scale),
  connect: connectUndici,
  restMs: 70_000,
  maxSearches: 1,
  concurrency,
})
