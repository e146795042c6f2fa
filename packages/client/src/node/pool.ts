import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import { fieldOf } from './field.ts'
import { watchLine, type Line } from './line.ts'

/** Keep-alive connections, up to a maximum for each address. */
export type Pool = {
  /** Returns the agent for `http:` or `https:`. */
  readonly agentOf: (protocol: string) => Agent
  readonly lineOf: (socket: Socket) => Line | undefined
  /** Reads from a response how long its connection may stay idle. */
  readonly answered: (message: IncomingMessage) => void
  /** Closes idle connections, and every other one when its request has ended. */
  readonly close: () => void
}

/** Checked options of the transport. */
export type PoolOptions = {
  readonly connections: number
  readonly idleMs: number
  readonly connectTimeoutMs: number
  readonly clock: Clock
}

/** Connections and queue of one address. */
type Site = { readonly idle: Line[]; readonly waiting: ClientRequest[]; open: number; session?: Buffer }
type Address = { readonly host: string; readonly port: number | string }

/** A server closes a connection after the keep-alive time that it announces; a request sent at that moment is lost. */
const marginMs = 1000

/** Creates a pool without connections. */
export function createPool({ connections, idleMs, connectTimeoutMs, clock }: PoolOptions): Pool {
  const lines = new WeakMap<Socket, Line>()
  const agents = new Map<string, Agent>()
  const sites = new Map<string, Site>()
  const settle = settler()
  let closed = false

  const connect = (site: Site, protocol: string, { host, port }: Address): Line => {
    const net = process.getBuiltinModule('node:net')
    const options = { host, port: Number(port), noDelay: true, keepAlive: true, keepAliveInitialDelay: 1000 }
    const secure = protocol === 'https:'
    const servername = net.isIP(host) === 0 ? { servername: host } : {}
    const session = site.session === undefined ? {} : { session: site.session }
    const socket = secure
      ? process
          .getBuiltinModule('node:tls')
          .connect({ ...options, ...servername, ...session, ALPNProtocols: ['http/1.1'] })
      : net.connect(options)
    socket.on('session', (ticket: Buffer) => (site.session = ticket)).on('error', () => delete site.session)
    const line = watchLine(socket, secure ? 'secureConnect' : 'connect', connectTimeoutMs, clock, {
      freed: (freed) => settle(() => release(freed)),
      closed(gone) {
        site.open -= 1
        const at = site.idle.indexOf(gone)
        if (at >= 0) site.idle.splice(at, 1)
        const next = nextOf(site.waiting)
        if (next !== undefined) give(connect(site, protocol, { host, port }), next)
      },
    })
    const release = (freed: Line): void => {
      if (!socket.writable) return
      const next = nextOf(site.waiting)
      if (next !== undefined) return give(freed, next)
      if (closed || freed.idleMs <= 0) return void socket.destroy()
      if (socket.timeout !== freed.idleMs) socket.setTimeout(freed.idleMs)
      socket.unref()
      site.idle.push(freed)
    }
    line.idleMs = idleMs
    lines.set(socket, line)
    site.open += 1
    return line
  }

  const addRequest = (protocol: string, request: ClientRequest, address: Address): void => {
    const name = `${protocol}//${address.host}:${address.port}`
    const site = sites.get(name) ?? { idle: [], waiting: [], open: 0 }
    sites.set(name, site)
    // Last in, first out, so that surplus connections time out.
    let line = site.idle.pop()
    while (line?.socket.destroyed === true) line = site.idle.pop()
    if (line !== undefined) give(line, request)
    else if (site.open < connections) give(connect(site, protocol, address), request)
    else site.waiting.push(request)
  }

  const make = (protocol: string): Agent => {
    // Not imported: an import would load Node's fetch as well, which takes ten times as long.
    const { Agent } = process.getBuiltinModule(protocol === 'https:' ? 'node:https' : 'node:http')
    // The one method of an agent that a request calls. Node's own agent takes a third of the time of a request.
    return Object.assign(new Agent({ keepAlive: true, maxSockets: connections }), {
      addRequest: (request: ClientRequest, address: Address) => addRequest(protocol, request, address),
    })
  }

  return {
    agentOf(protocol) {
      const agent = agents.get(protocol) ?? make(protocol)
      agents.set(protocol, agent)
      return agent
    },
    lineOf: (socket) => lines.get(socket),
    answered({ rawHeaders, socket }) {
      const line = lines.get(socket)
      const [, seconds] = /\btimeout=(\d+)/i.exec(fieldOf(rawHeaders, 'keep-alive') ?? '') ?? []
      if (line === undefined) return
      line.idleMs = seconds === undefined ? idleMs : Math.min(idleMs, Number(seconds) * 1000 - marginMs)
    },
    close() {
      closed = true
      for (const { idle } of sites.values()) for (const { socket } of idle) socket.destroy()
    },
  }
}

function give(line: Line, request: ClientRequest): void {
  line.busy = true
  line.writtenBefore = line.socket.bytesWritten
  line.socket.ref()
  request.onSocket(line.socket)
}

/** Returns the first request in the queue that still needs a connection. */
function nextOf(waiting: ClientRequest[]): ClientRequest | undefined {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
    if (!next.destroyed) return next
  return undefined
}

/**
 * Defers until Node has polled its connections. A server that closes right after its response, without announcing it, is seen
 * only then, and a request sent in between would be lost.
 */
function settler(): (job: () => void) => void {
  let jobs: (() => void)[] = []
  return (job) => {
    if (jobs.push(job) > 1) return
    // The outer callback runs before the next poll, the inner one after it.
    setImmediate(() => {
      const due = jobs
      jobs = []
      setImmediate(() => {
        for (const each of due) each()
      })
    })
  }
}
