import { spawn } from 'node:child_process'
import { connect, createServer, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import { cert, key } from '@block-slots/client/test/support/certificate.ts'
import type { UnreachableFault } from './transport.ts'

/** Addresses at which a connection fails, each in its own way. */
export type UnreachableServers = {
  readonly addresses: Readonly<Record<UnreachableFault, string>>
  readonly close: () => void
}

/** Listens and never accepts: the process sleeps and its backlog of two is full. It exits by itself after 20 minutes. */
const neverAccepting = `
const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('node:fs').writeSync(1, String(server.address().port))
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_200_000)
  process.exit()
})`

export async function openUnreachable(): Promise<UnreachableServers> {
  const refused = await closedPort()
  const tls = createTls({ cert, key })
  tls.on('tlsClientError', () => {})
  const tlsPort = await new Promise<number>((resolve) => {
    tls.listen(0, '127.0.0.1', () => resolve(portOf(tls.address())))
  })
  const child = spawn(process.execPath, ['-e', neverAccepting], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<number>((resolve) => {
    child.stdout.once('data', (data) => resolve(Number(String(data))))
  })
  const waiting = await Promise.all(Array.from({ length: 8 }, () => fillBacklog(port)))
  return {
    addresses: {
      refused: `http://127.0.0.1:${refused}`,
      dns: 'http://nowhere.invalid',
      tls: `https://localhost:${tlsPort}`,
      'connect-timeout': `http://127.0.0.1:${port}`,
    },
    close() {
      for (const socket of waiting) socket.destroy()
      tls.close()
      child.kill()
    },
  }
}

async function closedPort(): Promise<number> {
  const server = createServer()
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())))
  })
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Takes a place in the backlog, if there is one left. */
async function fillBacklog(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await new Promise((resolve) => {
    socket.once('connect', resolve)
    setTimeout(resolve, 300)
  })
  return socket
}

const portOf = (address: ReturnType<ReturnType<typeof createServer>['address']>): number =>
  typeof address === 'object' && address !== null ? address.port : 0
