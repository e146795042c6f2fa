import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Job, Message, RunReport } from './job.ts'

/** How a process ended. */
export type Ended =
  | { readonly how: 'ended'; readonly runs: readonly RunReport[] }
  | { readonly how: 'killed' }
  | { readonly how: 'failed'; readonly error: string }

/** A process that does a job. */
export type Worker = {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when the plan is made, or the process has ended. */
  readonly planned: Promise<Extract<Message, { readonly type: 'planned' }> | undefined>
  /** Lets it apply its plan. */
  readonly go: () => void
  /** Ends it as a loss of power does. */
  readonly kill: () => void
  /** Peak of its memory and its processor time so far, as the kernel counts them. */
  readonly usage: () => Usage
}

export type Usage = { readonly peakMb: number; readonly cpuSeconds: number }

/** Starts a process. */
export function startWorker(job: Job, execArgv: readonly string[] = []): Worker {
  const program = fileURLToPath(new URL('worker.ts', import.meta.url))
  const child = fork(program, [JSON.stringify(job)], {
    execArgv: ['--conditions=block-slots-source', ...execArgv],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  let last: Message | undefined
  let usage: Usage = { peakMb: 0, cpuSeconds: 0 }
  const ended = once(child, 'exit').then(([code, signal]: unknown[]): Ended => {
    if (last?.type === 'ended') return { how: 'ended', runs: last.runs }
    if (last?.type === 'failed') return { how: 'failed', error: last.error }
    return signal === 'SIGKILL' ? { how: 'killed' } : { how: 'failed', error: `exit code ${String(code)}` }
  })
  const planned = new Promise<Extract<Message, { readonly type: 'planned' }> | undefined>((resolve) => {
    child.on('message', (message: Message) => {
      last = message
      if (message.type === 'planned') resolve(message)
    })
    void ended.then(() => resolve(undefined))
  })
  return {
    process: child,
    ended,
    planned,
    go: () => void (child.connected && child.send('go')),
    kill: () => void child.kill('SIGKILL'),
    usage: () => (usage = readUsage(child.pid) ?? usage),
  }
}

/** Clock ticks in a second: the kernel's `USER_HZ`. */
const ticksPerSecond = 100

function readUsage(pid: number | undefined): Usage | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const peakKb = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1])
    // Fields 14 and 15; the name in field 2 may have blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    return Number.isNaN(peakKb + ticks)
      ? undefined
      : { peakMb: peakKb / 1024, cpuSeconds: ticks / ticksPerSecond }
  } catch {
    // It has ended.
    return undefined
  }
}
