import { spawn } from 'node:child_process'
import { exitOnSignals } from './signals.ts'
import { root } from './root.ts'

type RunOptions = {
  readonly cwd?: string
  /** What is other than in the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly timeoutMs?: number
}

/** What a program leaves behind. Its code is no number when it was killed, and below 0 when there is no such program. */
export type RunResult = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Nothing that is started here tells others about it, or hears what npx was told that started pnpm. */
const baseEnvironment = {
  DENO_NO_UPDATE_CHECK: '1',
  DO_NOT_TRACK: '1',
  FORCE_COLOR: undefined,
  NO_COLOR: '1',
  SCARF_ANALYTICS: 'false',
  TURBO_TELEMETRY_DISABLED: '1',
  npm_config_call: undefined,
  npm_config_package: undefined,
}

/** Runs a program to its end, however it ends. It is killed after `timeoutMs`, and when this process ends. */
export function attempt(
  program: string,
  args: readonly string[],
  { cwd = root, env, timeoutMs = 300_000 }: RunOptions = {},
): Promise<RunResult> {
  exitOnSignals()
  return new Promise((resolve) => {
    // A group of its own, so that what it starts can be ended with it.
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...baseEnvironment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let out = ''
    let err = ''
    const end = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended.
      }
    }
    const patience = setTimeout(() => {
      err += `It had not ended after ${timeoutMs / 1000} seconds.\n`
      end()
    }, timeoutMs)
    process.once('exit', end)
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk))
    child.once('error', (error) => (err += `${error.message}\n`))
    child.once('close', (code) => {
      clearTimeout(patience)
      process.off('exit', end)
      resolve({ code, stdout: out, stderr: err })
    })
  })
}

/** Runs a program and gives what it prints; fails with all it said when it fails. */
export async function run(
  program: string,
  args: readonly string[],
  surroundings: RunOptions = {},
): Promise<string> {
  const { code, stdout: out, stderr: err } = await attempt(program, args, surroundings)
  if (code === 0) return out
  const shown = [program, ...args].join(' ').slice(0, 200)
  throw new Error(`${shown} ended with ${code}\n${err.trim()}\n${out.trim()}`.trim())
}

/** Runs pnpm: the one that has started this, since every script is started by one. */
export function pnpm(command: string, surroundings: RunOptions = {}): Promise<string> {
  return run('pnpm', command.split(' '), surroundings)
}
