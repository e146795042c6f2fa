import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { judgeSends } from '@block-slots/sync/test/support/sends.ts'

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

const calls = ['pwrite64', 'fsync', 'fdatasync', 'ftruncate'] as const

/** What happens at a call, as strace has it. */
const faults: Readonly<Record<string, (place: number) => string>> = {
  'EIO once': (place) => `error=EIO:when=${place}`,
  'EIO from there on': (place) => `error=EIO:when=${place}+`,
  'ENOSPC once': (place) => `error=ENOSPC:when=${place}`,
  'ENOSPC from there on': (place) => `error=ENOSPC:when=${place}+`,
  SIGKILL: (place) => `signal=SIGKILL:when=${place}`,
}

/** A system call and what happens at it. */
export type Injection = { readonly name: string; readonly optionAt: (place: number) => string }

/** Every combination. */
export const injections: readonly Injection[] = calls.flatMap((call) =>
  Object.entries(faults).map(([name, fault]) => ({
    name: `${call}: ${name}`,
    optionAt: (place) => `inject=${call}:${fault(place)}`,
  })),
)

/** Runs a process for every place where something can happen: until one ends without it. */
export async function injectErrors({ optionAt }: Injection): Promise<DiskErrors> {
  const result = noErrors()
  for (let place = 1; ; place += 1) {
    const wasInjected = await inFolder(async (folder) => {
      const [log, path] = [join(folder, 'strace.log'), join(folder, 'state.db')]
      const options = ['-f', '-o', log, '-e', traced, '-e', optionAt(place)]
      const stdout = await printedBy('strace', [...options, ...node, path])
      const trace = await readFile(log, 'utf8')
      if (!/\(INJECTED\)|killed by SIGKILL/.test(trace)) return false
      await add(result, path, stdout)
      result.sentBeforeSync += countUnsynced(trace)
      return true
    })
    if (!wasInjected) return result
  }
}

/** Runs a program, and returns what it has printed until it ended or was killed. */
const printedBy = (file: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(file, args, (error, stdout) => {
      if (error === null || error.signal === 'SIGKILL') resolve(stdout)
      else reject(error)
    })
  })

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
      const stdout = await printedBy('bash', ['-c', command, 'bash', ...node, path, order])
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
