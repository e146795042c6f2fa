import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The root of the repository. */
export const root: string = fileURLToPath(new URL('../../..', import.meta.url))

type Surroundings = {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string
  readonly timeoutMs?: number
}

/** Nothing that is started here tells others about it, or hears what npx was told that started this. */
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

/** Runs a program and gives what it prints; fails with all it said when it fails. */
export function run(
  program: string,
  args: readonly string[],
  { cwd = root, env, input = '', timeoutMs = 300_000 }: Surroundings = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      cwd,
      env: { ...process.env, ...quiet, ...env },
      timeout: timeoutMs,
      maxBuffer: 1e8,
    }
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout)
      const how = error.killed ? `was stopped after ${timeoutMs / 1000} s` : `ended with ${error.code}`
      const shown = [program, ...args].join(' ').slice(0, 200)
      reject(new Error(`${shown} ${how}\n${stderr.trim()}\n${stdout.trim()}`.trim()))
    })
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}

/** Runs pnpm of the version that the repository is installed with, whatever the machine has. */
export function pnpm(command: string, surroundings: Surroundings = {}): Promise<string> {
  const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  const [packed] = /--package=pnpm@[\d.]+/.exec(scripts.test) ?? []
  if (packed === undefined) throw new Error('The root script "test" does not say which pnpm')
  return run('npx', ['--yes', packed, '-c', `pnpm ${command}`], surroundings)
}
