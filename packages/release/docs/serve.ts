import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { environment } from './run.ts'

/** Starts a server on a free port, sends it one request, and stops it. The ports in documents may be in use here. */
export async function serve(
  name: string,
  path: string,
  argv: readonly string[],
  cwd: string,
): Promise<{ readonly problem: string } | undefined> {
  const child = spawn(process.execPath, [path, ...argv, '--port', '0'], {
    cwd,
    env: { ...process.env, ...environment() },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const timer = setTimeout(kill, 30_000)
  const closed = once(child, 'close')
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  try {
    let url: string | undefined
    for await (const text of createInterface({ input: child.stdout })) {
      output += `${text}\n`
      url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0]
      if (url !== undefined) break
    }
    if (url === undefined)
      return { problem: `\`npx ${name} ${argv.join(' ')}\` does not start: ${output.trim()}` }
    const headers = { Authorization: 'Bearer any', Version: '2021-04-15' }
    const { status } = await fetch(`${url}/calendars/CVokAlI8fgw4WYWoCtQz`, { headers })
    child.kill('SIGINT')
    const [code]: unknown[] = await closed
    if (status < 500 && code === 0) return undefined
    return {
      problem: `\`npx ${name} ${argv.join(' ')}\` responded with ${status} and ended with ${String(code)}.`,
    }
  } finally {
    clearTimeout(timer)
    kill()
    process.off('exit', kill)
  }
}
