import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { environment } from './run.ts'

/** Starts a server, asks it once, and stops it. The port is any free one: those that documents name may be taken here. */
export async function serve(
  path: string,
  argv: readonly string[],
  cwd: string,
): Promise<{ readonly mistake: string } | undefined> {
  const child = spawn(process.execPath, [path, ...argv, '--port', '0'], {
    cwd,
    env: { ...process.env, ...environment() },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const patience = setTimeout(kill, 30_000)
  const closed = once(child, 'close')
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  try {
    let url: string | undefined
    for await (const text of createInterface({ input: child.stdout })) {
      said += `${text}\n`
      url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0]
      if (url !== undefined) break
    }
    if (url === undefined)
      return { mistake: `\`npx block-slots-mock ${argv.join(' ')}\` does not start: ${said.trim()}` }
    const headers = { Authorization: 'Bearer any', Version: '2021-04-15' }
    const { status } = await fetch(`${url}/calendars/CVokAlI8fgw4WYWoCtQz`, { headers })
    child.kill('SIGINT')
    const [code]: unknown[] = await closed
    if (status < 500 && code === 0) return undefined
    return {
      mistake: `\`npx block-slots-mock ${argv.join(' ')}\` answered ${status} and ended with ${String(code)}.`,
    }
  } finally {
    clearTimeout(patience)
    kill()
    process.off('exit', kill)
  }
}
