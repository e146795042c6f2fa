import { spawn } from 'node:child_process'
import { root } from './root.ts'
import { exitOnSignals } from './signals.ts'

type RunOptions = {
  readonly cwd?: string
  /** Differences from the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly timeoutMs?: number
}

/** The result of a program. `code` is null when it was killed, and negative when the program does not exist. */
export type RunResult = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Turns telemetry and colours off, and hides the options of the npx that started pnpm. */
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

/** Runs a program; a failure is a result. It is killed after `timeoutMs`, and when this process exits. */
export function attempt(
  program: string,
  args: readonly string[],
  { cwd = root, env, timeoutMs = 300_000 }: RunOptions = {},
): Promise<RunResult> {
  exitOnSignals()
  return new Promise((resolve) => {
    // A process group of its own, so that its children are killed with it.
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...baseEnvironment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let stdout = ''
    let stderr = ''
    const kill = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // Already exited.
      }
    }
    const timer = setTimeout(() => {
      stderr += `Timed out after ${timeoutMs / 1000} seconds.\n`
      kill()
    }, timeoutMs)
    process.once('exit', kill)
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
    child.once('error', (error) => (stderr += `${error.message}\n`))
    child.once('close', (code) => {
      clearTimeout(timer)
      process.off('exit', kill)
      resolve({ code, stdout, stderr })
    })
  })
}

/**
 * Runs a program and returns its standard output.
 *
 * @throws Error with both outputs, when the exit code is not 0.
 */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await attempt(program, args, options)
  if (code === 0) return stdout
  const command = [program, ...args].join(' ').slice(0, 200)
  throw new Error(`${command} ended with ${code}\n${stderr.trim()}\n${stdout.trim()}`.trim())
}

/** Runs the pnpm on the path: the one that started this script. */
export function pnpm(command: string, options: RunOptions = {}): Promise<string> {
  return run('pnpm', command.split(' '), options)
}
