import { spawn } from 'node:child_process'
import { dirname } from 'node:path'

/** What a run leaves behind. */
export type Run = { readonly code: number | null; readonly out: string; readonly err: string }

type Setting = {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly limitMs?: number
}

const telling = /^(?:HIGHLEVEL_|NODE_OPTIONS$|FORCE_COLOR$|VITEST|BLOCK_SLOTS_)/

/** The environment of every run: ours without what would change what is printed, and with the Node that runs this. */
export function environment(more: Readonly<Record<string, string>> = {}): Record<string, string | undefined> {
  const PATH = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`
  const rest = Object.entries(process.env).filter(([name]) => !telling.test(name))
  return { ...Object.fromEntries(rest), PATH, TZ: 'UTC', LANG: 'C.UTF-8', NO_COLOR: '1', ...more }
}

/** Runs a program to its end; it is killed after `limitMs`, and when this process ends. */
export function runProgram(file: string, argv: readonly string[], setting: Setting): Promise<Run> {
  const { cwd, env, limitMs = 60_000 } = setting
  return new Promise((resolve) => {
    const child = spawn(file, argv, { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    const kill = (): void => void child.kill('SIGKILL')
    const patience = setTimeout(() => {
      err += `It had not ended after ${limitMs / 1000} seconds.\n`
      kill()
    }, limitMs)
    process.once('exit', kill)
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk))
    child.on('error', (error) => (err += `${error.message}\n`))
    child.on('close', (code) => {
      clearTimeout(patience)
      process.off('exit', kill)
      resolve({ code, out, err })
    })
  })
}

/** Does all jobs, at most so many of them at once, and gives their results in order. */
export async function atMost<Result>(
  limit: number,
  jobs: readonly (() => Promise<Result>)[],
): Promise<Result[]> {
  const results: Result[] = []
  const left = jobs.entries()
  const work = async (): Promise<void> => {
    for (const [index, job] of left) results[index] = await job()
  }
  await Promise.all(Array.from({ length: limit }, work))
  return results
}
