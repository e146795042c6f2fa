import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** The built command. */
export const bin: string = fileURLToPath(new URL('bin.js', import.meta.resolve('block-slots/package.json')))

/** What happens to a process. The full outputs and files are so from its start. */
export const hits = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGKILL',
  'SIGINT twice',
  'closed stdout',
  'closed stderr',
  'closed outputs',
  'full stdout',
  'full stderr',
  'full files',
] as const
export type Hit = (typeof hits)[number]

/** How a process ended, and what of its output arrived. */
export type Ended = {
  /** Null for a process that a signal ended. */
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Where a command runs. */
export type Place = { readonly folder: string; readonly env: Readonly<Record<string, string>> }

/** A command in progress. */
export type Running = { readonly ended: Promise<Ended>; readonly hit: () => void }

/** Starts the built command. `hit` does to it what can be done at a moment. */
export function startCommand(
  argv: readonly string[],
  { folder, env }: Place,
  { hit, maxFileKb = 0 }: { readonly hit?: Hit; readonly maxFileKb?: number } = {},
): Running {
  // Node would end at the signal that comes with the limit of a file, which a full disk does not send.
  const [program, ...rest] =
    hit === 'full files'
      ? ['bash', '-c', `trap '' XFSZ; ulimit -f ${maxFileKb}; exec "$0" "$@"`, process.execPath, bin, ...argv]
      : [process.execPath, bin, ...argv]
  const full = openSync('/dev/full', 'w')
  const child = spawn(program, rest, {
    cwd: folder,
    // A zone, so that texts of times do not depend on the machine.
    env: { PATH: process.env['PATH'], TZ: 'UTC', XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder, ...env },
    stdio: ['ignore', hit === 'full stdout' ? full : 'pipe', hit === 'full stderr' ? full : 'pipe'],
  })
  closeSync(full)
  const [out, err] = [collect(child.stdout), collect(child.stderr)]
  const ended = once(child, 'close').then(([code]: unknown[]) => ({
    code: typeof code === 'number' ? code : null,
    out: out(),
    err: err(),
  }))
  return { ended, hit: () => hit !== undefined && strike(child, hit) }
}

/** Runs a command to its end. */
export const runCommand = (argv: readonly string[], place: Place): Promise<Ended> =>
  startCommand(argv, place).ended

function collect(stream: Readable | null): () => string {
  let text = ''
  stream?.setEncoding('utf8').on('data', (part: string) => (text += part))
  return () => text
}

function strike(child: ChildProcess, hit: Hit): void {
  if (hit === 'closed stdout' || hit === 'closed outputs') child.stdout?.destroy()
  if (hit === 'closed stderr' || hit === 'closed outputs') child.stderr?.destroy()
  if (hit === 'SIGINT' || hit === 'SIGTERM' || hit === 'SIGHUP' || hit === 'SIGKILL') child.kill(hit)
  if (hit === 'SIGINT twice') {
    child.kill('SIGINT')
    // Two at once would be one.
    setTimeout(() => child.kill('SIGINT'), 30)
  }
}
