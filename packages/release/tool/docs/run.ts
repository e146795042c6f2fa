import { dirname } from 'node:path'
import { attempt, type Run } from '../command.ts'

const telling = /^(?:HIGHLEVEL_|NODE_OPTIONS$|FORCE_COLOR$|VITEST|BLOCK_SLOTS_)/

/** What is other in the environment of every run: nothing that would change what is printed, and the Node that runs this. */
export function environment(more: Readonly<Record<string, string>> = {}): Record<string, string | undefined> {
  const PATH = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`
  const gone = Object.keys(process.env).filter((name) => telling.test(name))
  const without = Object.fromEntries(gone.map((name) => [name, undefined]))
  return { ...without, PATH, TZ: 'UTC', LANG: 'C.UTF-8', NO_COLOR: '1', ...more }
}

/** Runs a program in that environment. */
export function runProgram(
  file: string,
  argv: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Run> {
  return attempt(file, argv, { cwd, env: environment(env), timeoutMs: 60_000 })
}
