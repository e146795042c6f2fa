import { dirname } from 'node:path'
import { attempt, type RunResult } from '../shared/command.ts'

const ignoredVariables = /^(?:HIGHLEVEL_|NODE_OPTIONS$|FORCE_COLOR$|VITEST|BLOCK_SLOTS_)/

/** The environment of every run: fixed zone and locale, no variables that change output, and the current Node first. */
export function environment(more: Readonly<Record<string, string>> = {}): Record<string, string | undefined> {
  const PATH = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`
  const removed = Object.keys(process.env).filter((name) => ignoredVariables.test(name))
  const unset = Object.fromEntries(removed.map((name) => [name, undefined]))
  return { ...unset, PATH, TZ: 'UTC', LANG: 'C.UTF-8', NO_COLOR: '1', ...more }
}

/** Runs a program in that environment. */
export function runProgram(
  file: string,
  argv: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<RunResult> {
  return attempt(file, argv, { cwd, env: environment(env), timeoutMs: 60_000 })
}
