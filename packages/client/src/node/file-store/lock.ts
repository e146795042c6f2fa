import { dirname, join } from 'node:path'
import type { Clock } from '../../clock.ts'
import { isRecord } from '../../guard.ts'
import { files, remove, unless } from './files.ts'

/** Holder of a lock. `id` is unique to one acquisition; `start` tells processes apart that had the same pid. */
type Owner = { readonly id: string; readonly pid: number; readonly start: string; readonly host: string }

/** A lock that exists. The owner is missing when the file is damaged. */
type Lock = { readonly owner: Owner | undefined; readonly createdAt: number }

/** Time between two attempts to acquire a lock that is held. */
const pollMs = 10
/** Files with these names exist for milliseconds; one that is older was left by a process that died. */
const temporary = /^(?:\.[\da-f-]{36}\.tmp|(?:lock|write)\..+)$/
const maxTemporaryMs = 600_000

/**
 * Waits for a lock file, takes it over from a stale holder, and returns the function that releases it. `leaseMs` limits
 * a holder whose process cannot be checked.
 */
export async function lockFile(
  path: string,
  leaseMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<() => Promise<void>> {
  const self: Owner = {
    id: crypto.randomUUID(),
    pid: process.pid,
    start: startTimeOf(process.pid),
    host: process.getBuiltinModule('node:os').hostname(),
  }
  for (;;) {
    signal.throwIfAborted()
    if (await acquire(path, self, leaseMs)) {
      if (!signal.aborted) return () => release(path, self)
      // The caller was aborted and would never release it.
      await release(path, self)
    } else {
      await clock.sleep(pollMs, signal)
    }
  }
}

/**
 * Creates the lock, or replaces a stale one. The replacement is guarded by a lock of its own, named after the stale holder:
 * of several processes that find it stale only one replaces it, and none mistakes the next holder for it.
 */
async function acquire(path: string, self: Owner, leaseMs: number): Promise<boolean> {
  const stale = await readLock(path)
  if (stale === undefined) {
    return withDraft(path, self, (draft) =>
      unless(
        'EEXIST',
        files()
          .link(draft, path)
          .then(() => true),
        false,
      ),
    )
  }
  if (!isStale(stale, self, leaseMs)) return false
  const guard = `${path}.${stale.owner?.id ?? 'damaged'}`
  if (!(await acquire(guard, self, leaseMs))) return false
  try {
    const lock = await readLock(path)
    if (lock === undefined || lock.owner?.id !== stale.owner?.id) return false
    await withDraft(path, self, (draft) => files().rename(draft, path))
    return true
  } finally {
    await remove(guard)
  }
}

/** Writes the holder to a new file, so that the lock appears with its content in one step, and removes what is left of it. */
async function withDraft<Result>(
  path: string,
  self: Owner,
  use: (draft: string) => Promise<Result>,
): Promise<Result> {
  const draft = join(dirname(path), `.${crypto.randomUUID()}.tmp`)
  try {
    await files().writeFile(draft, JSON.stringify(self), { mode: 0o600, flag: 'wx' })
    return await use(draft)
  } finally {
    // On a full disk the file exists, and is empty. An error here would hide the one that matters.
    await remove(draft).catch(() => {})
  }
}

async function release(path: string, self: Owner): Promise<void> {
  if ((await readLock(path))?.owner?.id === self.id) await remove(path)
}

/** Reads a lock; `undefined` when it is free. */
async function readLock(path: string): Promise<Lock | undefined> {
  const file = await unless('ENOENT', files().open(path), undefined)
  if (file === undefined) return undefined
  try {
    const { mtimeMs: createdAt } = await file.stat()
    return { owner: parseOwner(path, await file.readFile('utf8')), createdAt }
  } finally {
    await file.close()
  }
}

/** A power cut truncates or empties a file that was not on the disk yet; no process from before it is alive. */
function parseOwner(path: string, text: string): Owner | undefined {
  let owner: unknown
  try {
    owner = JSON.parse(text)
  } catch {
    return undefined
  }
  if (isOwner(owner)) return owner
  throw new TypeError(`${path} is a file of another program. It was left unchanged: move it away.`)
}

const isOwner = (value: unknown): value is Owner =>
  isRecord(value) &&
  [value.id, value.start, value.host].every((field) => typeof field === 'string') &&
  /^[\w-]{1,64}$/.test(String(value.id)) &&
  Number.isSafeInteger(value.pid)

/** Only processes of this machine can be checked, and only where their start is known; others have a lease. */
function isStale({ owner, createdAt }: Lock, self: Owner, leaseMs: number): boolean {
  if (owner === undefined) return true
  const { pid, start, host } = owner
  if (host === self.host) {
    if (!exists(pid)) return true
    // Pids are reused; in containers nearly always the same one.
    if (start !== '') return startTimeOf(pid) !== start
  }
  // Also when the machine's clock was set back, or the lock would be held until it is right again.
  return Math.abs(Date.now() - createdAt) > leaseMs
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !isRecord(error) || error.code !== 'ESRCH'
  }
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

/** Removes the files that processes left in a folder when they died while they acquired a lock. */
export async function deleteTemporary(folder: string): Promise<void> {
  const names = (await files().readdir(folder)).filter((name) => temporary.test(name))
  for (const path of names.map((name) => join(folder, name))) {
    const { mtimeMs } = (await unless('ENOENT', files().stat(path), undefined)) ?? { mtimeMs: Infinity }
    if (Date.now() - mtimeMs > maxTemporaryMs) await remove(path)
  }
}
