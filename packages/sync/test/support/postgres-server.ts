import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/** A PostgreSQL server for tests, on a free port of the loopback interface. */
export type PostgresServer = {
  readonly port: number
  /** Of its database, whose user needs no password. */
  readonly connectionString: string
  /** Ends it at once, as `pg_ctl stop -m immediate` does: it does not say goodbye, and recovers at the next start. */
  readonly kill: () => Promise<void>
  /** Starts it again on the same port. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** A user that runs a server: PostgreSQL refuses to be run by root. */
type ServerUser = { readonly uid?: number; readonly gid?: number }

/** Starts the PostgreSQL of Debian or Ubuntu with a new, empty cluster. */
export async function startPostgres(): Promise<PostgresServer> {
  const binaries = await findBinaries()
  const user = await findUser()
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-postgres-'))
  if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid)
  const options = ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  await promisify(execFile)(join(binaries, 'initdb'), options, { ...user, cwd: folder })
  const port = await freePort()
  let child: ChildProcess | undefined

  const start = async (): Promise<void> => {
    const argv = ['-D', folder, '-p', String(port), '-c', 'unix_socket_directories=']
    const server = spawn(join(binaries, 'postgres'), [...argv, '-c', 'listen_addresses=127.0.0.1'], {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child = server
    let log = ''
    await new Promise<void>((resolve, reject) => {
      server.stderr.setEncoding('utf8').on('data', (text: string) => {
        log += text
        if (log.includes('ready to accept connections')) resolve()
      })
      server.once('error', reject)
      server.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${log}`)))
    })
  }
  const kill = async (): Promise<void> => {
    const server = child
    child = undefined
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGQUIT')
    await ended
  }
  // A server must not outlive this process.
  process.once('exit', () => child?.kill('SIGQUIT'))
  await start()
  return {
    port,
    connectionString: `postgres://postgres@127.0.0.1:${port}/postgres`,
    kill,
    start,
    async stop() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Debian keeps the programs of a server out of the path, by version. */
async function findBinaries(): Promise<string> {
  const debian = '/usr/lib/postgresql'
  const versions: string[] = await readdir(debian).catch(() => [])
  versions.sort((one, other) => Number(other) - Number(one))
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
  for (const folder of folders) {
    // oxlint-disable-next-line no-await-in-loop -- The first one counts.
    const files: string[] = await readdir(folder).catch(() => [])
    if (files.includes('initdb') && files.includes('postgres')) return folder
  }
  throw new Error(
    'Expected PostgreSQL on this machine and found none. Run `apt-get install postgresql` on Debian or Ubuntu.',
  )
}

async function findUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {}
  const idOf = async (option: string): Promise<number> =>
    Number((await promisify(execFile)('id', [option, 'nobody'])).stdout)
  return { uid: await idOf('-u'), gid: await idOf('-g') }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('no port is free')
  return address.port
}
