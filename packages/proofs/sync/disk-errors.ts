import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { judgeSends } from '@block-slots/sync/test/support/sends.ts'

const run = promisify(execFile)
const program = fileURLToPath(import.meta.resolve('@block-slots/sync/test/support/send-state.ts'))
const node = [process.execPath, '--conditions=block-slots-source', program] as const

const traced = 'trace=pwrite64,fsync,fdatasync,ftruncate,write'

/** What came of processes whose disk fails somewhere, one process for each place. */
export type DiskErrors = {
  processes: number
  sent: number
  sentWithoutIntent: number
  /** Sent while written data had not been synced; counted where the system calls are seen. */
  sentBeforeSync: number
  lostOutcomes: number
  /** Processes that could not write, or not sync, and met an error of the store. */
  reported: number
  /** Errors other than `store-unavailable`. */
  otherErrors: number
  /** Processes whose commit was rejected and succeeded when it was tried again. */
  recovered: number
  complete: number
}

const noErrors = (): DiskErrors => ({
  processes: 0,
  sent: 0,
  sentWithoutIntent: 0,
  sentBeforeSync: 0,
  lostOutcomes: 0,
  reported: 0,
  otherErrors: 0,
  recovered: 0,
  complete: 0,
})

/** True when strace is there, which lets a system call fail. */
export const hasStrace = (): boolean => spawnSync('strace', ['--version']).status === 0

/** A system call that fails, once or from there on. */
export type Injection = {
  readonly call: 'pwrite64' | 'fsync' | 'fdatasync' | 'ftruncate'
  readonly error: 'EIO' | 'ENOSPC'
  readonly lasts: boolean
}

/** Every combination. */
export const injections: readonly Injection[] = (
  ['pwrite64', 'fsync', 'fdatasync', 'ftruncate'] as const
).flatMap((call) =>
  (['EIO', 'ENOSPC'] as const).flatMap((error) => [
    { call, error, lasts: false },
    { call, error, lasts: true },
  ]),
)

/** Runs a process for every place where a call can fail: until one ends without a failure. */
export async function injectErrors({ call, error, lasts }: Injection): Promise<DiskErrors> {
  const result = noErrors()
  for (let place = 1; ; place += 1) {
    const wasInjected = await inFolder(async (folder) => {
      const log = join(folder, 'strace.log')
      const when = lasts ? `${place}+` : `${place}`
      const inject = `inject=${call}:error=${error}:when=${when}`
      const options = ['-f', '--seccomp-bpf', '-o', log, '-e', traced, '-e', inject]
      const { stdout } = await run('strace', [...options, ...node, join(folder, 'state.db')])
      const trace = await readFile(log, 'utf8')
      if (!trace.includes('(INJECTED)')) return false
      await add(result, join(folder, 'state.db'), stdout)
      result.sentBeforeSync += countUnsynced(trace)
      return true
    })
    if (!wasInjected) return result
  }
}

/**
 * Runs a process for every limit of the size of its files, in kB, until one ends without a failure.
 *
 * @param order `early` sends before the intents are recorded, which must not go unnoticed.
 */
export async function limitSize(stepKb: number, order: 'early' | '' = ''): Promise<DiskErrors> {
  const result = noErrors()
  for (let size = 0; ; size += stepKb) {
    const isComplete = await inFolder(async (folder) => {
      const path = join(folder, 'state.db')
      // Without the trap the signal of the limit would end the process.
      const command = `trap '' XFSZ; ulimit -f ${size}; exec "$@"`
      const { stdout } = await run('bash', ['-c', command, 'bash', ...node, path, order])
      await add(result, path, stdout)
      return stdout.includes('closed') && !stdout.includes('failed')
    })
    if (isComplete) return result
  }
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'block-slots-disk-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function add(result: DiskErrors, path: string, printed: string): Promise<void> {
  const { sent, sentWithoutIntent, lostOutcomes, failures, hasTriedAgain, isComplete } = await judgeSends(
    path,
    printed,
  )
  result.processes += 1
  result.sent += sent
  result.sentWithoutIntent += sentWithoutIntent
  result.lostOutcomes += lostOutcomes
  if (failures.length > 0) result.reported += 1
  result.otherErrors += failures.filter((failure) => failure !== 'store-unavailable').length
  if (hasTriedAgain) result.recovered += 1
  if (isComplete) result.complete += 1
}

/** How often a process has sent while its last write was not yet followed by a sync that succeeded. */
function countUnsynced(trace: string): number {
  let isSynced = true
  let count = 0
  for (const line of trace.split('\n')) {
    if (line.includes(' pwrite64(')) isSynced = false
    else if (/ (?:fsync|fdatasync)\(.* = 0$/.test(line)) isSynced = true
    else if (line.includes(' write(1, "sent ') && !isSynced) count += 1
  }
  return count
}
