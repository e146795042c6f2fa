import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { exitOnSignals } from '../shared/signals.ts'

/** A server that an example starts, with the environment that it runs in. */
type ServerCommand = {
  readonly words: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Longer than a bundler takes on a busy machine. */
const startTimeoutMs = 120_000

/** Starts a server, waits for its address in its output, passes that on, and kills the server with all its children. */
export async function withServer<Result>(
  { words, cwd, env }: ServerCommand,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  exitOnSignals()
  const [program = '', ...args] = words
  // A process group of its own, so that its children are killed with it.
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, detached: true, stdio: 'pipe' })
  const closed = once(child, 'close')
  const kill = (): void => {
    if (child.pid === undefined || child.exitCode !== null) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // Already exited.
    }
  }
  process.once('exit', kill)
  let output = ''
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const [address] = /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(output) ?? []
      if (address !== undefined) resolve(address.replace('localhost', '127.0.0.1'))
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    child.once('close', (code) =>
      reject(new Error(`${words.join(' ')} ended with ${String(code)}\n${output}`)),
    )
    setTimeout(
      () => reject(new Error(`${words.join(' ')} printed no address\n${output}`)),
      startTimeoutMs,
    ).unref()
  })
  try {
    return await use(await url)
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${output.trim()}`, {
      cause: error,
    })
  } finally {
    kill()
    process.off('exit', kill)
    await closed
  }
}
