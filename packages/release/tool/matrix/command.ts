import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { endBySignals } from './end.ts'

/** The root of the repository. */
export const root: string = fileURLToPath(new URL('../../../..', import.meta.url))

type Surroundings = {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly timeoutMs?: number
}

/** Nothing that is started here tells others about it, or hears what npx was told that started pnpm. */
const quiet = {
  DENO_NO_UPDATE_CHECK: '1',
  DO_NOT_TRACK: '1',
  FORCE_COLOR: undefined,
  NO_COLOR: '1',
  SCARF_ANALYTICS: 'false',
  TURBO_TELEMETRY_DISABLED: '1',
  npm_config_call: undefined,
  npm_config_package: undefined,
}

/** Runs a program and gives what it prints; fails with all it said when it fails. It ends when this process does. */
export function run(
  program: string,
  args: readonly string[],
  { cwd = root, env, timeoutMs = 300_000 }: Surroundings = {},
): Promise<string> {
  endBySignals()
  return new Promise((resolve, reject) => {
    // A group of its own, so that what it starts can be ended with it.
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...quiet, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const end = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended.
      }
    }
    let late = false
    const patience = setTimeout(() => {
      late = true
      end()
    }, timeoutMs)
    process.once('exit', end)
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk))
    child.once('error', (error) => (err += error.message))
    child.once('close', (code) => {
      clearTimeout(patience)
      process.off('exit', end)
      if (code === 0) return resolve(out)
      const how = late ? `was ended after ${timeoutMs / 1000} s` : `ended with ${code}`
      const shown = [program, ...args].join(' ').slice(0, 200)
      reject(new Error(`${shown} ${how}\n${err.trim()}\n${out.trim()}`.trim()))
    })
  })
}

/** Runs pnpm: the one that has started this, since every script is started by one. */
export function pnpm(command: string, surroundings: Surroundings = {}): Promise<string> {
  return run('pnpm', command.split(' '), surroundings)
}
