import type { Agent, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '../clock.ts'
import { fieldOf } from './field.ts'

/** Connections that stay open from one request to the next, up to so many for each address. */
export type Pool = {
  readonly agentOf: (protocol: string) => Agent
  /** True when the connection stands, over https with the certificate checked. Before, no byte of a request leaves. */
  readonly isReady: (socket: Duplex) => boolean
  /** Has to be called when a request gets its connection. */
  readonly taken: (socket: Duplex) => void
  /** Takes from an answer how long its connection may lie idle. */
  readonly answered: (message: IncomingMessage) => void
  /** Ends what lies idle, and from now on every connection when its request is done. */
  readonly close: () => void
}

/** Options of the transport that were checked. */
export type PoolOptions = {
  readonly connections: number
  readonly idleMs: number
  readonly connectTimeoutMs: number
  readonly clock: Clock
}

/** What is known of a connection. */
type Line = { ready: boolean; idleMs: number }

/** A server closes at the end of the time that it names; a request that is on its way then is lost. */
const marginMs = 1000

/** Makes a pool, which connects to nothing by itself. */
export function createPool({ connections, idleMs, connectTimeoutMs, clock }: PoolOptions): Pool {
  const lines = new WeakMap<Duplex, Line>()
  const agents = new Map<string, Agent>()
  let closed = false

  const watch = (socket: Duplex, event: 'connect' | 'secureConnect'): void => {
    const line = { ready: false, idleMs }
    lines.set(socket, line)
    const arrived = new AbortController()
    const late = `no connection within ${connectTimeoutMs} ms`
    clock.sleep(connectTimeoutMs, arrived.signal).then(
      () => socket.destroy(Object.assign(new Error(late), { code: 'ETIMEDOUT', syscall: 'connect' })),
      () => {},
    )
    socket.once('close', () => arrived.abort())
    socket.once(event, () => {
      line.ready = true
      arrived.abort()
    })
  }

  const make = (protocol: string): Agent => {
    // Not imported: that would load the fetch of Node as well, which takes ten times as long.
    const { Agent } = process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http')
    const { Socket } = process.getBuiltinModule('node:net')
    const agent = new Agent({ keepAlive: true, maxSockets: connections })
    const connect = agent.createConnection.bind(agent)
    agent.createConnection = (options, callback) => {
      const socket = connect(options, callback)
      if (socket) watch(socket, protocol === 'https:' ? 'secureConnect' : 'connect')
      return socket
    }
    const [free] = agent.listeners('free')
    agent.removeAllListeners('free').on('free', (socket: Duplex, options: unknown) => {
      const pass = (): unknown => free && Reflect.apply(free, agent, [socket, options])
      if (lines.get(socket)?.ready === true) settle(socket, pass)
      else pass()
    })
    // In place of Node's own, which before Node 24 keeps a connection up to the very end of what the server names.
    agent.keepSocketAlive = (socket) => {
      const wait = lines.get(socket)?.idleMs ?? 0
      if (closed || wait <= 0 || !(socket instanceof Socket)) return false
      if (socket.timeout !== wait) socket.setTimeout(wait)
      socket.unref()
      return true
    }
    return agent
  }

  return {
    agentOf(protocol) {
      const agent = agents.get(protocol) ?? make(protocol)
      agents.set(protocol, agent)
      return agent
    },
    taken: (socket) => void socket.off('data', poisoned),
    isReady: (socket) => lines.get(socket)?.ready ?? false,
    answered({ rawHeaders, socket }) {
      const line = lines.get(socket)
      const [, seconds] = /\btimeout=(\d+)/i.exec(fieldOf(rawHeaders, 'keep-alive') ?? '') ?? []
      if (line === undefined) return
      line.idleMs = seconds === undefined ? idleMs : Math.min(idleMs, Number(seconds) * 1000 - marginMs)
    },
    close() {
      closed = true
      for (const { freeSockets } of agents.values()) {
        for (const socket of Object.values(freeSockets).flat()) socket?.destroy()
      }
    },
  }
}

/**
 * Keeps a connection back until Node has looked at it once more. A server that closes right after its answer, without a
 * word about it, is seen only then, and what was sent in between is lost.
 */
function settle(socket: Duplex, pass: () => void): void {
  socket.on('error', ignore).on('data', poisoned)
  setImmediate(() => {
    // This one comes before the next look, and the one in it after.
    setImmediate(() => {
      socket.off('error', ignore)
      pass()
    })
  })
}

const ignore = (): void => {}

/** What comes while nothing was asked for would be taken for the answer to the next request. */
function poisoned(this: Duplex): void {
  this.destroy()
}
