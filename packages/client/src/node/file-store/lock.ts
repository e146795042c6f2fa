import { isRecord } from '../../guard.ts'
import { dirname, join } from 'node:path'
import type { Clock } from '../../clock.ts'
import { codeOf, files } from './files.ts'

/** Holder of a lock. `id` is unique to one acquisition; `start` tells processes apart that had the same pid. */
type Owner = { readonly id: string; readonly pid: number; readonly start: string; readonly host: string }

/** Time between two attempts to acquire a lock that is held. */
const pollMs = 10
/** Lease of a holder on another machine, whose process cannot be checked; a refresh ends before. */
const maxLeaseMs = 180_000

/** Waits for a lock file, takes it over when its holder died, and returns the function that releases it. */
export async function lockFile(
  path: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<() => Promise<void>> {
  const self: Owner = {
    id: crypto.randomUUID(),
    pid: process.pid,
    start: startTimeOf(process.pid),
    host: process.getBuiltinModule('node:os').hostname(),
  }
  let seen: { readonly id: string; readonly sinceMs: number } | undefined
  for (;;) {
    signal.throwIfAborted()
    if (await create(path, self)) return () => release(path, self)
    const owner = await readOwner(path)
    if (owner !== undefined) {
      if (seen?.id !== owner.id) seen = { id: owner.id, sinceMs: clock.now() }
      const isStale = isDead(owner, self) || clock.now() - seen.sinceMs > maxLeaseMs
      if (isStale && (await takeOver(path, self, owner))) return () => release(path, self)
    }
    await clock.sleep(pollMs, signal)
  }
}

/** Creates the file with its content in one step, unless it exists. */
async function create(path: string, self: Owner): Promise<boolean> {
  const draft = await writeDraft(path, self)
  try {
    await files().link(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await files()
      .unlink(draft)
      .catch(() => {})
  }
}

async function writeDraft(path: string, self: Owner): Promise<string> {
  const draft = join(dirname(path), `.${crypto.randomUUID()}.tmp`)
  await files().writeFile(draft, JSON.stringify(self), { mode: 0o600, flag: 'wx' })
  return draft
}

/**
 * Replaces a stale holder. Guarded by a lock of its own, named after the stale holder: of several processes that find it
 * stale only one takes over, and none mistakes the next holder for it.
 */
async function takeOver(path: string, self: Owner, stale: Owner): Promise<boolean> {
  const guard = `${path}.${stale.id}`
  if (!(await create(guard, self))) {
    const other = await readOwner(guard)
    if (other === undefined || !isDead(other, self) || !(await takeOver(guard, self, other))) return false
  }
  try {
    if ((await readOwner(path))?.id !== stale.id) return false
    await files().rename(await writeDraft(path, self), path)
    return true
  } finally {
    await files().unlink(guard)
  }
}

async function release(path: string, self: Owner): Promise<void> {
  if ((await readOwner(path))?.id === self.id) await files().unlink(path)
}

/** Reads the holder; `undefined` when the lock is free again. */
async function readOwner(path: string): Promise<Owner | undefined> {
  const text = await files()
    .readFile(path, 'utf8')
    .catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    })
  if (text === undefined) return undefined
  if (text === '') return lostOwner
  const owner: unknown = JSON.parse(text)
  if (isOwner(owner)) return owner
  throw new TypeError(`${path} is not a lock of this package.`)
}

/** A power cut empties a file that was not on the disk yet; no process from before it is alive. */
const lostOwner: Owner = { id: 'empty', pid: 0, start: '', host: '' }

const isOwner = (value: unknown): value is Owner =>
  isRecord(value) &&
  [value.id, value.start, value.host].every((field) => typeof field === 'string') &&
  /^[\w-]+$/.test(String(value.id)) &&
  Number.isSafeInteger(value.pid)

/** Only processes of this machine can be checked. */
function isDead(owner: Owner, self: Owner): boolean {
  if (owner === lostOwner) return true
  const { pid, start, host } = owner
  if (host !== self.host) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
  // Pids are reused; in containers nearly always the same one.
  return startTimeOf(pid) !== start
}

/** Returns when a process started, as Linux reports it; an empty string on other systems. */
function startTimeOf(pid: number): string {
  try {
    const stat = process.getBuiltinModule('node:fs').readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
