import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'
import { systemCode, UsageError } from '../error.ts'
import type { Session } from '../session.ts'
import type { Variables } from './shell.ts'

/** Runs a command that works with the sandbox. Its exit code is that of this run. */
export async function runCommand(
  [file = '', ...args]: readonly string[],
  variables: Variables,
  { env, signal, note, progress }: Session,
): Promise<void> {
  await note(`A sandbox at ${variables['HIGHLEVEL_BASE_URL']} stands in for HighLevel until ${file} ends.`)
  const restore = leaveInterruptTo()
  try {
    progress.code = await new Promise<number>((resolve, reject) => {
      // A profile is of another account.
      const given = { ...env, ...variables, BLOCK_SLOTS_PROFILE: undefined }
      const child = spawn(file, args, { stdio: 'inherit', env: given })
      const forward = (): void => void child.kill(signal.reason)
      signal.addEventListener('abort', forward, { once: true })
      child.on('error', (error) => reject(createCommandError(file, error)))
      child.on('exit', (code, ended) => {
        signal.removeEventListener('abort', forward)
        resolve(code ?? 128 + (ended === null ? 0 : constants.signals[ended]))
      })
    })
  } finally {
    restore()
  }
}

const createCommandError = (file: string, error: Error): Error =>
  systemCode(error) === 'ENOENT'
    ? new UsageError(`Expected a command after -- and found no program named "${file}".`)
    : error

const ignore = (): void => {}

/** Leaves Ctrl-C to the command, which gets it from the same terminal and decides what it means. */
function leaveInterruptTo(): () => void {
  if (!process.stdin.isTTY) return () => {}
  const listeners = process.listeners('SIGINT')
  process.removeAllListeners('SIGINT').on('SIGINT', ignore)
  return () => {
    process.removeListener('SIGINT', ignore)
    for (const listener of listeners) process.on('SIGINT', listener)
  }
}
