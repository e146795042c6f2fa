import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** A Redis server for tests, without persistence, on a free port of the loopback interface. */
export type RedisServer = {
  readonly port: number
  readonly url: string
  /** Kills it with SIGKILL. */
  readonly kill: () => Promise<void>
  /** Starts it again, empty, on the same port. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts Debian's `redis-server`. */
export async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-redis-'))
  const port = await freePort()
  let child: ChildProcess | undefined

  const start = async (): Promise<void> => {
    const argv = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      folder,
    ]
    const server = spawn('redis-server', argv, { stdio: 'ignore' })
    child = server
    const failed = new Promise<never>((_, reject) => {
      server.once('error', () => reject(new Error(missing)))
      server.once('exit', (code) => reject(new Error(`redis-server ended with ${code} before it was ready`)))
    })
    failed.catch(() => {})
    await Promise.race([failed, waitUntilReady(port)])
  }
  const kill = async (): Promise<void> => {
    const server = child
    child = undefined
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGKILL')
    await ended
  }
  // A Redis must not outlive this process.
  process.once('exit', () => child?.kill('SIGKILL'))
  await start()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    stop: async () => {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const missing =
  'Expected a redis-server on this machine and found none. Run `apt-get install redis-server` on Debian or Ubuntu.'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('no port is free')
  return address.port
}

/** Waits until the server replies to PING. */
async function waitUntilReady(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const isReady = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
      socket.once('data', (data) => {
        socket.destroy()
        resolve(data.toString().startsWith('+PONG'))
      })
      socket.once('error', () => resolve(false))
    })
    if (isReady) return
    await setTimeout(25)
  }
  throw new Error('redis-server does not reply')
}
